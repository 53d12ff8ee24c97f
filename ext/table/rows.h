/* A small read-only table that is simply there (no CREATE): rows that are
** stepped through by number, which is also their rowid. What the rows are is
** said by two functions; here stands what SQLite wants to have around them.
** Nothing is pushed down: SQLite filters and sorts.
**
** A cursor keeps a number and nothing else, so that rows may come and go while
** it is open. */
#ifndef PAPERS_TABLE_ROWS_H
#define PAPERS_TABLE_ROWS_H

#include "table/connection.h"

struct rows_source {
  const char *declaration; /* CREATE TABLE ... */
  int expected;            /* how many rows there may be, for the planner */
  /* The first row with a number above `number`, 0 when there is none. All
  ** numbers are positive. */
  sqlite3_int64 (*after)(struct connection *connection, sqlite3_int64 number);
  /* Gives a column of a row, which may be gone by now: nothing, then. */
  void (*column)(struct connection *connection, sqlite3_int64 number,
                 int column, sqlite3_context *context);
};

/* For xConnect of a module whose pAux is the connection. */
int rows_connect(sqlite3 *db, void *connection, const struct rows_source *from,
                 sqlite3_vtab **table);

/* The other methods. */
int rows_best_index(sqlite3_vtab *table, sqlite3_index_info *info);
int rows_disconnect(sqlite3_vtab *table);
int rows_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor);
int rows_close(sqlite3_vtab_cursor *cursor);
int rows_filter(sqlite3_vtab_cursor *cursor, int number, const char *text,
                int count, sqlite3_value **values);
int rows_next(sqlite3_vtab_cursor *cursor);
int rows_eof(sqlite3_vtab_cursor *cursor);
int rows_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context,
                int column);
int rows_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid);

#endif
