/* The version of the extension, which is defined only here, and the versions of
** the libraries that it uses. */
#ifndef PAPERS_TABLE_VERSION_H
#define PAPERS_TABLE_VERSION_H

#include <stddef.h>

#include "table/sqlite.h"

#define PAPERS_VERSION "1.0.0"

/* Enough bytes for either of the texts. */
enum { VERSION_SIZE = 200 };

/* papers_version(): "1.0.0 (libcurl 7.88.1, yajl 2.1.0)". */
void version_call(sqlite3_context *context, int count, sqlite3_value **values);

/* The User-Agent of every request. */
void version_user_agent(char *text, size_t size);

#endif
