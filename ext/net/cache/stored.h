/* An answer as the cache gives and takes it, and what it is known by. */
#ifndef PAPERS_NET_CACHE_STORED_H
#define PAPERS_NET_CACHE_STORED_H

#include "base/sha256.h"
#include "net/http.h"
#include "net/spool.h"

struct stored {
  struct spool_run body;
  int status;                /* HTTP's */
  char etag[HTTP_TEXT_SIZE]; /* "": none came */
  bool has_next_page;
  int64_t fetched_at; /* Unix seconds */
};

/* Two users of one machine or one proxy may get different answers, so who
** asked is a part of the name. The token itself is not. */
struct stored_key {
  const char *url;
  unsigned char asker[SHA256_SIZE]; /* the token's digest, or nobody's */
};

#endif
