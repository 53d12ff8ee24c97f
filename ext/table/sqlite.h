/* SQLite's interface as a loadable extension sees it: every call goes through
** the host's table of routines. ext/init.c defines that table, and so does
** not include this file. */
#ifndef PAPERS_TABLE_SQLITE_H
#define PAPERS_TABLE_SQLITE_H

#include <sqlite3ext.h>

SQLITE_EXTENSION_INIT3

#endif
