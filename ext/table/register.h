/* Puts everything the extension has on one connection. */
#ifndef PAPERS_TABLE_REGISTER_H
#define PAPERS_TABLE_REGISTER_H

#include "table/sqlite.h"

/* Returns an SQLite code; *message may be set to a text of sqlite3_malloc.
** On a connection that has it all already this does nothing, so that loading
** twice keeps the settings that were made in between. */
int register_all(sqlite3 *db, char **message);

#endif
