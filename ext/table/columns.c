/* The columns of a relation in SQL: their declaration and their values. Must
** know no relation by name and no plan. */
#include "table/columns.h"

#include <assert.h>
#include <stdlib.h>

/* Far more than is needed. They only keep memory bounded. */
enum { DECLARATION_MAX_BYTES = 64 * 1024, URL_MAX_BYTES = 4096 };

static const struct plain_column guard_column = {
    "arguments_end", "",
    "always NULL: stands behind the arguments, so that one too many is an "
    "error"};

/* --- the table ---------------------------------------------------------- */

/* The columns before the inputs. */
static int visible_count(const struct surface *surface) {
  return surface->relation ? surface->relation->visible : surface->own_count;
}

/* Those behind the inputs: the guard and hidden ones of the relation. */
static int behind_count(const struct surface *surface) {
  const struct relation *relation = surface->relation;
  return relation ? 1 + relation->shown - relation->visible : 0;
}

static struct plain_column column_of_relation(const struct column *column) {
  const char *type = column_is_number(column) ? "INTEGER" : "TEXT";
  return (struct plain_column){column->name, type, column->help};
}

bool columns_declared(const struct surface *surface, int place,
                      struct declared_column *column) {
  const struct relation *relation = surface->relation;
  int visible = visible_count(surface);
  int input = place - visible, behind = input - surface->input_count;
  if (behind >= behind_count(surface)) return false;
  column->is_hidden = input >= 0;
  if (behind > 0) {
    int number = columns_number(surface, place);
    column->plain = column_of_relation(&relation->columns[number]);
  } else if (behind == 0) {
    column->plain = guard_column;
  } else if (input >= 0) {
    column->plain = surface->inputs[surface->first_input + input];
  } else {
    column->plain = relation ? column_of_relation(&relation->columns[place])
                             : surface->own[place];
  }
  return true;
}

int columns_declare(sqlite3 *db, const struct surface *surface) {
  struct declared_column column;
  struct buffer text;
  buffer_init(&text, DECLARATION_MAX_BYTES);
  buffer_append_text(&text, "CREATE TABLE declared");
  for (int i = 0; columns_declared(surface, i, &column); i++) {
    buffer_format(&text, "%s\"%s\" %s%s", i ? ", " : "(", column.plain.name,
                  column.plain.type, column.is_hidden ? " HIDDEN" : "");
  }
  buffer_append_byte(&text, ')');
  char *declaration = buffer_take(&text);
  buffer_clear(&text);
  if (!declaration) return SQLITE_NOMEM;
  int code = sqlite3_declare_vtab(db, declaration);
  free(declaration);
  return code;
}

int columns_number(const struct surface *surface, int place) {
  int visible = surface->relation->visible;
  int guard = visible + surface->input_count;
  if (place < visible) return place; /* also -1, the rowid */
  if (place < guard) {
    return COLUMN_INPUTS + surface->first_input + place - visible;
  }
  return place == guard ? COLUMN_GUARD : place - surface->input_count - 1;
}

const char *columns_name(const struct surface *surface, int column) {
  if (column == NO_COLUMN) return "";
  if (column >= COLUMN_INPUTS) {
    assert(column - COLUMN_INPUTS >= surface->first_input &&
           column - COLUMN_INPUTS <
               surface->first_input + surface->input_count);
    return surface->inputs[column - COLUMN_INPUTS].name;
  }
  return surface->relation->columns[column].name;
}

field_set columns_wanted(const struct surface *surface, sqlite3_uint64 used) {
  int count = surface->relation->shown + surface->input_count + 1;
  field_set wanted = FIELD_BIT(surface->relation->id);
  assert(count < 63); /* in colUsed, the last bit stands for all from 63 on */
  for (int place = 0; place < count; place++) {
    int column = columns_number(surface, place);
    assert(column >= 0);
    if (column < COLUMN_INPUTS && (used >> place & 1)) {
      wanted |= FIELD_BIT(column);
    }
  }
  return wanted;
}

bool columns_need_listing(const struct relation *relation, field_set wanted) {
  for (int i = 0; i < relation->count; i++) {
    if ((wanted & FIELD_BIT(i)) && relation->columns[i].is_of_listing) {
      return true;
    }
  }
  return false;
}

enum column_use column_use(const struct relation *relation, int column) {
  if (column < 0 || column >= relation->count) return USE_NONE;
  switch (relation->columns[column].kind) {
  case COLUMN_DAY:
  case COLUMN_WEEK:
  case COLUMN_MONTH:
    return USE_DAY;
  case COLUMN_ARRAY:
    return USE_ARRAY;
  case COLUMN_ID:
    return USE_ID;
  case COLUMN_URL:
    return USE_URL;
  default:
    return USE_NONE;
  }
}

enum day_part column_day_part(const struct relation *relation, int column) {
  assert(column_use(relation, column) == USE_DAY);
  switch (relation->columns[column].kind) {
  case COLUMN_WEEK:
    return PART_WEEK;
  case COLUMN_MONTH:
    return PART_MONTH;
  default:
    return PART_DAY;
  }
}

/* The stored value that a column is made from; NO_COLUMN if there is none. */
static int stored_column(const struct relation *relation, int column) {
  switch (relation->columns[column].kind) {
  case COLUMN_WEEK:
  case COLUMN_MONTH:
    return relation->day;
  case COLUMN_URL:
    return relation->id;
  case COLUMN_RANK:
  case COLUMN_ARRAY:
  case COLUMN_FETCHED_AT:
  case COLUMN_CACHE:
    return NO_COLUMN;
  default:
    return column;
  }
}

field_set columns_stored(const struct relation *relation, field_set wanted) {
  field_set stored = FIELD_BIT(relation->id);
  for (int i = 0; i < relation->count; i++) {
    int from = wanted & FIELD_BIT(i) ? stored_column(relation, i) : NO_COLUMN;
    if (from != NO_COLUMN) stored |= FIELD_BIT(from);
  }
  return stored;
}

/* --- values ------------------------------------------------------------- */

static void result_slice(sqlite3_context *context, struct slice text) {
  if (!text.at) return;
  sqlite3_result_text64(context, text.at, text.length, SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

/* The week or the month of the row's day. NULL if the day has no year, as in
** `--06-10`, which a saved page may have. */
static void result_part(sqlite3_context *context, const struct row *row,
                        enum day_part part) {
  int day, last;
  char text[DAY_TEXT_SIZE];
  if (!day_read(row->listed, PART_DAY, &day, &last)) return;
  day_write(day, part, text);
  result_slice(context, slice_of(text));
}

static void result_url(sqlite3_context *context, const char *prefix,
                       struct slice id) {
  struct buffer url;
  if (!id.at) return;
  buffer_init(&url, URL_MAX_BYTES);
  buffer_append_text(&url, prefix);
  buffer_append_slice(&url, id);
  if (url.failed == OK) {
    result_slice(context, buffer_slice(&url));
  } else if (url.failed == NO_MEMORY) {
    sqlite3_result_error_nomem(context);
  }
  buffer_clear(&url);
}

static void result_moment(sqlite3_context *context, int64_t seconds) {
  char text[MOMENT_TEXT_SIZE];
  if (seconds < 0) return;
  moment_write(seconds, text);
  result_slice(context, slice_of(text));
}

static struct slice word_of_array(const struct relation *relation,
                                  const struct row *row) {
  return slice_of(relation->rows[row->values->array].word);
}

void column_result(sqlite3_context *context, const struct relation *relation,
                   int column, const struct row *row) {
  const struct column *declared = &relation->columns[column];
  switch (declared->kind) {
  case COLUMN_DAY:
    result_slice(context, row->listed);
    break;
  case COLUMN_WEEK:
    result_part(context, row, PART_WEEK);
    break;
  case COLUMN_MONTH:
    result_part(context, row, PART_MONTH);
    break;
  case COLUMN_URL:
    result_url(context, declared->prefix,
               values_text(row->values, relation->id));
    break;
  case COLUMN_RANK:
    if (row->rank) sqlite3_result_int64(context, row->rank);
    break;
  case COLUMN_FETCHED_AT:
    result_moment(context, row->fetched_at);
    break;
  case COLUMN_CACHE:
    result_slice(context, slice_of(row->cache));
    break;
  case COLUMN_ARRAY:
    result_slice(context, word_of_array(relation, row));
    break;
  default:
    if (!column_is_number(declared)) {
      result_slice(context, values_text(row->values, column));
    } else if (values_has(row->values, column)) {
      sqlite3_result_int64(context, values_number(row->values, column));
    }
  }
}

/* --- cells -------------------------------------------------------------- */

static struct cell text_cell(struct slice text) {
  return (struct cell){.kind = text.at ? CELL_TEXT : CELL_NULL, .text = text};
}

static struct cell number_cell(bool is_there, int64_t number) {
  return (struct cell){.kind = is_there ? CELL_NUMBER : CELL_NULL,
                       .number = number};
}

struct cell column_cell(const struct relation *relation, int column,
                        const struct row *row) {
  const struct column *declared = &relation->columns[column];
  assert(declared->kind != COLUMN_RAW);
  switch (declared->kind) {
  case COLUMN_DAY:
  case COLUMN_WEEK:
  case COLUMN_MONTH:
    return text_cell(row->listed);
  case COLUMN_URL:
    return text_cell(values_text(row->values, relation->id));
  case COLUMN_RANK:
    return number_cell(row->rank != 0, row->rank);
  case COLUMN_FETCHED_AT:
    return number_cell(row->fetched_at >= 0, row->fetched_at);
  case COLUMN_CACHE:
    return text_cell(slice_of(row->cache));
  case COLUMN_ARRAY:
    return text_cell(word_of_array(relation, row));
  default:
    break;
  }
  if (!column_is_number(declared)) {
    return text_cell(values_text(row->values, column));
  }
  return number_cell(values_has(row->values, column),
                     values_number(row->values, column));
}

int cell_compare(const struct cell *a, const struct cell *b) {
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  if (a->kind == CELL_TEXT) return slice_compare(a->text, b->text);
  if (a->kind == CELL_NULL) return 0;
  return (a->number > b->number) - (a->number < b->number);
}
