/* The SQL functions: one row each in functions[] (functions.c). */
#ifndef PAPERS_TABLE_FUNCTIONS_H
#define PAPERS_TABLE_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "table/connection.h"

struct function {
  const char *name;
  int arguments;
  int flags;
  void (*call)(sqlite3_context *, int, sqlite3_value **);
  const char *help; /* a line for the manual */
};

/* The table, and the number of its rows. */
extern const struct function functions[];
extern const size_t function_count;

/* Whether a call of the function of that name, which has an effect, may have
** it; if not, the result is said.
**
** An SQLite with STAT4 calls what is deterministic while it prepares a
** statement, to estimate rows: that changes nothing and gives no result (nor
** does want of memory, which SQLite has noted and reports itself).
**
** Nor may it act on a connection that was late, while one of its databases
** has a table that calls it (table/schema): DIRECTONLY does not hold there. */
bool functions_may_act(sqlite3_context *context, const char *name);

/* Registers them all; each holds the connection as its user data. Returns an
** SQLite code: the first that is not SQLITE_OK. */
int functions_register(struct connection *connection);

#endif
