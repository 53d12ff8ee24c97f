/* What one call of xBestIndex finds out, step by step: shared by the two that
** ask (table/relation/plan takes the constraints, table/relation/plan_cost
*tells the planner what
** that costs) and by nobody else. */
#ifndef PAPERS_TABLE_RELATION_CHOICE_H
#define PAPERS_TABLE_RELATION_CHOICE_H

#include "table/relation/plan.h"

struct choice {
  sqlite3_index_info *info;
  struct connection *connection;
  const struct surface *surface;
  struct plan plan;
  uint32_t literals; /* the arguments whose values the SQL text holds */
  bool is_waiting;   /* a constraint on the day or the id is of no use in this
                     ** join order, and would be in another */
  bool is_looped;    /* SQLite calls xFilter once for each value of an IN */
};

/* Tells the planner the costs of what was taken, and how many rows come. */
void choice_set_cost(struct choice *choice);

#endif
