/* Whether a value that SQLite gives to a scan is the statement's own (a
** literal, or bound to a parameter) or comes out of a table. If it is not a
** value that the column can have, it is a mistake of the user in the first
** case, and equals nothing in the second. */
#ifndef PAPERS_TABLE_RELATION_OWN_VALUES_H
#define PAPERS_TABLE_RELATION_OWN_VALUES_H

#include <stdbool.h>

#include "base/buffer.h"
#include "table/sqlite.h"

/* The values that the running statements compare with columns of relations.
** They are collected once, at the first call of own_values_have: a table may
** have many values to be checked, and the text of a statement may be long. */
struct own_values {
  struct buffer pairs; /* the name of a column and a value, each with a zero
                       ** byte after it, and so on */
  bool is_read;
};

/* Collects nothing yet. Allocates nothing. */
void own_values_init(struct own_values *values);
void own_values_clear(struct own_values *values);

/* Whether a running statement compares its own value with the column:
** `column = value`, `value = column`, the same with IS,
** `column IN (..., value, ...)`, or `papers(..., value)`. A column of the same
** name in an ordinary table does not count. Literals in views are not found.
** False also when there is no memory. */
bool own_values_have(struct own_values *own, sqlite3 *db, const char *column,
                     sqlite3_value *value);

#endif
