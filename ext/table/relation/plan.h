/* A plan: how a scan finds its rows. xBestIndex writes it in words to idxStr,
** where EXPLAIN QUERY PLAN shows it, and xFilter reads these words. The part
** that the words do not show (struct plan_details) is stored on the connection
** under a number, which is idxNum.
**
** A plan begins with the origin of its rows. The constraints that are usable in
** the join order decide it:
**
**   search     papers MATCH q, papers = q: the Hub's search
**   trending   feed = 'trending'
**   new        feed = 'new'
**   feed       feed = a value that only xFilter knows
**   records    id or one of the URLs, without listed = day: the paper's record
**              names its day, and the row is the one in that day's listing
**   days       listed, week, month: the days that satisfy all of them
**   every day  none of these
**
** After a colon come the arguments. Each has one value of xFilter, in the same
** order. Only those on the day and the feed may come more than once:
**
**   listed=? listed IN (?) listed IS ? listed>? listed>=? listed<? listed<=?
**   listed LIKE ? listed GLOB ?     also with week and month; NOCASE after it
**                                   if the comparison ignores case
**   id=? id IN (?) id IS ?          also with url, arxiv_url, pdf_url, and with
**                                   the array in which a row stands (kind)
**   papers=? papers MATCH ? feed=? max_age=?
**   title=?  (or another column)    a lookup: the scan gives only rows with the
**                                   value, and kept rows are found by it
**   order=listed | order=-listed    (no value) the order of the rows; the terms
**                                   of `order=-listed,-upvotes` after the first
**                                   are the order within a day
**   limit=? offset=?                how many rows will be read
**
** `omit` is set only where every row of the scan satisfies the constraint
** exactly. The limit decides only how many requests are started at first: the
** scan never ends because of it. SQLite before 3.46 passes a LIMIT also where
** it still filters by comparisons that it does not show. */
#ifndef PAPERS_TABLE_RELATION_PLAN_H
#define PAPERS_TABLE_RELATION_PLAN_H

#include "table/columns.h"

/* The hidden inputs of relations' tables, in the order of their arguments. */
enum plan_input { INPUT_WORDS, INPUT_FEED, INPUT_MAX_AGE, PLAN_INPUTS };

extern const struct plain_column plan_inputs[PLAN_INPUTS];

/* The first input of a relation's table, which has that and those after it. */
int plan_first_input(const struct relation *relation);

/* The relation's table. */
struct surface plan_surface(const struct relation *relation);

/* Their numbers as columns (table/columns.h). */
enum {
  COLUMN_WORDS = COLUMN_INPUTS + INPUT_WORDS,
  COLUMN_FEED = COLUMN_INPUTS + INPUT_FEED,
  COLUMN_MAX_AGE = COLUMN_INPUTS + INPUT_MAX_AGE
};

/* Where the rows come from. */
enum origin {
  ORIGIN_EVERY_DAY,
  ORIGIN_DAYS,
  ORIGIN_RECORDS,
  ORIGIN_SEARCH,
  ORIGIN_TRENDING,
  ORIGIN_NEW,
  ORIGIN_FEED,
  ORIGINS
};

/* How an argument compares. A plan names the arguments on one column in this
** order; the functions that compare operations with < depend on it, too. */
enum operation {
  OPERATION_EQUAL,
  OPERATION_IN, /* the argument is a list, read with sqlite3_vtab_in_first */
  OPERATION_IS,
  OPERATION_MORE,
  OPERATION_AT_LEAST,
  OPERATION_LESS,
  OPERATION_AT_MOST,
  OPERATION_LIKE,
  OPERATION_GLOB,
  OPERATION_MATCH,
  OPERATION_LIMIT,
  OPERATION_OFFSET,
  OPERATIONS
};

/* Whether the operation is a LIMIT or an OFFSET, which have no column. */
static inline bool plan_is_about_rows(enum operation operation) {
  return operation == OPERATION_LIMIT || operation == OPERATION_OFFSET;
}

/* Whether the column is an input. */
static inline bool plan_is_input(int column) {
  return column >= COLUMN_WORDS && column <= COLUMN_MAX_AGE;
}

/* SQLite ignores `omit` of the arguments after the sixteenth, so a plan has no
** more. */
enum { PLAN_MAX_ARGUMENTS = 16, PLAN_MAX_TERMS = 8 };

struct plan_argument {
  int column;
  enum operation operation;
  bool folds; /* compares under NOCASE */
};

struct plan_term {
  int column;
  bool descending;
};

struct plan {
  const struct surface *surface;
  enum origin origin;
  int count;
  struct plan_argument arguments[PLAN_MAX_ARGUMENTS];
  int terms;                              /* of the order; 0: any order */
  struct plan_term order[PLAN_MAX_TERMS]; /* the first is `listed` */
};

/* The plan in words, allocated by sqlite3_malloc. NULL when there is no
** memory. */
char *plan_write(const struct plan *plan);

/* Reads the words of plan_write. False for any other text. */
bool plan_read(const char *words, const struct surface *surface,
               struct plan *plan);

/* For the manual: the operators on a column that save requests; "": none. */
const char *plan_pushed(const struct surface *surface, int column);

/* Whether an argument is a lookup: it saves no request, but kept rows are found
** by it. */
bool plan_is_lookup(const struct plan *plan, int argument);

#endif
