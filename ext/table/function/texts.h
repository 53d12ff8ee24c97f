/* The functions that read one text: author_count, arxiv_id, repo_link; and how
** a value is taken as a text, for these and for the table repo_links.
**
** NULL gives NULL. A number is taken as the text that SQLite makes of it, a
** BLOB as the text that its bytes spell (but author_count does not know a BLOB,
** which may be JSON in SQLite's binary form). */
#ifndef PAPERS_TABLE_FUNCTION_TEXTS_H
#define PAPERS_TABLE_FUNCTION_TEXTS_H

#include <stdbool.h>

#include "base/slice.h"
#include "table/sqlite.h"

/* The bytes of a value that is not NULL, zeros among them, until the value
** changes. false when there is no memory. */
bool text_of_value(sqlite3_value *value, struct slice *text);

void author_count_call(sqlite3_context *context, int count,
                       sqlite3_value **values);
void arxiv_id_call(sqlite3_context *context, int count, sqlite3_value **values);
void repo_link_call(sqlite3_context *context, int count,
                    sqlite3_value **values);

#endif
