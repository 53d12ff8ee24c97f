/* xBestIndex of a relation's table: from the constraints of a statement to a
** plan and its cost. The cost is an estimate for SQLite's planner only. */
#ifndef PAPERS_TABLE_RELATION_BEST_INDEX_H
#define PAPERS_TABLE_RELATION_BEST_INDEX_H

#include "table/connection.h"
#include "table/relation/plan.h"

/* The table of a relation. SQLite knows only its base. */
struct relation_table {
  sqlite3_vtab base; /* must be first */
  struct connection *connection;
  struct surface surface;
};

/* xBestIndex: sets SQLite's idxStr to the plan in words and idxNum to the
** number of its details (connection_note_plan). SQLITE_CONSTRAINT if an input
** is not usable in this join order. */
int relation_best_index(sqlite3_vtab *table, sqlite3_index_info *info);

#endif
