/* When to ask again, and after how long. Pure. */
#ifndef PAPERS_NET_RETRY_H
#define PAPERS_NET_RETRY_H

#include <stdbool.h>
#include <stdint.h>

/* Is this status one that passes by itself: 408, 500, 502, 503, 504? (429
** says itself when.) */
bool retry_helps(int status);

/* Seconds to wait after attempt number `attempts` (from 1) failed: 0.5
** doubling to 4, less a random part of up to the half of it, so that clients
** that failed together do not come back together. *random, the state of the
** chance, may start with any value. */
double retry_delay(int attempts, uint32_t *random);

#endif
