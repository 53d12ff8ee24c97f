/* The entry point, and nothing else. Loading starts no network, no thread and
** opens no file; what this registers says what the extension has. */
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

#include "papers.h"
#include "register.h"
#include "table/host.h"

/* SQLite finds this by its name, made from the file's; the only symbol that
** the library shows. */
__attribute__((visibility("default"))) int
sqlite3_papers_init(sqlite3 *db, char **message,
                    const sqlite3_api_routines *routines);

int sqlite3_papers_init(sqlite3 *db, char **message,
                        const sqlite3_api_routines *routines) {
  return host_take(routines, message) ? register_all(db) : SQLITE_ERROR;
}
