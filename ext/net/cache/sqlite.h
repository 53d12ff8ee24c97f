/* SQLite's interface for the cache, through the host's table of routines: its
** own file is opened with the host's SQLite. */
#ifndef PAPERS_NET_CACHE_SQLITE_H
#define PAPERS_NET_CACHE_SQLITE_H

#include <sqlite3ext.h>

SQLITE_EXTENSION_INIT3

#endif
