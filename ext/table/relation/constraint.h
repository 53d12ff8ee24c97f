/* One constraint of xBestIndex, as a plan would say it. */
#ifndef PAPERS_TABLE_RELATION_CONSTRAINT_H
#define PAPERS_TABLE_RELATION_CONSTRAINT_H

#include "table/relation/plan.h"

/* SQLite 3.38 brought IN as one call, LIMIT, and the values of literals. */
bool constraint_has_new_planner(void);

/* Reads constraint number `i`. False for one that no plan has a word for: it
** is SQLite's own business. */
bool constraint_read(const struct surface *surface, sqlite3_index_info *info,
                     int i, struct plan_argument *argument);

/* Whether it is an IN whose values can come as one list. */
bool constraint_is_list(sqlite3_index_info *info, int i);

/* The value where the text of the statement holds it; NULL where it is only
** known when the scan begins. */
sqlite3_value *constraint_literal(sqlite3_index_info *info, int i);

/* Whether that is this text. */
bool constraint_is_text(sqlite3_index_info *info, int i, const char *text);

#endif
