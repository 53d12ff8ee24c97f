/* The one way of an error outward, to SQLite: its code, and its text with
** `papers: ` before it. */
#ifndef PAPERS_TABLE_REPORT_H
#define PAPERS_TABLE_REPORT_H

#include "base/error.h"
#include "table/sqlite.h"

/* SQLite's code for an outcome. */
int report_code(enum outcome outcome);

/* Ends a function, or a column, with the error. */
void report_result(sqlite3_context *context, const struct error *error);

/* Gives the table the error's text in place of what stood there, and returns
** the code to be returned. */
int report_table(sqlite3_vtab *table, const struct error *error);

#endif
