/* The SQL statement that is running, as far as cursors share it: what one of
** them asked the service, the others need not page again (a self-join, a
** correlated subquery). It begins with the first cursor that a statement opens
** and ends with the last one that it closes, so nothing is remembered from one
** statement to the next, also while a third one stays open. */
#ifndef PAPERS_TABLE_RELATION_STATEMENT_H
#define PAPERS_TABLE_RELATION_STATEMENT_H

#include "net/answer/answers.h"
#include "table/connection.h"
#include "table/relation/kept.h"
#include "text/day.h"

struct statement;

/* No day comes after this one: what stands for the newest while it is not
** known. */
enum { DAY_UNKNOWN = DAY_MAX + 1 };

/* For xOpen. NULL when there is no memory. */
struct statement *statement_join(struct connection *connection);

/* For xClose. Harmless for NULL. */
void statement_leave(struct statement *statement);

/* The listings that it has read. */
struct store *statement_store(struct statement *statement);

/* The newest day, as far as the statement knows it (requester_newest). */
int *statement_newest(struct statement *statement);

/* Whether the statement itself, and not a table, has the value that it compares
** with a column (table/relation/own_values). */
bool statement_has_value(struct statement *statement, const char *column,
                         sqlite3_value *value);

/* What this statement has asked for. NULL, with the error set, when there is
** no memory or a setting forbids to page. */
struct answers *statement_answers(struct statement *statement,
                                  struct error *error);

#endif
