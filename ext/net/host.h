/* What the network asks of its host while it waits: whether to go on, and to
** be told how far it is. */
#ifndef PAPERS_NET_HOST_H
#define PAPERS_NET_HOST_H

#include <stdbool.h>
#include <stdint.h>

struct net_progress {
  int done;      /* requests of this statement that have ended */
  int started;   /* requests of this statement in all */
  int64_t bytes; /* that they brought */
  double waited; /* seconds since this wait began */
};

struct net_host {
  void *context;
  /* Asked at least every 50 ms of any wait; true ends it with INTERRUPTED. */
  bool (*stop)(void *context);
  /* Told as often, and once with NULL when the wait is over. May be NULL. */
  void (*waiting)(void *context, const struct net_progress *progress);
};

#endif
