/* From a plan and the values of xFilter to a query. The values are checked
*here,
** before any request. */
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
  int lookup_column;           /* the column by which kept rows are found, or
                                ** NO_COLUMN */
  sqlite3_value *lookup_value; /* its value, which `cell` reads; NULL: none */
  struct cell lookup_cell;
  int terms; /* by which the rows of a day are sorted */
  struct plan_term order[PLAN_MAX_TERMS];
};

/* A query without requests. Allocates nothing. */
void arguments_init(struct arguments *arguments);
void arguments_clear(struct arguments *arguments);

/* Reads the values of xFilter. A value that its column cannot hold (a day such
** as '2025-3-12') is treated in two ways. If it comes out of a table, it equals
** nothing. If the statement itself has it, it is a mistake: false, with an
*error
** that names the column, the value and what is accepted. False, with the error
** set, also when there is no memory. */
bool arguments_read(struct arguments *arguments, struct statement *statement,
                    const struct plan *plan, struct plan_details details,
                    sqlite3_value **values, struct error *error);

#endif
