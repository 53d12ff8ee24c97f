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

/* Registers them all; each holds the connection as its user data. Returns an
** SQLite code: the first that is not SQLITE_OK. */
int functions_register(struct connection *connection);

#endif
