/* The columns of a table of papers, one row each in columns[] (columns.c):
** from it come the declaration, the values, what is pushed to the service and
** the manual (docs/table.md). A new column is a new row there.
**
** A table has the visible columns first, then its own hidden inputs (which
** are its arguments when it is called like a function), then `raw`. */
#ifndef PAPERS_TABLE_COLUMNS_H
#define PAPERS_TABLE_COLUMNS_H

#include "listing/paper.h"
#include "table/sqlite.h"

/* The columns that other code asks for by name. */
enum {
  COLUMN_ID = 0,
  COLUMN_LISTED = 6,
  COLUMN_WEEK,
  COLUMN_MONTH,
  COLUMN_RANK,
  COLUMN_INPUTS = 29 /* the first after the visible ones */
};

/* What a row is made from, beside its inputs. */
struct row {
  const struct paper *paper;
  struct slice listed; /* a day, or "no value" */
  int64_t rank;        /* 0: none */
  int64_t fetched_at;  /* Unix seconds; negative: never */
  const char *cache;   /* NULL: does not apply */
};

struct column {
  const char *name;
  const char *type;
  void (*result)(sqlite3_context *context, const struct column *column,
                 const struct row *row);
  enum paper_field field; /* what `result` reads of the paper */
  const char *prefix;     /* what it puts before that */
  const char *pushed;     /* the operators that spare requests, for people */
  const char *help;
};

extern const struct column columns[COLUMN_INPUTS];
extern const struct column column_raw;

/* A hidden input column. */
struct input {
  const char *name;
  const char *type;
  const char *pushed;
  const char *help;
};

/* Declares the table of a module in xConnect. An SQLite code. */
int columns_declare(sqlite3 *db, const struct input *inputs, size_t count);

/* The fields that a scan must fill, by the mask of SQLite's colUsed. */
paper_fields columns_wanted(sqlite3_uint64 used, size_t inputs);

/* Whether a column tells the day of the listing: listed, week or month. */
bool column_is_day(int column);

/* The value of a column that is no input, counted as the table counts. */
void columns_result(sqlite3_context *context, int column, size_t inputs,
                    const struct row *row);

#endif
