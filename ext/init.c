/* The entry point of the extension, and nothing else. Loading starts no
** request and no thread, and opens no file. What the extension has is listed in
** register.c. */
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

/* The only symbol that the library exports. */
#pragma GCC visibility push(default)
#include "papers.h"
#pragma GCC visibility pop

#include "register.h"
#include "table/host.h"

/* SQLite makes this name from the name of the library's file. */
int sqlite3_papers_init(sqlite3 *db, char **message,
                        const sqlite3_api_routines *routines) {
  return host_take(routines, message) ? register_all(db) : SQLITE_ERROR;
}
