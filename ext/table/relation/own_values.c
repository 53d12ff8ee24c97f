/* Finds the values that a statement has itself, in its SQL text. Must not know
** what a value means to its column.
**
** SQLite has no function that returns the value of a parameter. But
** sqlite3_expanded_sql() writes the statement with values in place of the
** parameters, and changes nothing else. So both texts are read side by side:
** where the first one has a parameter, the second one has its value. */
#include "table/relation/own_values.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "hub/relation/relations.h"
#include "table/relation/plan.h"

/* Longer values cannot be those of a column; further pairs are not
** collected. */
enum { VALUE_MAX_BYTES = 1000, PAIRS_MAX_BYTES = 64 * 1024 };

void own_values_init(struct own_values *values) {
  *values = (struct own_values){0};
  buffer_init(&values->pairs, PAIRS_MAX_BYTES);
}

void own_values_clear(struct own_values *values) {
  buffer_clear(&values->pairs);
  own_values_init(values);
}

/* --- tokens of SQL ------------------------------------------------------ */

static bool is_name_byte(char byte) {
  return ascii_is_word(byte) || byte == '_' || byte == '$' ||
         (unsigned char)byte >= 0x80;
}

static size_t name_length(const char *at) {
  size_t length = 0;
  while (at[length] && is_name_byte(at[length])) {
    length++;
  }
  return length;
}

/* The length of a quoted token. A doubled quote does not end it. */
static size_t quoted_length(const char *at, char end) {
  size_t length = 1;
  while (at[length]) {
    if (at[length++] != end) continue;
    if (end == ']' || at[length] != end) return length;
    length++;
  }
  return length;
}

/* The length of the text up to and including `end`, or of all of it. */
static size_t length_until(const char *at, const char *end) {
  const char *found = strstr(at, end);
  return found ? (size_t)(found - at) + strlen(end) : strlen(at);
}

static bool is_parameter(const char *at) {
  if (*at == '?') return true;
  return (*at == ':' || *at == '@' || *at == '$' || *at == '#') &&
         is_name_byte(at[1]);
}

static size_t token_length(const char *at) {
  if (*at == '\'' || *at == '"' || *at == '`') return quoted_length(at, *at);
  if (*at == '[') return quoted_length(at, ']');
  if (strncmp(at, "--", 2) == 0) return length_until(at, "\n");
  if (strncmp(at, "/*", 2) == 0) return length_until(at, "*/");
  if (is_parameter(at)) return 1 + name_length(at + 1);
  /* A minus belongs to the number behind it. */
  size_t length = *at == '-' && ascii_is_digit(at[1]) ? 1 : 0;
  bool is_number = ascii_is_digit(at[length]);
  while (is_name_byte(at[length]) || (is_number && at[length] == '.')) {
    length++;
  }
  return length ? length : 1;
}

/* The length of a value in the expanded text: NULL, a number, a text or a
** BLOB. */
static size_t value_length(const char *at) {
  size_t length = 0;
  if (*at == '\'') return quoted_length(at, '\'');
  if ((*at == 'x' || *at == 'X') && at[1] == '\'') {
    return 1 + quoted_length(at + 1, '\'');
  }
  while (is_name_byte(at[length]) || ascii_is_in(at[length], "+-.()")) {
    if (at[length++] == ')') break;
  }
  return length;
}

/* --- values in SQL text ------------------------------------------------- */

/* `value == table.column` has six tokens. */
enum { KEPT_TOKENS = 6 };

struct collector {
  sqlite3 *db;
  struct buffer *pairs;
  const char *sql; /* the text of the statement that is read */
  /* The last tokens without spaces and comments, the newest first. A parameter
  ** is replaced by its value. */
  struct slice last[KEPT_TOKENS];
  struct slice list; /* the column before `IN (`; "no value": not in a list */
  int argument;      /* the input, in a call of a table; -1: not in a call */
};

/* A name, without its quotes. */
static struct slice bare_name(struct slice token) {
  if (token.length < 2 || !ascii_is_in(token.at[0], "\"`[")) return token;
  return slice_between(token.at + 1, token.at + token.length - 1);
}

static bool is_same_name(struct slice a, struct slice b) {
  a = bare_name(a);
  b = bare_name(b);
  return a.length == b.length &&
         sqlite3_strnicmp(a.at, b.at, (int)a.length) == 0;
}

static bool is_space_or_comment(struct slice token) {
  return ascii_is_space(token.at[0]) ||
         (token.length > 1 &&
          (token.at[0] == '/' || (token.at[0] == '-' && token.at[1] == '-')));
}

/* Whether a table of the database, not a view, has this name. */
static bool is_ordinary_table(sqlite3 *db, struct slice name) {
  name = bare_name(name);
  char *text = sqlite3_mprintf("%.*s", (int)name.length, name.at);
  bool is_table =
      text && sqlite3_table_column_metadata(db, NULL, text, NULL, NULL, NULL,
                                            NULL, NULL, NULL) == SQLITE_OK;
  sqlite3_free(text);
  return is_table;
}

/* Whether the name before the point of `name.column` is an ordinary table, or
** an alias for one, as in `notes n` and `notes AS n`. */
static bool is_of_ordinary_table(const struct collector *collector,
                                 struct slice name) {
  struct slice last[2] = {{NULL, 0}, {NULL, 0}};
  const char *at = collector->sql;
  while (*at) {
    struct slice token = {at, token_length(at)};
    at += token.length;
    if (is_space_or_comment(token)) continue;
    struct slice table = ascii_is(last[0], "as") ? last[1] : last[0];
    if (is_same_name(token, name) && table.at &&
        is_ordinary_table(collector->db, table)) {
      return true;
    }
    last[1] = last[0];
    last[0] = token;
  }
  return is_ordinary_table(collector->db, name);
}

static bool is_input_name(struct slice name) {
  for (int i = 0; i < PLAN_INPUTS; i++) {
    if (ascii_is(name, plan_inputs[i].name)) return true;
  }
  return false;
}

/* Whether a relation has a column or an input of that name. */
static bool is_column_name(struct slice name) {
  const struct relation *const *at = relations;
  for (; *at; at++) {
    for (int i = 0; i < (*at)->visible; i++) {
      if (ascii_is(name, (*at)->columns[i].name)) return true;
    }
  }
  return is_input_name(name);
}

/* The relation of that name; NULL: there is none. */
static const struct relation *find_relation(struct slice name) {
  const struct relation *const *at = relations;
  while (*at && !ascii_is(name, (*at)->name)) {
    at++;
  }
  return *at;
}

/* Whether last[0] is a column of a relation, perhaps after its table and a
** point. */
static bool is_column(const struct collector *collector,
                      const struct slice *last) {
  if (!last[0].at || !is_column_name(bare_name(last[0]))) return false;
  return !slice_is(last[1], ".") || !is_of_ordinary_table(collector, last[2]);
}

/* How many tokens `=`, `==` or IS has, ending at last[0]; 0 if it is another
** token. */
static int equality_length(const struct slice *last) {
  if (ascii_is(last[0], "is")) return 1;
  if (!slice_is(last[0], "=")) return 0;
  return slice_is(last[1], "=") ? 2 : 1;
}

static void add_pair(struct collector *collector, struct slice column,
                     struct slice value) {
  if (!value.length || value.length > VALUE_MAX_BYTES) return;
  if (ascii_is_in(value.at[0], "(),.")) return;
  column = bare_name(column);
  char *at = buffer_extend(collector->pairs, column.length + value.length + 2);
  if (!at) return;
  memcpy(at, column.at, column.length);
  at[column.length] = 0;
  memcpy(at + column.length + 1, value.at, value.length);
  at[column.length + 1 + value.length] = 0;
}

/* Adds the pairs of a column and a value that the newest token completes. It is
** either the value (`column = value`, a value of a list, an argument of a call)
** or the column (`value = column`, `value = table.column`). */
static void add_completed_pairs(struct collector *collector) {
  const struct slice *last = collector->last;
  int equality = equality_length(last + 1);
  if (equality && is_column(collector, last + 1 + equality)) {
    add_pair(collector, last[1 + equality], last[0]);
  }
  int before = slice_is(last[1], ".") ? 3 : 1;
  equality = equality_length(last + before);
  if (equality && is_column(collector, last)) {
    add_pair(collector, last[0], last[before + equality]);
  }
  if (collector->list.at) add_pair(collector, collector->list, last[0]);
  if (collector->argument >= 0 && collector->argument < PLAN_INPUTS) {
    add_pair(collector, slice_of(plan_inputs[collector->argument].name),
             last[0]);
  }
}

static void leave_parenthesis(struct collector *collector) {
  collector->list = (struct slice){NULL, 0};
  collector->argument = -1;
}

/* Enters a list or a call with the newest token, or leaves it. */
static void follow_token(struct collector *collector) {
  const struct slice *last = collector->last;
  if (slice_is(last[0], "(")) {
    leave_parenthesis(collector);
    if (ascii_is(last[1], "in") && is_column(collector, last + 2)) {
      collector->list = last[2];
    }
    const struct relation *called =
        last[1].at ? find_relation(bare_name(last[1])) : NULL;
    if (called) collector->argument = (int)plan_first_input(called);
  } else if (slice_is(last[0], ")") || ascii_is(last[0], "select")) {
    leave_parenthesis(collector);
  } else if (slice_is(last[0], ",") && collector->argument >= 0) {
    collector->argument++;
  }
}

/* Reads the next token, which is neither white space nor a comment. */
static void read_token(struct collector *collector, struct slice token) {
  memmove(collector->last + 1, collector->last,
          (KEPT_TOKENS - 1) * sizeof *collector->last);
  collector->last[0] = token;
  add_completed_pairs(collector);
  follow_token(collector);
}

/* Reads a statement. `bound` is its expanded text, or NULL when there is no
** memory for that. */
static void read_statement(struct collector *collector, const char *bound) {
  const char *sql = collector->sql;
  memset(collector->last, 0, sizeof collector->last);
  leave_parenthesis(collector);
  while (*sql) {
    struct slice token = {sql, token_length(sql)};
    bool is_bound = bound && is_parameter(sql);
    struct slice value = token;
    if (is_bound) value = (struct slice){bound, value_length(bound)};
    /* If the two texts differ elsewhere, go on with the first one alone. */
    if (bound && !is_bound && strncmp(sql, bound, token.length) != 0) {
      bound = NULL;
    }
    if (bound) bound += value.length;
    sql += token.length;
    if (!is_space_or_comment(token)) read_token(collector, value);
  }
}

static void read_running_statements(struct own_values *values, sqlite3 *db) {
  struct collector collector = {.db = db, .pairs = &values->pairs};
  sqlite3_stmt *at = sqlite3_next_stmt(db, NULL);
  for (; at; at = sqlite3_next_stmt(db, at)) {
    if (!sqlite3_stmt_busy(at) || !sqlite3_sql(at)) continue;
    char *bound = sqlite3_expanded_sql(at);
    collector.sql = sqlite3_sql(at);
    read_statement(&collector, bound);
    sqlite3_free(bound);
  }
  values->is_read = true;
}

/* --- the value ---------------------------------------------------------- */

static char *write_blob(sqlite3_value *value) {
  const unsigned char *bytes = sqlite3_value_blob(value);
  int length = sqlite3_value_bytes(value);
  char *text = sqlite3_malloc64(2 * (sqlite3_uint64)length + 4);
  if (!text) return NULL;
  char *at = text;
  at += snprintf(at, 3, "x'");
  for (int i = 0; i < length; i++) {
    at += snprintf(at, 3, "%02x", bytes[i]);
  }
  snprintf(at, 2, "'");
  return text;
}

/* Writes the value as sqlite3_expanded_sql() writes it. */
static char *write_value(sqlite3_value *value) {
  switch (sqlite3_value_type(value)) {
  case SQLITE_INTEGER:
    return sqlite3_mprintf("%lld", sqlite3_value_int64(value));
  case SQLITE_FLOAT:
    return sqlite3_mprintf("%!.15g", sqlite3_value_double(value));
  case SQLITE_TEXT:
    return sqlite3_mprintf("'%.*q'", sqlite3_value_bytes(value),
                           sqlite3_value_text(value));
  case SQLITE_BLOB:
    return write_blob(value);
  default:
    return NULL;
  }
}

/* Whether the value can be compared as SQL text. A text with a zero byte would
** be cut there, and could then equal another one. */
static bool can_be_written(sqlite3_value *value) {
  if (sqlite3_value_type(value) != SQLITE_TEXT) return true;
  const char *text = (const char *)sqlite3_value_text(value);
  return text && strlen(text) == (size_t)sqlite3_value_bytes(value);
}

/* `bare` is the value of a text without its quotes: a number may have become a
** text on its way. */
static bool has_pair(const struct own_values *values, const char *column,
                     struct slice value, struct slice bare) {
  const char *at = values->pairs.at;
  const char *end = at + values->pairs.length;
  while (at < end) {
    struct slice name = slice_of(at);
    struct slice other = slice_of(at + name.length + 1);
    at = other.at + other.length + 1;
    if (!ascii_is(name, column)) continue;
    if (slice_equal(other, value) || (bare.at && slice_equal(other, bare))) {
      return true;
    }
  }
  return false;
}

bool own_values_have(struct own_values *own, sqlite3 *db, const char *column,
                     sqlite3_value *value) {
  if (!can_be_written(value)) return false;
  if (!own->is_read) read_running_statements(own, db);
  if (!own->pairs.length) return false;
  char *written = write_value(value);
  if (!written) return false;
  struct slice whole = slice_of(written), bare = {NULL, 0};
  if (sqlite3_value_type(value) == SQLITE_TEXT) {
    bare = (struct slice){whole.at + 1, whole.length - 2};
  }
  bool has = has_pair(own, column, whole, bare);
  sqlite3_free(written);
  return has;
}
