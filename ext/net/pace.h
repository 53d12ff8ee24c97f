/* How to slow down before a rate limit is spent, so that the last requests of
** a window are spread over what is left of it instead of running into the
** wall. Pure; times are clock_steady's. */
#ifndef PAPERS_NET_PACE_H
#define PAPERS_NET_PACE_H

#include <stdbool.h>

#include "net/header.h"

/* With fewer requests left than this, a limit is nearly spent. */
enum { PACE_FROM = 10 };

/* How many limits a service has at most that we tell apart. */
enum { NET_LANES = 2 };

/* Of one lane: the requests that share a limit. All zeros: no hurry. */
struct pace {
  double gap;     /* seconds between two requests; 0: none */
  double until;   /* when the limit is full again */
  double next_at; /* no request before that */
};

/* An answer has told what is left. No gap is longer than `most` seconds; when
** that is not enough to get past the window, there is none: the service may
** then say itself how long it takes. */
void pace_note(struct pace *pace, struct rate_limit limit, double most,
               double now);

/* A request begins. */
void pace_start(struct pace *pace, double now);

/* May one? */
bool pace_allows(const struct pace *pace, double now);

#endif
