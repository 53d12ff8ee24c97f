/* The requests of a scan that are under way ahead of the rows: one at first
** where one may be enough, twice as many each time that an answer was read to
** its end. So LIMIT 5 of a day costs one request, and a month comes with as
** many side by side as the settings allow. */
#ifndef PAPERS_TABLE_RELATION_WINDOW_H
#define PAPERS_TABLE_RELATION_WINDOW_H

#include "hub/query.h"
#include "table/relation/requester.h"
#include "table/relation/kept.h"

/* No setting allows more requests side by side. */
enum { WINDOW_MAX = 64 };

/* A request that was started. */
struct pending {
  struct hub_page page;
  struct answer *answer; /* NULL: there is none */
  struct kept *kept;     /* the rows, where they are in memory: then there is
                         ** no answer */
};

struct window {
  struct requester requester;
  struct query *query;                /* says what to page next */
  field_set wanted;                   /* of rows that are in memory */
  struct pending pending[WINDOW_MAX]; /* a ring, in the order of the rows */
  int first, count;
  int size;             /* how many requests there may be, the head included */
  struct hub_page held; /* taken from the query but not yet asked for */
  bool has_held;
};

/* Begins with the query, of which about `rows` rows will be read (negative:
** nobody knows). Asks nothing yet. */
void window_start(struct window *window, const struct requester *requester,
                  struct query *query, field_set wanted, int64_t rows);

/* Takes the request whose rows are due next, and starts others behind it.
** There is neither an answer nor a row when there is none. False with the
** error set. */
bool window_take(struct window *window, struct pending *head,
                 struct error *error);

/* Whoever has read an answer to its end will want the next ones too. */
void window_widen(struct window *window);

#endif
