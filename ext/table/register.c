#include "table/register.h"

#include "table/functions.h"
#include "table/modules.h"

/* SQLite 3.31 is the first that can mark a function or a table as one that a
** schema must not call. */
enum { OLDEST_SQLITE = 3031000 };

static bool is_registered(sqlite3 *db) {
  sqlite3_stmt *statement = NULL;
  int code =
      sqlite3_prepare_v2(db, "SELECT papers_version()", -1, &statement, NULL);
  sqlite3_finalize(statement);
  return code == SQLITE_OK;
}

int register_all(sqlite3 *db, char **message) {
  if (sqlite3_libversion_number() < OLDEST_SQLITE) {
    *message = sqlite3_mprintf("papers: SQLite %s is too old: 3.31 or newer "
                               "is needed",
                               sqlite3_libversion());
    return SQLITE_ERROR;
  }
  if (is_registered(db)) return SQLITE_OK;
  struct connection *connection = connection_new(db);
  if (!connection) return SQLITE_NOMEM;
  int code = functions_register(connection);
  if (code == SQLITE_OK) code = modules_register(connection);
  connection_release(connection);
  return code;
}
