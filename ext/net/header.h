/* The header fields of an answer that mean something to us. Pure: fields in,
** values out; what cannot be read is as good as not sent. */
#ifndef PAPERS_NET_HEADER_H
#define PAPERS_NET_HEADER_H

#include <stdint.h>

#include "base/slice.h"

/* What is left of a rate limit, and when it is full again. */
struct rate_limit {
  int64_t left;  /* requests; negative: not said */
  int64_t reset; /* seconds from now; negative: not said */
};

/* Reads `"api";r=489;t=189` (draft-ietf-httpapi-ratelimit-headers). Of several
** policies the one with the fewest requests left counts, and of these the one
** that takes longest. No number is larger than RATE_LIMIT_MOST. */
struct rate_limit header_rate_limit(struct slice value);

enum { RATE_LIMIT_MOST = 1000000000 };

/* Does a Link field (RFC 8288) hold a link with rel="next"? */
bool header_has_next(struct slice value);

#endif
