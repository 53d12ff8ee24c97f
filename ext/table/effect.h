/* Guards the functions that have an effect: they change a setting or clear the
** cache. A schema must not call them. They are DIRECTONLY, but SQLite does not
** enforce that in every case.
**
** SQLite checks it when it reads the schema. If it reads the schema before the
** extension is loaded, it does not know the function yet and cannot refuse it:
** CHECK constraints, generated columns and indexes then call the function, on
** every version of SQLite. (Calls in views and triggers are checked when these
** are used.) */
#ifndef PAPERS_TABLE_EFFECT_H
#define PAPERS_TABLE_EFFECT_H

#include <stdbool.h>

#include "table/sqlite.h"

/* Whether the function of that name has an effect. */
bool effect_has(const char *name);

/* Whether this connection has read a schema already, so that the extension is
** loaded too late for SQLite's own check. Runs no SQL. */
bool effect_is_late(sqlite3 *db);

/* To be called first by each of these functions. False if the call must have no
** effect. There are two cases:
**
** SQLite calls it only to estimate rows: with STAT4 it calls deterministic
** functions while it prepares a statement. Then no result is set. (The same
** where there is no memory: SQLite has noted that and reports it itself.)
**
** The connection read a schema before the extension was loaded, and a table or
** an index of its databases names a function with an effect, or the schemas
** cannot be read. Then the result is an error that names `name`. */
bool effect_check_call(sqlite3_context *context, const char *name);

#endif
