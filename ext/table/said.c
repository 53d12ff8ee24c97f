/* SQLite has no call that gives the value of a parameter back. But it writes a
** statement out with all of them in place (sqlite3_expanded_sql), and
** everything between them stays as it was: so both texts are read side by
** side, and where the first has a parameter the second has its value. */
#include "table/said.h"

#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "text/ascii.h"

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

/* Up to the quote that ends it; a doubled one does not. */
static size_t quoted_length(const char *at, char end) {
  size_t length = 1;
  while (at[length]) {
    if (at[length++] != end) continue;
    if (end == ']' || at[length] != end) return length;
    length++;
  }
  return length;
}

static size_t until(const char *at, const char *end) {
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
  if (strncmp(at, "--", 2) == 0) return until(at, "\n");
  if (strncmp(at, "/*", 2) == 0) return until(at, "*/");
  if (is_parameter(at)) return 1 + name_length(at + 1);
  size_t length = 0;
  bool is_number = ascii_is_digit(*at);
  while (is_name_byte(at[length]) || (is_number && at[length] == '.')) {
    length++;
  }
  return length ? length : 1;
}

/* What stands where a parameter was: NULL, a number, a text or a blob. */
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

/* --- where a value stands ----------------------------------------------- */

/* The last tokens that say something, the newest first; of a parameter, its
** value. */
enum { KEPT_TOKENS = 4 };

struct search {
  char *value;       /* as SQLite writes it out */
  struct slice bare; /* the same of a text without its quotes */
  const struct said_place *place;
  struct slice last[KEPT_TOKENS];
  bool in_list; /* behind `column IN (` */
  int argument; /* of a call of the table; -1: outside of one */
};

static bool is_value(const struct search *search, struct slice token) {
  return slice_is(token, search->value) ||
         (search->bare.at && slice_equal(token, search->bare));
}

static bool is_equality(struct slice token) {
  return slice_is(token, "=") || ascii_is(token, "is");
}

/* A name, in quotes or without. */
static bool is_named(struct slice token, const char *name) {
  if (token.length > 2 && ascii_is_in(token.at[0], "\"`[")) {
    token = slice_between(token.at + 1, token.at + token.length - 1);
  }
  return name && ascii_is(token, name);
}

/* The column has come: is it the other side of `value = column`? Its table's
** name may stand before it. */
static bool is_behind_value(const struct search *search) {
  const struct slice *last = search->last;
  int at = slice_is(last[0], ".") ? 2 : 0;
  return is_equality(last[at]) && is_value(search, last[at + 1]);
}

/* `==` is two tokens here. */
static bool is_compared(const struct search *search) {
  const struct slice *last = search->last;
  int at = slice_is(last[0], "=") && slice_is(last[1], "=") ? 1 : 0;
  return is_equality(last[at]) && is_named(last[at + 1], search->place->column);
}

static bool is_sought(const struct search *search, struct slice token) {
  if (is_named(token, search->place->column)) return is_behind_value(search);
  if (!is_value(search, token)) return false;
  return search->in_list || search->argument == search->place->argument ||
         is_compared(search);
}

/* Notes the token, which is neither white space nor a comment. */
static void note(struct search *search, struct slice token) {
  const struct slice *last = search->last;
  if (slice_is(token, "(")) {
    search->in_list =
        ascii_is(last[0], "in") && is_named(last[1], search->place->column);
    search->argument = is_named(last[0], search->place->table) ? 0 : -1;
  } else if (slice_is(token, ")") || ascii_is(token, "select")) {
    search->in_list = false;
    search->argument = -1;
  } else if (slice_is(token, ",") && search->argument >= 0) {
    search->argument++;
  }
  memmove(search->last + 1, search->last,
          (KEPT_TOKENS - 1) * sizeof *search->last);
  search->last[0] = token;
}

static bool says_nothing(struct slice token) {
  return ascii_is_space(token.at[0]) ||
         (token.length > 1 && (token.at[0] == '/' || token.at[0] == '-'));
}

/* `bound` is NULL where the statement could not be written out. */
static bool search_statement(struct search *search, const char *sql,
                             const char *bound) {
  memset(search->last, 0, sizeof search->last);
  search->in_list = false;
  search->argument = -1;
  while (*sql) {
    struct slice token = {sql, token_length(sql)};
    bool is_bound = bound && is_parameter(sql);
    struct slice value = token;
    if (is_bound) value = (struct slice){bound, value_length(bound)};
    /* Where the two do not go together, only the first is read on. */
    if (bound && !is_bound && strncmp(sql, bound, token.length) != 0) {
      bound = NULL;
    }
    if (bound) bound += value.length;
    sql += token.length;
    if (says_nothing(token)) continue;
    if (is_sought(search, value)) return true;
    note(search, value);
  }
  return false;
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

/* As sqlite3_expanded_sql writes it. */
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

/* What is cut at a zero byte would be taken for what it is not. */
static bool can_be_written(sqlite3_value *value) {
  if (sqlite3_value_type(value) != SQLITE_TEXT) return true;
  const char *text = (const char *)sqlite3_value_text(value);
  return text && strlen(text) == (size_t)sqlite3_value_bytes(value);
}

static bool search_all(struct search *search, sqlite3 *db) {
  bool is_found = false;
  sqlite3_stmt *at = sqlite3_next_stmt(db, NULL);
  for (; at && !is_found; at = sqlite3_next_stmt(db, at)) {
    if (!sqlite3_stmt_busy(at) || !sqlite3_sql(at)) continue;
    char *bound = sqlite3_expanded_sql(at);
    is_found = search_statement(search, sqlite3_sql(at), bound);
    sqlite3_free(bound);
  }
  return is_found;
}

bool value_is_said(sqlite3 *db, sqlite3_value *value,
                   const struct said_place *place) {
  struct search search = {.place = place};
  if (!can_be_written(value)) return false;
  search.value = write_value(value);
  if (!search.value) return false;
  if (sqlite3_value_type(value) == SQLITE_TEXT) {
    search.bare = (struct slice){search.value + 1, strlen(search.value) - 2};
  }
  bool is_found = search_all(&search, db);
  sqlite3_free(search.value);
  return is_found;
}
