/* Schemas that SQLite read before the extension was loaded.
**
** SQLite refuses a DIRECTONLY function in a schema when it reads the schema and
** finds the function. Where it read the schema earlier, it has not found it:
** CHECK constraints, generated columns and indexes then call it unhindered, on
** every version. (In views and triggers it looks when they are used.) */
#ifndef PAPERS_TABLE_SCHEMA_H
#define PAPERS_TABLE_SCHEMA_H

#include <stdbool.h>

#include "table/sqlite.h"

/* Whether this connection has read any. Runs no SQL. */
bool schema_is_read(sqlite3 *db);

/* Whether a table or an index of the connection's databases names a function
** that has an effect, or that cannot be found out. Not of `temp`, which is the
** host's own. */
bool schema_is_harmful(sqlite3 *db);

#endif
