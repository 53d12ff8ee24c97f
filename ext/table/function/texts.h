/* The functions arxiv_id(text) and repo_link(text), and how a value becomes a
** text: for these, for author_count and for the table repo_links.
**
** NULL gives NULL. A number is converted as SQLite converts it. The bytes of a
** BLOB are taken as they are. */
#ifndef PAPERS_TABLE_FUNCTION_TEXTS_H
#define PAPERS_TABLE_FUNCTION_TEXTS_H

#include <stdbool.h>

#include "base/slice.h"
#include "table/sqlite.h"

/* The bytes of a value that is not NULL. They may include zero bytes, and are
** valid until the value changes. False when there is no memory. */
bool text_of_value(sqlite3_value *value, struct slice *text);

/* The argument of a function as a text. False for NULL, and when there is no
** memory: then that error is the function's result. */
bool text_of_argument(sqlite3_context *context, sqlite3_value *value,
                      struct slice *text);

void arxiv_id_call(sqlite3_context *context, int count, sqlite3_value **values);
void repo_link_call(sqlite3_context *context, int count,
                    sqlite3_value **values);

#endif
