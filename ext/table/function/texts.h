/* The functions arxiv_id and repo_link, and how a value is taken as a text, for
** these, for author_count and for the table repo_links.
**
** NULL gives NULL. A number is taken as the text that SQLite makes of it, a
** BLOB as the text that its bytes spell. */
#ifndef PAPERS_TABLE_FUNCTION_TEXTS_H
#define PAPERS_TABLE_FUNCTION_TEXTS_H

#include <stdbool.h>

#include "base/slice.h"
#include "table/sqlite.h"

/* The bytes of a value that is not NULL, zeros among them, until the value
** changes. false when there is no memory. */
bool text_of_value(sqlite3_value *value, struct slice *text);

/* The argument of a function as a text. false for NULL, and when there is no
** memory, which is then the function's result. */
bool text_of_argument(sqlite3_context *context, sqlite3_value *value,
                      struct slice *text);

void arxiv_id_call(sqlite3_context *context, int count, sqlite3_value **values);
void repo_link_call(sqlite3_context *context, int count,
                    sqlite3_value **values);

#endif
