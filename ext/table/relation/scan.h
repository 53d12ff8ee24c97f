/* One scan of a relation's table: starts the requests that it needs, side by
** side but not far ahead of the rows that are read, and gives the rows in
** order. (Bytes become rows in table/relation/decoding.) */
#ifndef PAPERS_TABLE_RELATION_SCAN_H
#define PAPERS_TABLE_RELATION_SCAN_H

#include "table/relation/arguments.h"
#include "table/relation/statement.h"

struct scan;

/* NULL when there is no memory. */
struct scan *scan_new(struct connection *connection,
                      struct statement *statement,
                      const struct relation *relation);
void scan_free(struct scan *scan);

/* Starts again with these arguments and moves to the first row. The content of
** the arguments then belongs to the scan, and they are as after arguments_init.
** `wanted` are the columns that will be read. False with the error set. */
bool scan_start(struct scan *scan, struct arguments *arguments,
                field_set wanted, struct error *error);

/* Moves to the next row; after the last one scan_row is NULL. False with the
** error set; then the scan has ended. */
bool scan_next(struct scan *scan, struct error *error);

/* The row at which the scan is, valid until the next move. NULL at the end. */
const struct row *scan_row(const struct scan *scan);

/* The value that was given for an input; NULL if there was none. */
sqlite3_value *scan_given(const struct scan *scan, enum plan_input input);

/* Whether the rows are those of the daily listings (feed = 'daily'). */
bool scan_is_daily(const struct scan *scan);

#endif
