/* The statements that work on an open cache, prepared when first needed. */
#ifndef PAPERS_NET_CACHE_SQL_H
#define PAPERS_NET_CACHE_SQL_H

#include <stdint.h>

#include "net/cache/sqlite.h"

struct cache_file;

enum cache_statement {
  CACHE_FIND,
  CACHE_MOMENT, /* when an answer came */
  CACHE_BEGIN,
  CACHE_COMMIT,
  CACHE_NUMBER,      /* of a key */
  CACHE_DROP,        /* an answer by its number */
  CACHE_DROP_PIECES, /* its pieces */
  CACHE_ADD,
  CACHE_ADD_PIECE,
  CACHE_RENEW,
  CACHE_TOUCH,
  CACHE_OLDEST, /* by use, but one */
  CACHE_STRAYS, /* pieces of other answers than one */
  CACHE_PAGE_COUNT,
  CACHE_FREE_COUNT,
  CACHE_PAGE_SIZE,
  CACHE_STATEMENTS
};

/* Reset and ready to be bound; NULL: it cannot be prepared. */
sqlite3_stmt *cache_sql(struct cache_file *file, enum cache_statement which);

/* Runs one to its end; an SQLite code. Bindings are forgotten. */
int cache_run(struct cache_file *file, enum cache_statement which);

/* What stands for no row: a file by somebody else may have any other number. */
#define CACHE_NO_NUMBER INT64_MIN

/* The same for one whose only column is a number: that of the first row. */
int cache_read_number(struct cache_file *file, enum cache_statement which,
                      int64_t *number);

/* Gives all of them back. */
void cache_sql_clear(struct cache_file *file);

#endif
