/* When the next request may start: before a rate limit is spent, the last
** requests of its window are spread over the rest of the window; after an
** attempt that failed, the next one waits. Pure; times are clock_steady's. */
#ifndef PAPERS_NET_PACE_H
#define PAPERS_NET_PACE_H

#include <stdbool.h>

#include "net/header.h"

/* With fewer requests left than this, a limit is nearly spent. */
enum { PACE_FROM = 10 };

/* How many limits of one service we tell apart. */
enum { NET_LANES = 3 };

/* Of one lane: the requests that share a limit. All zeros: any may start. */
struct pace {
  double gap;     /* seconds between two requests; 0: none */
  double until;   /* when the limit is full again */
  double next_at; /* no request starts before that */
};

/* Notes the limit that an answer reported. No gap is longer than `most`
** seconds. If no request is left and the window takes longer than that, there
** is no gap: the next answer will say how long to wait. */
void pace_note(struct pace *pace, struct rate_limit limit, double most,
               double now);

/* Notes that a request starts. */
void pace_start(struct pace *pace, double now);

/* Whether a request may start. */
bool pace_allows(const struct pace *pace, double now);

/* Whether a failure with this HTTP status is likely to pass: 408, 500, 502,
** 503 and 504. (An answer with status 429 says itself how long to wait.) */
bool pace_is_passing(int status);

/* Seconds to wait after attempt number `attempts` (from 1) failed: 0.5,
** doubling to 4, less a random part of up to one half, so that clients that
** failed together do not return together. *random is the state of the random
** numbers and may start with any value. */
double pace_delay(int attempts, uint32_t *random);

#endif
