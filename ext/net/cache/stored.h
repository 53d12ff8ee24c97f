/* An answer as the cache gives and takes it, and the key under which it is
** stored. */
#ifndef PAPERS_NET_CACHE_STORED_H
#define PAPERS_NET_CACHE_STORED_H

#include <stdlib.h>

#include "base/sha256.h"
#include "net/http.h"
#include "net/spool.h"

/* An outline may be stored beside the body: a short body that has a part of
** what is in the long one. Whoever reads the body makes the outline. */
struct stored {
  struct spool_run body; /* of an answer that was found, or its outline */
  bool is_outline;       /* the body is the outline */
  struct slice outline;  /* of an answer that is to be stored; not owned; `at`
                         ** is NULL if there is none */
  int status;            /* HTTP's */
  char etag[HTTP_TEXT_SIZE]; /* "": none came */
  bool has_next_page;
  char *next_link;    /* to that page, as the service wrote it; "": not known.
                      ** NULL: there is no such page */
  int64_t fetched_at; /* Unix seconds */
};

/* Frees the body and the link, which it owns. Harmless twice. */
static inline void stored_clear(struct stored *stored) {
  spool_run_clear(&stored->body);
  free(stored->next_link);
  stored->next_link = NULL;
}

/* Two users of one machine or one proxy may get different answers, so the user
** is a part of the key. The token itself is not stored. */
struct stored_key {
  const char *url;
  unsigned char user[SHA256_SIZE]; /* a digest of the token (net/settings) */
};

#endif
