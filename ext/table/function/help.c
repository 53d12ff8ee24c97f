/* The rows of papers_help. They are made from the registry and from the list of
** settings; this file must know no table, function or setting by name. */
#include "table/function/help.h"

#include "table/registry.h"

/* Far more than is needed. It only keeps memory bounded. */
enum { SIGNATURE_MAX_BYTES = 4096 };

enum kind { KIND_TABLE, KIND_COLUMN, KIND_FUNCTION, KIND_SETTING };

static const char *const kind_names[] = {
    [KIND_TABLE] = "table",
    [KIND_COLUMN] = "column",
    [KIND_FUNCTION] = "function",
    [KIND_SETTING] = "setting",
};

/* What a row is about. */
struct topic {
  enum kind kind;
  struct module table;           /* also of a column */
  struct declared_column column; /* of a column */
  const struct function *function;
  const struct setting *setting;
};

/* Finds the row that stands behind *left others among those of the tables: each
** table with its columns behind it. If there is none, takes their number from
** *left. */
static bool find_in_tables(const struct registry *registry, sqlite3_int64 *left,
                           struct topic *topic) {
  for (size_t i = 0; registry->find_module(i, &topic->table); i++) {
    const struct surface *surface = &topic->table.surface;
    topic->kind = KIND_TABLE;
    if ((*left)-- == 0) return true;
    topic->kind = KIND_COLUMN;
    for (int place = 0; columns_declared(surface, place, &topic->column);
         place++) {
      if ((*left)-- == 0) return true;
    }
  }
  return false;
}

/* The rows are numbered from 1: those of the tables, the functions, the
** settings. False behind the last one. */
static bool find_topic(const struct registry *registry, sqlite3_int64 number,
                       struct topic *topic) {
  sqlite3_int64 left = number - 1;
  sqlite3_int64 functions = (sqlite3_int64)registry->function_count;
  if (find_in_tables(registry, &left, topic)) return true;
  if (left < functions) {
    topic->kind = KIND_FUNCTION;
    topic->function = &registry->functions[left];
    return true;
  }
  left -= functions;
  if (left >= SETTINGS) return false;
  topic->kind = KIND_SETTING;
  topic->setting = &settings_table[left];
  return true;
}

static sqlite3_int64 help_after(struct connection *connection,
                                sqlite3_int64 number) {
  struct topic topic;
  return find_topic(connection->registry, number + 1, &topic) ? number + 1 : 0;
}

/* --- signatures --------------------------------------------------------- */

/* The name of the table and, if it has arguments, these. */
static void write_table(const struct module *table, struct buffer *to) {
  const struct surface *surface = &table->surface;
  buffer_append_text(to, table->name);
  for (int i = 0; i < surface->input_count; i++) {
    buffer_format(to, "%s%s", i ? ", " : "(",
                  surface->inputs[surface->first_input + i].name);
  }
  if (surface->input_count) buffer_append_byte(to, ')');
}

static void write_column(const struct declared_column *column,
                         struct buffer *to) {
  buffer_append_text(to, column->plain.name);
  if (column->plain.type[0]) buffer_format(to, " %s", column->plain.type);
  if (column->is_hidden) buffer_append_text(to, " HIDDEN");
}

static void write_setting(const struct setting *setting, struct buffer *to) {
  char accepted[200];
  setting_accepts(setting, accepted, sizeof accepted);
  buffer_format(to, "%s: %s", setting->name, accepted);
}

static void write_signature(const struct topic *topic, struct buffer *to) {
  switch (topic->kind) {
  case KIND_TABLE:
    write_table(&topic->table, to);
    break;
  case KIND_COLUMN:
    write_column(&topic->column, to);
    break;
  case KIND_FUNCTION:
    buffer_append_text(to, topic->function->signature);
    break;
  case KIND_SETTING:
    write_setting(topic->setting, to);
    break;
  }
}

/* --- columns ------------------------------------------------------------ */

static const char *name_of(const struct topic *topic) {
  switch (topic->kind) {
  case KIND_TABLE:
    return topic->table.name;
  case KIND_COLUMN:
    return topic->column.plain.name;
  case KIND_FUNCTION:
    return topic->function->name;
  case KIND_SETTING:
    break;
  }
  return topic->setting->name;
}

static const char *help_of(const struct topic *topic) {
  switch (topic->kind) {
  case KIND_TABLE:
    return topic->table.help;
  case KIND_COLUMN:
    return topic->column.plain.help;
  case KIND_FUNCTION:
    return topic->function->help;
  case KIND_SETTING:
    break;
  }
  return topic->setting->help;
}

static void show_text(sqlite3_context *context, const char *text) {
  sqlite3_result_text(context, text, -1, SQLITE_STATIC);
}

static void show_written(sqlite3_context *context, struct buffer *text) {
  if (text->failed == OK) {
    sqlite3_result_text64(context, text->at, text->length, SQLITE_TRANSIENT,
                          SQLITE_UTF8);
  } else {
    sqlite3_result_error_nomem(context);
  }
}

static void show_signature(sqlite3_context *context,
                           const struct topic *topic) {
  struct buffer text;
  buffer_init(&text, SIGNATURE_MAX_BYTES);
  write_signature(topic, &text);
  show_written(context, &text);
  buffer_clear(&text);
}

/* NULL for a column, which the examples of its table show. */
static void show_example(sqlite3_context *context, const struct topic *topic) {
  struct buffer text;
  if (topic->kind == KIND_TABLE) show_text(context, topic->table.example);
  if (topic->kind == KIND_FUNCTION)
    show_text(context, topic->function->example);
  if (topic->kind != KIND_SETTING) return;
  buffer_init(&text, SIGNATURE_MAX_BYTES);
  buffer_format(&text, "SELECT papers_config('%s')", topic->setting->name);
  show_written(context, &text);
  buffer_clear(&text);
}

enum { NAME, KIND, OF, SIGNATURE, HELP, EXAMPLE, COLUMNS };

static const struct plain_column columns[COLUMNS] = {
    [NAME] = {"name", "TEXT", "of the table, column, function or setting"},
    [KIND] = {"kind", "TEXT", "`table`, `column`, `function` or `setting`"},
    [OF] = {"of", "TEXT", "the table that a column belongs to; else NULL"},
    [SIGNATURE] = {"signature", "TEXT",
                   "how it is called; how a column is declared; what a "
                   "setting accepts"},
    [HELP] = {"help", "TEXT", "what it is"},
    [EXAMPLE] = {"example", "TEXT", "a statement with it; NULL for a column"},
};

static void help_column(struct connection *connection, sqlite3_int64 number,
                        int column, sqlite3_context *context) {
  struct topic topic;
  if (!find_topic(connection->registry, number, &topic)) return;
  switch (column) {
  case NAME:
    show_text(context, name_of(&topic));
    break;
  case KIND:
    show_text(context, kind_names[topic.kind]);
    break;
  case OF:
    if (topic.kind == KIND_COLUMN) show_text(context, topic.table.name);
    break;
  case SIGNATURE:
    show_signature(context, &topic);
    break;
  case HELP:
    show_text(context, help_of(&topic));
    break;
  case EXAMPLE:
    show_example(context, &topic);
    break;
  }
}

const struct rows_source papers_help_rows = {
    .name = "papers_help",
    .help = "every table, column, function and setting: what it is",
    .example =
        "SELECT signature, help FROM papers_help WHERE kind = 'function'",
    .surface = {.own = columns, .own_count = COLUMNS},
    .expected = 300,
    .after = help_after,
    .column = help_column,
};
