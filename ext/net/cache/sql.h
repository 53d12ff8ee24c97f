/* The statements that work on an open cache. Each is prepared when it is first
** needed. */
#ifndef PAPERS_NET_CACHE_SQL_H
#define PAPERS_NET_CACHE_SQL_H

#include <stdint.h>

#include "net/cache/sqlite.h"

enum cache_statement {
  CACHE_FIND,
  CACHE_FIND_OUTLINE, /* the same columns; no row where there is none */
  CACHE_FETCHED_AT,
  CACHE_BEGIN,
  CACHE_COMMIT,
  CACHE_NUMBER,      /* of a key */
  CACHE_DROP,        /* an answer by its number */
  CACHE_DROP_PIECES, /* its pieces */
  CACHE_ADD,
  CACHE_ADD_PIECE,
  CACHE_RENEW,
  CACHE_TOUCH,
  CACHE_OLDEST, /* the least recently used one but one */
  CACHE_STRAYS, /* pieces of other answers than one */
  CACHE_PAGE_COUNT,
  CACHE_FREE_COUNT,
  CACHE_PAGE_SIZE,
  CACHE_STATEMENTS
};

struct cache_sql {
  sqlite3 *db; /* NULL: not open */
  sqlite3_stmt *prepared[CACHE_STATEMENTS];
  int ticks; /* how often the progress handler was called in this run */
};

/* Reset and ready to be bound; NULL: it cannot be prepared. */
sqlite3_stmt *cache_sql_prepare(struct cache_sql *sql,
                                enum cache_statement which);

/* Runs one to its end; an SQLite code. Clears its bindings. */
int cache_sql_run(struct cache_sql *sql, enum cache_statement which);

/* What stands for no row: a file by somebody else may have any other number. */
#define CACHE_NO_NUMBER INT64_MIN

/* The same for a statement whose only column is a number: sets *number to that
** of the first row. */
int cache_sql_number(struct cache_sql *sql, enum cache_statement which,
                     int64_t *number);

/* Finalizes all of them and closes the database. Harmless twice. */
void cache_sql_close(struct cache_sql *sql);

#endif
