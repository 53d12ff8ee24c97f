/* papers_cache_clear(): empties the cache and returns how many answers went. */
#ifndef PAPERS_TABLE_FUNCTION_CACHE_CLEAR_H
#define PAPERS_TABLE_FUNCTION_CACHE_CLEAR_H

#include "table/sqlite.h"

/* With the connection as user data. */
void cache_clear_call(sqlite3_context *context, int count,
                      sqlite3_value **values);

#endif
