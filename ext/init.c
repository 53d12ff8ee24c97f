/* The entry point of the extension, and nothing else. Loading starts no
** request and no thread, and opens no file. What the extension has is listed in
** register.c. */
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

#include "papers.h"
#include "register.h"
#include "table/host.h"

/* SQLite makes this name from the name of the library's file. It is the only
** symbol that the library exports. */
__attribute__((visibility("default"))) int
sqlite3_papers_init(sqlite3 *db, char **message,
                    const sqlite3_api_routines *routines) {
  return host_take(routines, message) ? register_all(db) : SQLITE_ERROR;
}
