/* Decides which SQLite this library calls, when a process has several. */
#ifndef PAPERS_TABLE_HOST_H
#define PAPERS_TABLE_HOST_H

#include <stdbool.h>

#include "table/sqlite.h"

/* Makes the host's routines those that this library calls from now on. A
** process may have several SQLites, each with a table of routines, but the
** library has one pointer to such a table. The first host keeps it. False for
** another host and for one that is older than 3.31: then no function of SQLite
** may be called, and *message says what to do.
**
** *message is allocated by the host; `message` may be NULL. Thread-safe. Where
** the extension is compiled into the host (SQLITE_CORE) it calls the host
** directly, and only the version is checked. */
bool host_take(const sqlite3_api_routines *routines, char **message);

#endif
