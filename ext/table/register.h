/* Puts everything the extension has on one connection. */
#ifndef PAPERS_TABLE_REGISTER_H
#define PAPERS_TABLE_REGISTER_H

#include "table/sqlite.h"

/* Returns an SQLite code. On a connection that has it all already this does
** nothing, so that loading twice keeps the settings that were made in between.
** Runs no SQL: neither an authorizer nor an interrupt can disturb it, and no
** error is left on the connection, which would make sqlite3_auto_extension()
** fail. */
int register_all(sqlite3 *db);

#endif
