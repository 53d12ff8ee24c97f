/* From a plan and its arguments to what is asked of the service: checks the
** values that SQL gave, before any request. */
#ifndef PAPERS_TABLE_ARGUMENTS_H
#define PAPERS_TABLE_ARGUMENTS_H

#include "listing/query.h"
#include "table/plan.h"

struct arguments {
  struct query query;
  int64_t rows;   /* no more than these are read; negative: all */
  double max_age; /* seconds; negative: not said */
  sqlite3_value *given[PAPERS_INPUTS]; /* the inputs, as they were given;
                                       ** NULL: not given */
};

/* Nothing is asked. Takes no memory. */
void arguments_init(struct arguments *arguments);
void arguments_clear(struct arguments *arguments);

/* Fills them from the arguments of xFilter. False, with the error set,
** when a value cannot be what its column holds (the error names column, value
** and what is accepted), and when there is no memory. */
bool arguments_read(struct arguments *arguments, const struct plan *plan,
                    sqlite3_value **values, struct error *error);

#endif
