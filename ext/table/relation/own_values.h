/* Whether a value that SQLite gives stands in the statement itself, as a
** literal or bound to a parameter, or comes out of a table. A day that cannot
** be one is a mistake of the user's in the first case, and equals nothing in
** the second. */
#ifndef PAPERS_TABLE_RELATION_OWN_VALUES_H
#define PAPERS_TABLE_RELATION_OWN_VALUES_H

#include <stdbool.h>

#include "base/buffer.h"
#include "table/sqlite.h"

/* The values that running statements compare with the columns of relations:
** read once, when the first is looked for, since a table may hold many values
** that cannot be, and the text of a statement may be long. */
struct own_values {
  struct buffer pairs; /* a column's name and a value, each terminated */
  bool is_read;
};

/* Nothing is read. Takes no memory. */
void own_values_init(struct own_values *values);
void own_values_clear(struct own_values *values);

/* Whether a statement that is running has the value, as a literal or bound to
** a parameter, where it is compared with the column: `column = value`,
** `value = column`, IS, `column IN (..., value, ...)`, or `papers(..., value)`.
** A column of the same name in an ordinary table is another one. A literal in
** a view is not seen. When there is no memory to look, the answer is no. */
bool own_values_have(struct own_values *own, sqlite3 *db, const char *column,
                     sqlite3_value *value);

#endif
