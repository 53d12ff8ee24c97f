/* Whether a function with an effect may act. Knows the names of these functions
** and must not know what they do. */
#include "table/effect.h"

#include <string.h>

#include "base/ascii.h"
#include "table/connection.h"
#include "table/report.h"

static const char *const functions[] = {"papers_config", "papers_cache_clear"};

enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

bool effect_has(const char *name) {
  int i = 0;
  while (i < FUNCTIONS && strcmp(functions[i], name) != 0) {
    i++;
  }
  return i < FUNCTIONS;
}

bool effect_is_late(sqlite3 *db) {
  int bytes = 0, most = 0;
  int code =
      sqlite3_db_status(db, SQLITE_DBSTATUS_SCHEMA_USED, &bytes, &most, 0);
  return code != SQLITE_OK || bytes > 0;
}

static bool is_name_byte(char byte) {
  return ascii_is_word(byte) || byte == '_';
}

/* Whether the SQL text has the word, also between quotes, in a comment or next
** to a parenthesis. */
static bool has_word(const char *text, const char *word) {
  size_t length = strlen(word);
  for (const char *at = text; *at; at++) {
    if (sqlite3_strnicmp(at, word, (int)length) != 0) continue;
    bool begins = at == text || !is_name_byte(at[-1]);
    if (begins && !is_name_byte(at[length])) return true;
  }
  return false;
}

/* Decided by how the SQL text begins. The column `type` of sqlite_master may
** say anything, because SQLite does not read it. */
static bool is_view_or_trigger(const char *sql) {
  static const char view[] = "CREATE VIEW ", trigger[] = "CREATE TRIGGER ";
  return sqlite3_strnicmp(sql, view, sizeof view - 1) == 0 ||
         sqlite3_strnicmp(sql, trigger, sizeof trigger - 1) == 0;
}

static bool is_harmful(const char *sql) {
  for (int i = 0; i < FUNCTIONS; i++) {
    if (has_word(sql, functions[i])) return !is_view_or_trigger(sql);
  }
  return false;
}

static bool is_database_harmful(sqlite3 *db, const char *name) {
  sqlite3_stmt *row = NULL;
  char *sql = sqlite3_mprintf(
      "/* papers looks who calls it */ SELECT sql FROM \"%w\".sqlite_master "
      "WHERE sql IS NOT NULL",
      name);
  int code = sql ? sqlite3_prepare_v2(db, sql, -1, &row, NULL) : SQLITE_NOMEM;
  bool harmful = code != SQLITE_OK;
  sqlite3_free(sql);
  while (!harmful && (code = sqlite3_step(row)) == SQLITE_ROW) {
    const char *text = (const char *)sqlite3_column_text(row, 0);
    harmful = !text || is_harmful(text);
  }
  sqlite3_finalize(row);
  return harmful || code != SQLITE_DONE;
}

/* The schema of `temp` is not read: no file can bring it, only the host's own
** statements make it. */
static bool is_schema_harmful(sqlite3 *db) {
  sqlite3_stmt *row = NULL;
  int code = sqlite3_prepare_v2(db, "PRAGMA database_list", -1, &row, NULL);
  bool harmful = code != SQLITE_OK;
  while (!harmful && (code = sqlite3_step(row)) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(row, 1);
    if (name && strcmp(name, "temp") == 0) continue;
    harmful = !name || is_database_harmful(db, name);
  }
  sqlite3_finalize(row);
  return harmful || code != SQLITE_DONE;
}

/* Finds out whether a statement is running: while SQLite only estimates rows,
** it keeps no auxiliary data. */
static bool check_running(sqlite3_context *context) {
  static char mark;
  sqlite3_set_auxdata(context, 0, &mark, NULL);
  return sqlite3_get_auxdata(context, 0) != NULL;
}

/* Finds out whether a schema may call the functions. If none does, that is
** noted for all later calls. Loading must run no SQL, so this is done here. */
static bool check_exposed(struct connection *connection) {
  if (connection->is_late) {
    connection->is_late = is_schema_harmful(connection->db);
  }
  return connection->is_late;
}

bool effect_check_call(sqlite3_context *context, const char *name) {
  struct error error = {0};
  if (!check_running(context)) return false;
  if (!check_exposed(sqlite3_user_data(context))) return true;
  error_set(&error, FAILED,
            "%s: not where a database was read before the extension was "
            "loaded, and has or may have a table that calls this: load the "
            "extension first",
            name);
  report_result(context, &error);
  return false;
}
