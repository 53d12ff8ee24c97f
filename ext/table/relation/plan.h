/* From constraints to a plan, and back: xBestIndex writes the plan in words
** into idxStr, where EXPLAIN QUERY PLAN shows it, and xFilter reads it there.
** The rest (struct plan_details) is kept in a table of the connection and never
** changes; idxNum is its number in that table.
**
** A plan begins with the origin of its rows. The constraints that the join
*order can use decide it:
**
**   search     papers MATCH q, papers = q: the Hub's search
**   trending   feed = 'trending'
**   feed       feed = a value that is only known when the scan begins
**   records    id or one of the URLs, but not one day: the paper's record
**              names its day, and the row is that of the day's listing
**   days       listed, week, month: the days that satisfy them all
**   every day  none of these
**
** Behind a colon come its arguments, each with one value of xFilter in the
** same order. Only those on the day and the feed may come more than once:
**
**   listed=? listed IN (?) listed IS ? listed>? listed>=? listed<? listed<=?
**   listed LIKE ? listed GLOB ?     the same of week and month, and each with
**                                   NOCASE behind it where that is how it is
**                                   compared
**   id=? id IN (?) id IS ?          the same of url, arxiv_url, pdf_url
**   papers=? papers MATCH ? feed=? max_age=?
**   title=?  (or another column)    only rows with it come, and those that were
**                                   kept are found by it
**   order=listed | order=-listed    (no value) the rows come in that order;
**                                   `order=-listed,-upvotes` within a day so
**   limit=? offset=?                so many rows will be read
**
** `omit` is set only where what comes satisfies the constraint to the letter.
** A limit says how much to page for at first and nothing else: SQLite before
** 3.46 offers it also where it goes on filtering by comparisons that it does
** not show, so a scan never ends because of it. */
#ifndef PAPERS_TABLE_RELATION_PLAN_H
#define PAPERS_TABLE_RELATION_PLAN_H

#include "table/columns.h"

/* The hidden inputs of relations' tables, in the order of their arguments. */
enum plan_input { INPUT_WORDS, INPUT_FEED, INPUT_MAX_AGE, PLAN_INPUTS };

extern const struct input plan_inputs[PLAN_INPUTS];

/* The first input of a relation's table, which has that and those behind it. */
enum plan_input plan_first_input(const struct relation *relation);

/* The relation's table. */
struct surface plan_surface(const struct relation *relation);

/* Their numbers as columns. */
enum {
  COLUMN_WORDS = COLUMN_INPUTS + INPUT_WORDS,
  COLUMN_FEED = COLUMN_INPUTS + INPUT_FEED,
  COLUMN_MAX_AGE = COLUMN_INPUTS + INPUT_MAX_AGE
};

/* Whose rows these are. */
enum origin {
  ORIGIN_EVERY_DAY,
  ORIGIN_DAYS,
  ORIGIN_RECORDS,
  ORIGIN_SEARCH,
  ORIGIN_TRENDING,
  ORIGIN_FEED,
  ORIGINS
};

/* In the order in which a plan names those of one column. */
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

/* Whether it is about the rows as a whole, not about a column. */
static inline bool plan_is_about_rows(enum operation operation) {
  return operation == OPERATION_LIMIT || operation == OPERATION_OFFSET;
}

/* Whether it is the number of an input. */
static inline bool plan_is_input(int column) {
  return column >= COLUMN_WORDS && column <= COLUMN_MAX_AGE;
}

/* More arguments than this are not taken; `omit` reaches no further. */
enum { PLAN_MAX_ARGUMENTS = 16, PLAN_MAX_TERMS = 8 };

struct plan_argument {
  int column;
  enum operation operation;
  bool folds; /* compared under NOCASE */
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
  /* By what the rows are sorted: `listed` first, then within a day. */
  int terms; /* 0: as they come */
  struct plan_term order[PLAN_MAX_TERMS];
};

/* The plan in words, of sqlite3_malloc; NULL when there is no memory. */
char *plan_write(const struct plan *plan);

/* Reads what plan_write wrote. False for anything else. */
bool plan_read(const char *words, const struct surface *surface,
               struct plan *plan);

/* The operators on a column that spare requests, for people; "": none. */
const char *plan_pushed(const struct surface *surface, int column);

/* Whether an argument only says by what kept rows are found. */
bool plan_is_lookup(const struct plan *plan, int argument);

#endif
