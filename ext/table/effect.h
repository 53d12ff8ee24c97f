/* Functions that have an effect: they change a setting or clear the cache. A
** schema must not call them, and SQLite does not hold to that in every case.
**
** SQLite refuses a DIRECTONLY function in a schema when it reads the schema and
** finds the function. Where it read the schema before the extension was loaded,
** it has not found it: CHECK constraints, generated columns and indexes then
** call it unhindered, on every version. (In views and triggers it looks when
** they are used.) */
#ifndef PAPERS_TABLE_EFFECT_H
#define PAPERS_TABLE_EFFECT_H

#include <stdbool.h>

#include "table/sqlite.h"

/* Whether the function of that name has an effect. */
bool effect_has(const char *name);

/* Whether this connection has read a schema already. Runs no SQL. */
bool effect_is_late(sqlite3 *db);

/* Whether a call of the function of that name may have its effect; if not, the
** function's result is set.
**
** An SQLite with STAT4 calls what is deterministic while it prepares a
** statement, to estimate rows: then nothing changes, and there is no result
*(nor
** an error for want of memory, which SQLite has noted and reports itself).
**
** Nor may it act on a connection that read a schema too early, while a table or
** an index of its databases names a function with an effect, or that cannot be
** found out: DIRECTONLY does not hold there. */
bool effect_check_call(sqlite3_context *context, const char *name);

#endif
