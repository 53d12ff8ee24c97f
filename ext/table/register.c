#include "table/register.h"

#include "table/functions.h"
#include "table/modules.h"

int register_all(sqlite3 *db) {
  if (connection_is_listed(db)) return SQLITE_OK;
  struct connection *connection = connection_new(db);
  if (!connection) return SQLITE_NOMEM;
  int code = functions_register(connection);
  if (code == SQLITE_OK) code = modules_register(connection);
  if (code == SQLITE_OK) connection_list(connection);
  connection_release(connection);
  return code;
}
