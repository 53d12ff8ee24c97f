/* Which SQLite this library calls. */
#ifndef PAPERS_TABLE_HOST_H
#define PAPERS_TABLE_HOST_H

#include <stdbool.h>

#include "table/sqlite.h"

/* Takes a host's routines for all calls from now on. A process may have several
** SQLites, each with its table of routines, but a library has one place for
** such a table: the first host stays, and another one is refused with a text in
** *message that says what to do. So is one that is older than 3.31. False: it
** was refused; nothing of SQLite's may be called then.
**
** *message is memory of the host's; `message` may be NULL. Thread-safe. In a
** host that has this compiled in (SQLITE_CORE) there is nothing to take. */
bool host_take(const sqlite3_api_routines *routines, char **message);

#endif
