/* Reads the constraints that SQLite gives to xBestIndex. */
#ifndef PAPERS_TABLE_RELATION_CONSTRAINT_H
#define PAPERS_TABLE_RELATION_CONSTRAINT_H

#include "table/relation/plan.h"

/* Whether SQLite is 3.38 or newer. Then IN comes in one call of xFilter, and
** xBestIndex sees LIMIT and the values of literals. */
bool constraint_has_new_planner(void);

/* Reads constraint number `i` as an argument of a plan. False for a constraint
** that a plan cannot have as an argument: SQLite checks it. */
bool constraint_read(const struct surface *surface, sqlite3_index_info *info,
                     int i, struct plan_argument *argument);

/* Whether it is an IN whose values can come as one list. */
bool constraint_is_list(sqlite3_index_info *info, int i);

/* The value if it is a literal; NULL if only xFilter knows it. */
sqlite3_value *constraint_literal(sqlite3_index_info *info, int i);

/* Whether the value is a literal and is this text. */
bool constraint_is_text(sqlite3_index_info *info, int i, const char *text);

#endif
