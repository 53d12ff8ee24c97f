#include "table/functions.h"

#include "table/version.h"

enum { PURE = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

const struct function functions[] = {
    {"papers_version", 0, PURE, version_call,
     "the version of this extension and of what it stands on"},
};

const size_t function_count = sizeof functions / sizeof functions[0];

int functions_register(struct connection *connection) {
  int code = SQLITE_OK;
  for (size_t i = 0; i < function_count && code == SQLITE_OK; i++) {
    const struct function *row = &functions[i];
    /* On failure SQLite calls the destructor itself. */
    code = sqlite3_create_function_v2(
        connection->db, row->name, row->arguments, row->flags,
        connection_hold(connection), row->call, NULL, NULL, connection_release);
  }
  return code;
}
