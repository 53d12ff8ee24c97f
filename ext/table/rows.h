/* The virtual table methods that the small read-only tables share. Such a table
** is eponymous (no CREATE). Its rows have ascending numbers, which are also
** their rowids; two functions of its own (struct rows_source) find a row and
** give its columns. Nothing is pushed down: SQLite filters and sorts.
**
** A cursor stores only the number of its row, so that rows may be added and
** removed while it is open. */
#ifndef PAPERS_TABLE_ROWS_H
#define PAPERS_TABLE_ROWS_H

#include "table/columns.h"
#include "table/connection.h"

struct rows_source {
  const char *name;
  const char *help;    /* a line for the manual */
  const char *example; /* a query */
  struct surface surface;
  int expected; /* about how many rows there are, for the planner */
  /* The number of the first row above `number`; 0 if there is no such row. All
  ** numbers are positive. */
  sqlite3_int64 (*after)(struct connection *connection, sqlite3_int64 number);
  /* Gives SQLite a column of a row. If the row was removed, gives nothing. */
  void (*column)(struct connection *connection, sqlite3_int64 number,
                 int column, sqlite3_context *context);
};

/* The module of every small table, with the connection as pAux. The module's
** name tells which of the registry's small tables it is. The risk level is the
** ordinary one, so that a user's own views work: these tables show no secret
** and change nothing. */
extern const sqlite3_module rows_module;

#endif
