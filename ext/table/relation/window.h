/* The requests of a scan that are started before their rows are due. At first
** there is one, where one may be enough. The number doubles each time that an
** answer was read to its end. So LIMIT 5 of a day costs one request, and the
** requests of a month run side by side, as many as the settings allow. */
#ifndef PAPERS_TABLE_RELATION_WINDOW_H
#define PAPERS_TABLE_RELATION_WINDOW_H

#include "hub/query.h"
#include "table/relation/requester.h"
#include "table/relation/kept.h"

/* No setting allows more requests side by side. */
enum { WINDOW_MAX = 64 };

/* A listing whose request was started or whose rows are in memory. Either
** `answer` or `kept` is set; neither if there is no listing. */
struct pending {
  struct hub_page page;
  struct answer *answer;
  struct kept *kept; /* whole */
  bool has_lists;    /* the lists of this record were requested */
};

struct window {
  struct requester requester;
  struct query *query;                /* gives the next request */
  field_set wanted;                   /* kept rows must have these values */
  struct pending pending[WINDOW_MAX]; /* a ring, in the order of the rows */
  int first, count;
  int size;             /* the limit of requests, with that of the due rows */
  struct hub_page held; /* taken from the query but not yet requested */
  bool has_held;
};

/* Starts with a query, of which about `rows` rows will be read (negative: not
** known). Makes no request yet. */
void window_start(struct window *window, const struct requester *requester,
                  struct query *query, field_set wanted, int64_t rows);

/* Takes out the listing whose rows are due next, and starts further requests.
** At the end, `due` has neither an answer nor kept rows. False with the error
** set. */
bool window_take(struct window *window, struct pending *due,
                 struct error *error);

/* The pending listing at this place, from 0 for the one that is due next. NULL:
** there are not so many. Valid until window_take. */
struct pending *window_pending(struct window *window, int place);

/* Doubles the limit of requests. To be called when an answer was read to its
** end: then the next ones will probably be needed, too. */
void window_widen(struct window *window);

#endif
