/* Whether a value that SQLite gives stands in the statement itself, as a
** literal or bound to a parameter, or comes out of a table. A day that cannot
** be one is a mistake of the user's in the first case, and equals nothing in
** the second. */
#ifndef PAPERS_TABLE_SAID_H
#define PAPERS_TABLE_SAID_H

#include <stdbool.h>

#include "table/sqlite.h"

/* Whether a parameter of a statement that is running has the value. Where the
** planner does not tell what is a literal (before SQLite 3.38, and of the
** values of an IN), `literals_too` looks for one among the statement's own; an
** empty text, which means so much else in SQL, is not looked for.
**
** A value of a table that is equal to a parameter is taken for it. When there
** is no memory to look, the answer is no. */
bool value_is_said(sqlite3 *db, sqlite3_value *value, bool literals_too);

#endif
