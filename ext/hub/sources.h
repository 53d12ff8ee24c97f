/* The endpoints of the service: one row each in sources[] (sources.c). A page
** is what one request gets from one of them. Paths begin with a slash; the
** setting `endpoint` stands before them. The facts come from the service's own
** API description. */
#ifndef PAPERS_HUB_SOURCES_H
#define PAPERS_HUB_SOURCES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

/* What an answer, or a saved one, is at its root. */
enum shape {
  SHAPE_LISTING,  /* an array of entries */
  SHAPE_RECORD,   /* one paper, without an entry around it */
  SHAPE_RECORDS,  /* an array of such */
  SHAPE_ROWS,     /* an array of rows, without a record around them */
  SHAPE_MARKDOWN, /* a text with headings, which is no JSON */
  SHAPE_PAGE,     /* an object with the entries in "dailyPapers" */
  SHAPE_ANY       /* any of these, one entry, or an array of records */
};

enum source {
  SOURCE_DAY,       /* one day's listing, in the Hub's order */
  SOURCE_NEWEST,    /* the undated listing: only to find the newest day */
  SOURCE_TRENDING,  /* the rolling ranking */
  SOURCE_NEW,       /* the newest papers, listed or not */
  SOURCE_SEARCH,    /* the Hub's own search */
  SOURCE_PAPER,     /* the record of one paper, which names its day */
  SOURCE_COMMENTS,  /* the discussion of one paper */
  SOURCE_TEXT,      /* the full text of one paper */
  SOURCE_ARTIFACTS, /* the record of one paper, for some of what cites it */
  SOURCE_MODELS,    /* all models that cite one paper */
  SOURCE_DATASETS,
  SOURCE_SPACES,
  SOURCES
};

/* The Hub's search accepts no more characters. */
enum { SEARCH_MAX_CHARACTERS = 250 };

struct hub_page {
  enum source source;
  int day;           /* of SOURCE_DAY */
  struct slice text; /* the words of SOURCE_SEARCH, or the id of the paper;
                     ** belongs to who made the page */
  int page;          /* from 0 */
  unsigned arrays;   /* by bit: the arrays of a record whose rows are wanted; 0:
                     ** all */
  const char *url;   /* to which the page before it links, not owned; NULL: its
                     ** number gives the URL */
};

/* How the pages of one listing follow each other. */
enum paging {
  PAGING_NONE,   /* there is one page */
  PAGING_NUMBER, /* by their numbers, while an answer says that more follow */
  PAGING_LINK    /* an answer has the URL of the page behind it */
};

/* A list of more pages is an error. */
enum { PAGES_MAX = 10000 };

/* Appends the path and the query string of the request; not of a page that a
** link leads to. */
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
** has a limit of its own, and so have pages. */
int source_lane(enum source source);

/* The path to which the service redirects a request for a paper that it does
** not have; NULL: it does not redirect. Static. */
const char *source_absent_path(enum source source);

/* How the user can narrow a query that needs too many requests. */
const char *source_advice(enum source source);

/* Whether its request names one paper, which the service may not know. */
bool source_is_of_paper(enum source source);

enum paging source_paging(enum source source);

#endif
