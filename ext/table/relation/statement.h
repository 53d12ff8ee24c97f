/* What the cursors of one running SQL statement share: its answers, its kept
** rows, the newest day. A request that one cursor made, the others need not
** repeat (a self-join, a correlated subquery). It begins when the statement
** opens its first cursor and ends when it closes its last one. So nothing is
** shared between two statements, even while a third one is running. */
#ifndef PAPERS_TABLE_RELATION_STATEMENT_H
#define PAPERS_TABLE_RELATION_STATEMENT_H

#include "net/answer/answers.h"
#include "table/connection.h"
#include "table/relation/kept.h"
#include "text/day.h"

struct statement;

/* Stands for the newest day while it is not known. It is after every day. */
enum { DAY_UNKNOWN = DAY_MAX + 1 };

/* To be called by xOpen: the object of the running statement. NULL when there
** is no memory. */
struct statement *statement_join(struct connection *connection);

/* To be called by xClose. Harmless for NULL. */
void statement_leave(struct statement *statement);

/* Whether it is sure to write to a database: no other one is running, and it
** does not only read. */
bool statement_writes(const struct statement *statement);

/* The rows that it keeps. */
struct store *statement_store(struct statement *statement);

/* The newest day, or DAY_UNKNOWN. requester_newest sets it. */
int *statement_newest(struct statement *statement);

/* Whether a scan of it was left before its end, as that of EXISTS is for each
** row; and that one was. */
bool statement_leaves_scans(const struct statement *statement);
void statement_note_left_scan(struct statement *statement);

/* Whether the statement itself has this value for the column: as a literal, or
** bound to a parameter (table/relation/own_values). */
bool statement_has_value(struct statement *statement, const char *column,
                         sqlite3_value *value);

/* The answers of this statement. NULL, with the error set, when there is no
** memory or a setting is not valid. */
struct answers *statement_answers(struct statement *statement,
                                  struct error *error);

#endif
