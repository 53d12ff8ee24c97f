/* What one call of xBestIndex finds out, step by step: shared by the two that
** ask (table/plan takes the constraints, table/plan_cost tells the planner what
** that costs) and by nobody else. */
#ifndef PAPERS_TABLE_CHOICE_H
#define PAPERS_TABLE_CHOICE_H

#include "table/plan_words.h"

/* What the rows are. */
enum relation {
  RELATION_SEARCH,
  RELATION_FEED, /* told by its value when the scan begins */
  RELATION_DAYS,
  RELATION_RECORDS /* of the papers with the given ids */
};

struct choice {
  sqlite3_index_info *info;
  enum relation relation;
  bool is_waiting; /* a constraint on the day or the id is of no use in this
                   ** join order, and would be in another */
  bool is_looped;  /* SQLite calls xFilter once for each value of an IN */
  bool is_ordered; /* ORDER BY is satisfied by the order of the days */
  int arguments;
  char text[512];
};

/* The operation of a constraint; false for one that nothing here takes. */
bool choice_operation(const struct choice *choice, int constraint,
                      enum operation *operation);

/* Tells the planner the costs of what was taken, and how many rows come. */
void choice_set_cost(struct choice *choice);

#endif
