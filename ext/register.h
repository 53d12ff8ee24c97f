/* What the extension has: SQL functions and virtual tables, one row each in
** functions[] and modules[] (register.c); the relations of the Hub are declared
** in hub/relation/ and have one module together. */
#ifndef PAPERS_REGISTER_H
#define PAPERS_REGISTER_H

#include "table/sqlite.h"

/* Registers all of them on one connection; each holds the connection, as its
** user data or pAux. Returns an SQLite code, the first that is not SQLITE_OK.
** Does nothing on a connection that has them already, so that loading twice
** keeps the settings that were made in between. Runs no SQL: neither an
** authorizer nor an interrupt can disturb it, and no error is left on the
** connection, which would make sqlite3_auto_extension() fail. */
int register_all(sqlite3 *db);

#endif
