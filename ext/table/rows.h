/* The virtual table methods that the small read-only tables share. Such a table
** is eponymous (no CREATE). Its rows have ascending numbers, which are also
** their rowids; two functions of its own (struct rows_source) find a row and
** give its columns. Nothing is pushed down: SQLite filters and sorts.
**
** A cursor stores only the number of its row, so that rows may be added and
** removed while it is open. */
#ifndef PAPERS_TABLE_ROWS_H
#define PAPERS_TABLE_ROWS_H

#include "table/connection.h"

struct rows_source {
  const char *declaration; /* CREATE TABLE ... */
  int expected;            /* about how many rows there are, for the planner */
  /* The number of the first row above `number`; 0 if there is no such row. All
  ** numbers are positive. */
  sqlite3_int64 (*after)(struct connection *connection, sqlite3_int64 number);
  /* Gives SQLite a column of a row. If the row was removed, gives nothing. */
  void (*column)(struct connection *connection, sqlite3_int64 number,
                 int column, sqlite3_context *context);
};

/* For xConnect of a module whose pAux is the connection. */
int rows_connect(sqlite3 *db, void *connection, const struct rows_source *from,
                 sqlite3_vtab **table);

/* The other methods, ready for a struct sqlite3_module. */
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
