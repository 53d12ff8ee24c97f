/* What one scan wants from the service, in the order of its rows: the days of a
** set, the papers of a list, a search, or a list of the Hub's own. Knows no SQL
** and makes no request; it only names the next page. */
#ifndef PAPERS_HUB_QUERY_H
#define PAPERS_HUB_QUERY_H

#include "hub/days.h"
#include "hub/sources.h"

struct query {
  enum source source;
  struct days days;    /* of SOURCE_DAY: the days still to come */
  bool ascending;      /* of SOURCE_DAY: oldest first */
  struct buffer texts; /* ids, or words of a search, each with a zero byte */
  size_t next_text;    /* where the next one begins in `texts` */
  unsigned arrays;     /* as in struct hub_page */
  bool is_taken;       /* of a source with one listing: it was taken */
};

/* A query without any page. Allocates nothing. */
void query_init(struct query *query, enum source source);
void query_clear(struct query *query);

/* Adds a paper's id or the words of a search. False, with the error set, when
** there is no memory. */
bool query_add(struct query *query, struct slice text, struct error *error);

/* Takes the first page of the next day, paper or search out of the query. Its
** text belongs to the query. False when nothing is left. */
bool query_next(struct query *query, struct hub_page *page);

#endif
