/* What somebody wants to fetch: a URL, and what they know of its answer. */
#ifndef PAPERS_NET_ANSWER_FETCH_H
#define PAPERS_NET_ANSWER_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "net/host.h"

struct answer;

/* Reads an answer that has come whole to its end (net/answer/reader) and calls
** answer_accept if it is well-formed: for answers that their statement did not
** read to the end. Never waits; the host says stop when it takes too long. */
typedef void answer_check(struct answer *answer, int kind,
                          const struct net_host *host);

/* Pages that follow each other have to be of one moment, or else a row that
** moved from one page to the other in between is lost. So a stored page counts
** as too old when it is older than the page before it. It does so, too, when
** the page behind it is not stored with it, unless it came within the last ten
** minutes: then that page can still be of the same moment. */
struct fetch {
  const char *url;
  const char *advice; /* how to need fewer requests, for an error; static */
  double age;         /* seconds that a stored answer may be old by itself */
  double max_age;     /* the same as the user wants it; negative: unknown */
  const char *absent_path; /* where the service sends on who asks for what it
                           ** does not have: then the status is 404; static,
                           ** NULL: nowhere */
  int lane; /* up to NET_LANES: requests of one lane share a limit */
  const char *next_url; /* the URL of the page behind it; NULL: not a page, or
                        ** `by_link` */
  bool by_link; /* a page whose answer has the link to the page behind it */
  int64_t not_before;  /* Unix seconds: when the page before it came. A stored
                       ** answer must not be older; 0: there is no such page */
  bool outline_does;   /* if the cache has a body that came with an outline, the
                       ** outline may be given in place of the body */
  answer_check *check; /* NULL: what nobody reads to its end is not stored */
  int kind;            /* handed to the check: what the answer is to be */
};

#endif
