/* The SQL functions and virtual tables of the extension: each is one row of
** functions[], modules[] or small_tables[] (register.c). The relations of the
** Hub are declared in hub/relation/ and share one module. */
#ifndef PAPERS_REGISTER_H
#define PAPERS_REGISTER_H

#include "table/sqlite.h"

/* Registers all of them on one connection. Each holds the connection, as its
** user data or pAux. Returns SQLITE_OK, or the code of the first registration
** that failed. Does nothing on a connection that has them already, so that
** loading twice keeps the settings that were changed in between. Runs no SQL:
** no authorizer and no interrupt can make it fail. An error that it left on the
** connection would make sqlite3_auto_extension() fail. */
int register_all(sqlite3 *db);

#endif
