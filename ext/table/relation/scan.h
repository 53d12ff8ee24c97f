/* One scan of the table `papers`: asks for what it needs, side by side
** and never much further than rows are pulled, and gives the rows in order.
** Where bytes become papers is table/relation/decoding. */
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

/* Begins anew with arguments, whose content it takes over, and moves to the
** first row; `wanted` are the columns that are read. False with the error set.
*/
bool scan_start(struct scan *scan, struct arguments *arguments,
                field_set wanted, struct error *error);

/* Moves to the next row; at the end scan_row is NULL. False with the error
** set; the scan has ended then. */
bool scan_next(struct scan *scan, struct error *error);

/* The row it is at, until the next move; NULL at the end. */
const struct row *scan_row(const struct scan *scan);

/* An input as it was given; NULL: it was not. */
sqlite3_value *scan_given(const struct scan *scan, enum plan_input input);

/* Whether the rows are those of the days. */
bool scan_is_daily(const struct scan *scan);

#endif
