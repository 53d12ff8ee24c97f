/* The table papers_requests: the last LOG_SIZE requests and cache answers of
** this connection, oldest first. */
#ifndef PAPERS_TABLE_FUNCTION_REQUESTS_H
#define PAPERS_TABLE_FUNCTION_REQUESTS_H

#include "table/sqlite.h"

extern const sqlite3_module requests_module;

#endif
