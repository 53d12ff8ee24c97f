/* From the constraints of a statement to a plan: xBestIndex of a relation's
** table. Costs are guesses for SQLite's planner alone: a request costs as much
** as many rows of the user's own table, so that a join starts there. */
#ifndef PAPERS_TABLE_RELATION_BEST_INDEX_H
#define PAPERS_TABLE_RELATION_BEST_INDEX_H

#include "table/connection.h"
#include "table/relation/plan.h"

/* A relation's table, which SQLite calls by its base. */
struct relation_table {
  sqlite3_vtab base; /* must be first */
  struct connection *connection;
  struct surface surface;
};

/* xBestIndex. */
int relation_best_index(sqlite3_vtab *table, sqlite3_index_info *info);

#endif
