/* The table papers_help: a row for each table and each of its columns, for each
** function and each setting that this version has, in words. */
#ifndef PAPERS_TABLE_FUNCTION_HELP_H
#define PAPERS_TABLE_FUNCTION_HELP_H

#include "table/rows.h"

extern const struct rows_source papers_help_rows;

#endif
