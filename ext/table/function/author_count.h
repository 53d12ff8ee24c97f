/* author_count(x): how many authors a list names. The list is a JSON array or
** plain text.
**
** In an array, a string is a name, and so is the "name" of an object whose
** "hidden" is not true. Other elements do not count. A name may say that the
** list is open ("et al."). The result is NULL if the number is not known, for
** NULL and for a BLOB, which may be JSON in SQLite's binary form. A text that
** begins with a bracket but is not a JSON array is an error. */
#ifndef PAPERS_TABLE_FUNCTION_AUTHOR_COUNT_H
#define PAPERS_TABLE_FUNCTION_AUTHOR_COUNT_H

#include "table/sqlite.h"

void author_count_call(sqlite3_context *context, int count,
                       sqlite3_value **values);

#endif
