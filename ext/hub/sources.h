/* The service's endpoints, one row each in sources[] (sources.c), and what
** one request asks of one of them. Paths begin with a slash; the endpoint goes
** before them. Facts about the service come from its own API description. */
#ifndef PAPERS_HUB_SOURCES_H
#define PAPERS_HUB_SOURCES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

/* What an answer, or a saved one, is at its root. */
enum shape {
  SHAPE_LISTING,  /* an array of entries */
  SHAPE_RECORD,   /* one paper, without an entry around it */
  SHAPE_MARKDOWN, /* a text with headings, which is no JSON */
  SHAPE_PAGE,     /* an object with the entries in "dailyPapers" */
  SHAPE_ANY       /* any of these, one entry, or an array of records */
};

enum source {
  SOURCE_DAY,      /* one day's listing, in the Hub's order */
  SOURCE_NEWEST,   /* the undated listing: only to find the newest day */
  SOURCE_TRENDING, /* the rolling ranking */
  SOURCE_SEARCH,   /* the Hub's own search */
  SOURCE_PAPER,    /* the record of one paper, which names its day */
  SOURCE_COMMENTS, /* the discussion of one paper */
  SOURCE_TEXT,     /* the full text of one paper */
  SOURCES
};

/* The most characters that the Hub's search takes. */
enum { SEARCH_MAX_CHARACTERS = 250 };

struct hub_page {
  enum source source;
  int day;           /* of SOURCE_DAY */
  struct slice text; /* the words of SOURCE_SEARCH, or the id of the paper;
                     ** belongs to who made the page */
  int page;          /* from 0 */
};

/* Appends the path and query of the request. */
void hub_page_path(const struct hub_page *page, struct buffer *to);

/* Appends what the request is for, for people: "the listing of 2026-07-13". */
void hub_page_name(const struct hub_page *page, struct buffer *to);

/* Seconds that an answer may be old before it is asked for again; `today` is
** the day of the clock. The newest listing still changes, old ones hardly. */
double hub_page_age(const struct hub_page *page, int today);

/* The last day that the service can have at a moment of the clock (in Unix
** seconds): it goes on to the next day at 21:30 in New York. A clock that is
** behind the days that were known when this was written is not believed: then
** it is the last day of all. */
int source_last_day(int64_t now);

enum shape source_shape(enum source source);

/* How many requests are made at first where many are known to be needed: one
** where it may be enough, 0 (as many as there are connections) where every
** answer is a single row. */
int source_first_window(enum source source);

/* Requests with the same number, from 0 on, share a rate limit of the service.
** The search has one of its own, and so have pages. */
int source_lane(enum source source);

/* Where a paper that the service does not have is answered by a page: the path
** to which it redirects then. NULL: such a page is not the service's. Static.
 */
const char *source_absent_path(enum source source);

/* How to page for less of it, for a query that needs too many requests. */
const char *source_advice(enum source source);

/* Whether it is asked about one paper, which the service may not know. */
bool source_is_of_paper(enum source source);

/* Whether its answers come in pages. */
bool source_is_paged(enum source source);

#endif
