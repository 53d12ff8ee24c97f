/* What the network needs from the layers above: whether to go on waiting, whom
** to tell how far it is, and what the service says in an error body. */
#ifndef PAPERS_NET_HOST_H
#define PAPERS_NET_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct net_progress {
  int done;      /* requests of this statement that have ended */
  int started;   /* requests of this statement in all */
  int64_t bytes; /* of their answers so far */
  double waited; /* seconds since this wait began */
};

struct net_host {
  void *context;
  /* Called at least every 50 ms of any wait; true ends it with INTERRUPTED. */
  bool (*stop)(void *context);
  /* Called as often, and once with NULL when the wait is over. May be NULL. */
  void (*waiting)(void *context, const struct net_progress *progress);
};

/* Writes the error text that stands in the first bytes of an error body to
** `to`, which has room for `size` bytes; "" if it finds none. */
typedef void error_text_reader(struct slice body, char *to, size_t size);

#endif
