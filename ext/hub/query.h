/* What one scan asks of the service, in the order in which its rows come:
** the days of a set, the papers of a list, a search, or the trending list.
** Knows nothing of SQL and makes no request; it only says which is next. */
#ifndef PAPERS_HUB_QUERY_H
#define PAPERS_HUB_QUERY_H

#include "hub/days.h"
#include "hub/sources.h"

struct query {
  enum source source;
  struct days days;    /* of SOURCE_DAY: those not yet asked for */
  bool ascending;      /* of SOURCE_DAY: oldest first */
  struct buffer texts; /* of the others: one after another, each terminated */
  size_t next_text;    /* where the next one begins in `texts` */
  bool asked;          /* of SOURCE_TRENDING: there is only one */
};

/* No request at all. Takes no memory. */
void query_init(struct query *query, enum source source);
void query_clear(struct query *query);

/* Adds a paper's id or the words of a search. False, with the error set,
** without memory. */
bool query_add(struct query *query, struct slice text, struct error *error);

/* The next request: the first page of the next day, paper or search. Its text
** belongs to the query. False when there is none. */
bool query_next(struct query *query, struct hub_page *page);

#endif
