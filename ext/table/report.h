/* Hands an error to SQLite: its code, and its text with `papers: ` before it.
** No other file does this. */
#ifndef PAPERS_TABLE_REPORT_H
#define PAPERS_TABLE_REPORT_H

#include "base/error.h"
#include "table/sqlite.h"

/* SQLite's code for an outcome. */
int report_code(enum outcome outcome);

/* Makes the error the result of a function or a column. It must be set. */
void report_result(sqlite3_context *context, const struct error *error);

/* For a method of a virtual table: sets the table's error text, frees the one
** before it, and returns the code that the method must return. The error need
** not be set. */
int report_table(sqlite3_vtab *table, const struct error *error);

#endif
