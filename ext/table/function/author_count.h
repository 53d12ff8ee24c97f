/* author_count(x): how many authors a list names, which is a JSON array or
** plain text.
**
** In an array, texts are names and so is the "name" of an object, unless its
** "hidden" is true; other elements count nothing. A name may itself say that
** the list is open ("et al."). Where the number is not known, and for NULL and
** BLOBs, the result is NULL; a BLOB may be JSON in SQLite's binary form. A text
** that begins with a bracket and is no JSON array is an error. */
#ifndef PAPERS_TABLE_FUNCTION_AUTHOR_COUNT_H
#define PAPERS_TABLE_FUNCTION_AUTHOR_COUNT_H

#include "table/sqlite.h"

void author_count_call(sqlite3_context *context, int count,
                       sqlite3_value **values);

#endif
