/* What the user has set about the network, as plain values. They belong to the
** settings of the connection (table/settings/settings) and are read anew for
** every request, so that a change counts from the next request on. */
#ifndef PAPERS_NET_SETTINGS_H
#define PAPERS_NET_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sha256.h"

struct net_settings {
  /* Why there is no cache although nobody switched it off; NULL: no reason. */
  const char *no_cache;
  /* The URL whose origin alone may see the token: the scheme, the host and the
  ** port. NULL: it goes wherever requests go. */
  const char *token_endpoint;
  /* The file if none is set; NULL: there is no home. */
  const char *default_cache;
  const char *token;      /* NULL: none */
  const char *user_agent; /* never NULL */
  bool offline;           /* send no request */
  double timeout;         /* seconds for a request with all its attempts */
  double stall_timeout;   /* seconds without a byte */
  double connect_timeout; /* seconds until connected */
  double max_wait;        /* seconds that a request may wait for a rate limit,
                          ** and a statement ten times that in all */
  int retries;            /* attempts after the first */
  int connections;        /* at most so many side by side */
  int max_requests;       /* of one statement */
  int64_t max_bytes;      /* of one body, decompressed */
  const char *cache;      /* the file, or :memory:; NULL: no cache */
  int64_t cache_size;     /* bytes that it may have */
  double max_age;         /* seconds that an answer in it may be old; negative:
                          ** as old as the fetch says */
};

/* The token for a request of this URL; NULL: none is sent with it. To be called
** for each attempt, because the endpoint may be set anew meanwhile. */
const char *net_settings_token(const struct net_settings *settings,
                               const char *url);

/* A digest of that token, or of no token, which keeps the stored answers of one
** user from another. */
void net_settings_user(const struct net_settings *settings, const char *url,
                       unsigned char user[SHA256_SIZE]);

#endif
