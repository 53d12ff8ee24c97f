/* The words that a plan is written in (table/plan says what they mean): a new
** pushdown is a new row of words[]. */
#ifndef PAPERS_TABLE_PLAN_WORDS_H
#define PAPERS_TABLE_PLAN_WORDS_H

#include "table/plan.h"

enum {
  COLUMN_PAPERS = COLUMN_INPUTS + INPUT_PAPERS,
  COLUMN_FEED = COLUMN_INPUTS + INPUT_FEED,
  COLUMN_MAX_AGE = COLUMN_INPUTS + INPUT_MAX_AGE,
  NO_COLUMN = -1
};

struct word {
  const char *text;
  int column; /* NO_COLUMN: it is about the rows as a whole */
  enum operation operation;
};

enum { WORDS = 26 };

/* Every word that takes an argument, in the order of the plan. */
extern const struct word words[WORDS];

/* The words that take none. */
extern const char order_ascending[];
extern const char order_descending[];

#endif
