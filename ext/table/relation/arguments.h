/* From a plan and its arguments to what is asked of the service: checks the
** values that SQL gave, before any request. */
#ifndef PAPERS_TABLE_RELATION_ARGUMENTS_H
#define PAPERS_TABLE_RELATION_ARGUMENTS_H

#include "hub/query.h"
#include "table/relation/plan.h"
#include "table/relation/statement.h"

struct arguments {
  const struct surface *surface;
  struct query query; /* its days are also those that a row of another source
                      ** must be of, where `is_about_days` */
  bool is_about_days;
  int64_t rows;   /* about how many will be read; negative: all, or unknown */
  double max_age; /* seconds; negative: not said */
  sqlite3_value *given[PLAN_INPUTS]; /* the inputs, as they were given;
                                      ** NULL: not given */
  int lookup;            /* the column by which kept rows are found, or
                         ** NO_COLUMN */
  sqlite3_value *sought; /* its value, which `cell` reads; NULL: none */
  struct cell cell;
  int terms; /* by which the rows of a day are sorted */
  struct plan_term order[PLAN_MAX_TERMS];
};

/* Nothing is asked. Takes no memory. */
void arguments_init(struct arguments *arguments);
void arguments_clear(struct arguments *arguments);

/* Fills them from the arguments of xFilter. A value that cannot be what its
** column holds equals nothing where it comes out of a table. Where the
** statement itself has it, it is a mistake: false, with an error that names
** column, value and what is accepted. False also when there is no memory. */
bool arguments_read(struct arguments *arguments, struct statement *statement,
                    const struct plan *plan, struct plan_details details,
                    sqlite3_value **values, struct error *error);

#endif
