/* The table papers_requests: what this connection asked the network and the
** cache, oldest first; the last LOG_SIZE of it. */
#ifndef PAPERS_TABLE_FUNCTION_REQUESTS_H
#define PAPERS_TABLE_FUNCTION_REQUESTS_H

#include "table/sqlite.h"

extern const sqlite3_module requests_module;

#endif
