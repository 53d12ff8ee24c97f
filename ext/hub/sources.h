/* The endpoints of the service: one row each in sources[] (sources.c). A page
** is what one request gets from one of them. Paths begin with a slash; the
** setting `endpoint` stands before them. The facts come from the service's own
** API description. */
#ifndef PAPERS_HUB_SOURCES_H
#define PAPERS_HUB_SOURCES_H

#include "base/buffer.h"
#include "hub/relation.h"

enum source {
  SOURCE_DAY,      /* one day's listing, in the Hub's order */
  SOURCE_NEWEST,   /* the undated listing: only to find the newest day */
  SOURCE_TRENDING, /* the rolling ranking */
  SOURCE_SEARCH,   /* the Hub's own search */
  SOURCE_PAPER,    /* the record of one paper */
  SOURCES
};

/* The Hub's search accepts no more characters. */
enum { SEARCH_MAX_CHARACTERS = 250 };

struct hub_page {
  enum source source;
  int day;           /* of SOURCE_DAY */
  struct slice text; /* the words of SOURCE_SEARCH, the id of SOURCE_PAPER;
                     ** belongs to who made the page */
  int page;          /* from 0 */
};

/* Appends the path and the query string of the request. */
void hub_page_path(const struct hub_page *page, struct buffer *to);

/* Appends a name for messages: "the listing of 2026-07-13". */
void hub_page_name(const struct hub_page *page, struct buffer *to);

/* How many seconds old a stored answer may be and still be used; `today` is the
** day of the clock. The newest listing still changes, old ones hardly do. */
double hub_page_age(const struct hub_page *page, int today);

/* The last day whose listing can exist at the time `now` (Unix seconds). The
** service begins its next day at 21:30 in New York. DAY_MAX where the clock
** shows a day before the newest one known when this was written: such a clock
** is wrong. */
int source_last_day(int64_t now);

enum shape source_shape(enum source source);

/* With how many requests a scan that needs many begins: 1 where one answer may
** be enough, 0 (as many as there are connections) where every answer is a
** single row. */
int source_first_window(enum source source);

/* The number (from 0) of the rate limit that the service applies. The search
** has a limit of its own. */
int source_lane(enum source source);

/* How the user can narrow a query that needs too many requests. */
const char *source_advice(enum source source);

/* Whether its listings come in several pages. */
bool source_is_paged(enum source source);

#endif
