/* SQLite has no call that gives the value of a parameter back. But it writes a
** statement out with all of them in place (sqlite3_expanded_sql), and
** everything between them stays as it was: so both texts are read side by
** side, and where the first has a parameter the second has its value. */
#include "table/said.h"

#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "text/ascii.h"

struct search {
  char *value;       /* as SQLite writes it out */
  struct slice bare; /* the same of a text without its quotes */
  bool literals_too;
};

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

/* --- the search --------------------------------------------------------- */

static bool is_sought(const struct search *search, struct slice token) {
  return slice_is(token, search->value) ||
         (search->bare.at && slice_equal(token, search->bare));
}

/* `bound` is NULL where the statement could not be written out. */
static bool search_statement(const struct search *search, const char *sql,
                             const char *bound) {
  while (*sql) {
    size_t length = token_length(sql);
    if (bound && is_parameter(sql)) {
      size_t there = value_length(bound);
      if (is_sought(search, (struct slice){bound, there})) return true;
      bound += there;
    } else {
      bool is_literal = *sql == '\'' || ascii_is_digit(*sql);
      if (search->literals_too && is_literal &&
          is_sought(search, (struct slice){sql, length})) {
        return true;
      }
      /* Where the two do not go together, only the first is read on. */
      if (bound && strncmp(sql, bound, length) != 0) bound = NULL;
      if (bound) bound += length;
    }
    sql += length;
  }
  return false;
}

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

static bool search_all(const struct search *search, sqlite3 *db) {
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

bool value_is_said(sqlite3 *db, sqlite3_value *value, bool literals_too) {
  int type = sqlite3_value_type(value);
  struct search search = {.literals_too = literals_too};
  search.value = write_value(value);
  if (!search.value) return false;
  size_t length = strlen(search.value);
  if (type == SQLITE_TEXT && length == 2) {
    search.literals_too = false;
  } else if (type == SQLITE_TEXT) {
    search.bare = (struct slice){search.value + 1, length - 2};
  }
  bool is_found = search_all(&search, db);
  sqlite3_free(search.value);
  return is_found;
}
