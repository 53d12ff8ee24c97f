/* papers_version(): "1.0.0 (libcurl 7.88.1, yajl 2.1.0)". */
#ifndef PAPERS_TABLE_VERSION_H
#define PAPERS_TABLE_VERSION_H

#include "table/sqlite.h"

#define PAPERS_VERSION "1.0.0"

void version_call(sqlite3_context *context, int count, sqlite3_value **values);

#endif
