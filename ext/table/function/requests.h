/* The table papers_requests: the last LOG_SIZE requests and cache answers of
** this connection, oldest first. */
#ifndef PAPERS_TABLE_FUNCTION_REQUESTS_H
#define PAPERS_TABLE_FUNCTION_REQUESTS_H

#include "table/rows.h"

extern const struct rows_source papers_requests_rows;

#endif
