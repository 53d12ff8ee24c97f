/* Whether a value that SQLite gives stands in the statement itself, as a
** literal or bound to a parameter, or comes out of a table. A day that cannot
** be one is a mistake of the user's in the first case, and equals nothing in
** the second. */
#ifndef PAPERS_TABLE_SAID_H
#define PAPERS_TABLE_SAID_H

#include <stdbool.h>

#include "table/sqlite.h"

/* What a value is compared with. */
struct said_place {
  const char *column;
  const char *table; /* whose argument it may be in a call; NULL: no argument */
  int argument;      /* which, from 0 on */
};

/* Whether a statement that is running has the value, as a literal or bound to
** a parameter, where it is compared with the column: `column = value`,
** `value = column`, IS, `column IN (..., value, ...)`, or `table(..., value)`.
** A literal in a view is not seen. When there is no memory to look, the answer
** is no. */
bool value_is_said(sqlite3 *db, sqlite3_value *value,
                   const struct said_place *place);

#endif
