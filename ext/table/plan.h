/* From constraints to a plan, and back: xBestIndex writes the plan in words
** into idxStr, where EXPLAIN QUERY PLAN shows it, and xFilter reads it there.
** Nothing of a plan is kept anywhere else. idxNum is the set of paper_fields
** that the query reads.
**
** The words, in this order, each at most once but those of the day, and each
** with one argument of xFilter in the same order:
**
**   listed=?  listed IN (?)  listed<? listed<=? listed>? listed>=?
**   week=? ...  month=? ...      the same for the week and the month
**   id=?  id IN (?)  papers=?  papers MATCH ?  feed=?  max_age=?
**   order=listed | order=-listed    (no argument) the rows come in that order
**   limit=?  offset=?               no more rows than both together are read
**
** What the rows are is decided by the constraints that the join order can use:
**
**   papers               the Hub's search
**   feed                 told by its value when the scan begins
**   listed, week, month  the days that satisfy them all; `id` is a filter
**   id                   the papers' own records
**   none of these        every day
**
** A join order that cannot use a constraint on the day or the id is given such
** a cost that SQLite takes another if there is one.
**
** `omit` is set only where what the service sends satisfies the constraint to
** the letter, and LIMIT is taken only where that holds of all of them:
** SQLite before 3.41 offers LIMIT also when it still filters or sorts. */
#ifndef PAPERS_TABLE_PLAN_H
#define PAPERS_TABLE_PLAN_H

#include "table/columns.h"

/* The hidden inputs of the table `papers`, in the order of its arguments. */
enum papers_input { INPUT_PAPERS, INPUT_FEED, INPUT_MAX_AGE, PAPERS_INPUTS };

extern const struct input papers_inputs[PAPERS_INPUTS];

enum operation {
  OPERATION_EQUAL,
  OPERATION_IN, /* the argument is a list, read with sqlite3_vtab_in_first */
  OPERATION_LESS,
  OPERATION_AT_MOST,
  OPERATION_MORE,
  OPERATION_AT_LEAST,
  OPERATION_MATCH,
  OPERATION_LIMIT,
  OPERATION_OFFSET
};

/* More arguments than this are not taken; `omit` reaches no further. */
enum { PLAN_MAX_ARGUMENTS = 16 };

struct plan {
  int count;
  struct {
    int column;
    enum operation operation;
  } arguments[PLAN_MAX_ARGUMENTS];
  bool ascending; /* by `listed` */
};

/* xBestIndex of the table `papers`. */
int plan_make(sqlite3_vtab *table, sqlite3_index_info *info);

/* Reads what plan_make wrote. False for anything else. */
bool plan_read(const char *words, struct plan *plan);

#endif
