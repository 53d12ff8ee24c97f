/* The columns of a table of papers, one row each in columns[] (columns.c):
** from it come the declaration, the values, what is pushed to the service and
** the manual (docs/table.md). A new column is a new row there, and a new name
** in enum column_id: where one of the two is missing, it does not compile.
**
** A table has the visible columns first, then its own hidden inputs (which
** are its arguments when it is called like a function), then a column that
** nothing can be compared with (column_end), then `raw`. */
#ifndef PAPERS_TABLE_COLUMNS_H
#define PAPERS_TABLE_COLUMNS_H

#include "hub/paper.h"
#include "table/sqlite.h"
#include "text/day.h"

enum column_id {
  COLUMN_ID,
  COLUMN_TITLE,
  COLUMN_ABSTRACT,
  COLUMN_AUTHORS,
  COLUMN_AUTHOR_COUNT,
  COLUMN_PUBLISHED,
  COLUMN_LISTED,
  COLUMN_WEEK,
  COLUMN_MONTH,
  COLUMN_RANK,
  COLUMN_UPVOTES,
  COLUMN_COMMENTS,
  COLUMN_SUBMITTER,
  COLUMN_ORGANIZATION,
  COLUMN_ORGANIZATION_NAME,
  COLUMN_KEYWORDS,
  COLUMN_AI_SUMMARY,
  COLUMN_REPO,
  COLUMN_REPO_SOURCE,
  COLUMN_REPO_STARS,
  COLUMN_PROJECT_PAGE,
  COLUMN_MEDIA,
  COLUMN_THUMBNAIL,
  COLUMN_AUTHOR_PARTICIPATING,
  COLUMN_URL,
  COLUMN_ARXIV_URL,
  COLUMN_PDF_URL,
  COLUMN_FETCHED_AT,
  COLUMN_CACHE,
  COLUMN_INPUTS /* how many are visible, and the first that is not */
};

/* What a row is made from, beside its inputs. */
struct row {
  const struct paper *paper;
  struct slice listed; /* a day, or "no value" */
  int64_t rank;        /* 0: none */
  int64_t fetched_at;  /* Unix seconds; negative: never */
  const char *cache;   /* static; NULL: does not apply */
  int64_t rowid;
};

/* What sorts and finds rows: a value that compares as the column's does. */
struct cell {
  enum { CELL_NULL, CELL_NUMBER, CELL_TEXT } kind;
  int64_t number;
  struct slice text; /* the row's */
};

/* What a constraint on the column is to a plan. */
enum column_use {
  USE_NONE, /* SQLite filters */
  USE_DAY,  /* it narrows the days */
  USE_ID,   /* it names the paper */
  USE_URL   /* the same by a URL that ends in the id */
};

struct column {
  const char *name;
  const char *type;
  void (*result)(sqlite3_context *context, const struct column *column,
                 const struct row *row);
  /* NULL: rows are neither sorted nor found by it. */
  void (*cell)(const struct column *column, const struct row *row,
               struct cell *cell);
  enum paper_field field; /* what both read of the paper */
  enum column_use use;
  bool is_of_listing; /* a paper's own record cannot tell it */
  const char *prefix; /* what `result` puts before the field */
  const char *help;
};

extern const struct column columns[COLUMN_INPUTS];
extern const struct column column_raw;
extern const struct column column_end;

/* A hidden input column. */
struct input {
  const char *name;
  const char *type;
  const char *help;
};

/* Declares the table of a module in xConnect. An SQLite code. */
int columns_declare(sqlite3 *db, const struct input *inputs, size_t count);

/* The fields that a scan must fill, by the mask of SQLite's colUsed. */
paper_fields columns_wanted(sqlite3_uint64 used, size_t inputs);

/* Whether a value is read that only the day's listing has. */
bool columns_need_listing(sqlite3_uint64 used, size_t inputs);

/* Whether the column tells the day of the listing: listed, week or month. */
bool column_is_day(int column);

/* The part of the day that such a column tells. */
enum day_part column_day_part(int column);

/* SQLite gives the arguments of papers(...) to the hidden columns in their
** order, and would take one too many for a comparison with `raw`. So the
** column behind the inputs is there to be recognised: whatever is compared
** with it is an argument too many. */
int column_guard(size_t inputs);

/* The value of a column that is no input, counted as the table counts. */
void columns_result(sqlite3_context *context, int column, size_t inputs,
                    const struct row *row);

/* As SQLite orders values: NULL, then numbers, then texts byte by byte.
** Below, at or above 0. */
int cell_compare(const struct cell *a, const struct cell *b);

#endif
