/* From a plan and the values of xFilter to a query. The values are checked
** here, before any request. */
#ifndef PAPERS_TABLE_RELATION_ARGUMENTS_H
#define PAPERS_TABLE_RELATION_ARGUMENTS_H

#include "hub/query.h"
#include "table/relation/plan.h"
#include "table/relation/statement.h"

struct arguments {
  const struct surface *surface;
  struct query query;
  bool is_about_days; /* query.days also filters the rows of other sources */
  int64_t rows;   /* about how many will be read; negative: all, or unknown */
  double max_age; /* seconds; negative: the source's own */
  sqlite3_value *given[PLAN_INPUTS]; /* the values of the inputs; NULL: none */
  /* A lookup: the column and the value that the rows must have. */
  int lookup_column;           /* NO_COLUMN: no lookup */
  sqlite3_value *lookup_value; /* owns the text of `lookup_cell` */
  struct cell lookup_cell;
  int terms; /* of the order within a day; 0: the listing's own order */
  struct plan_term order[PLAN_MAX_TERMS];
};

/* A query without requests. Allocates nothing. */
void arguments_init(struct arguments *arguments);
void arguments_clear(struct arguments *arguments);

/* Reads the values of xFilter. A value that its column cannot hold (a day such
** as '2025-3-12') is treated in two ways. If it comes out of a table, it equals
** nothing. If the statement itself has it, it is a mistake: false, with an
** error that names the column, the value and what is accepted. False, with the
** error set, also when there is no memory. */
bool arguments_read(struct arguments *arguments, struct statement *statement,
                    const struct plan *plan, struct plan_details details,
                    sqlite3_value **values, struct error *error);

#endif
