/* What a connection keeps between statements, and the one loop through which
** all of its requests go on, whoever of them is waited for. */
#ifndef PAPERS_NET_NET_H
#define PAPERS_NET_NET_H

#include "net/cache/cache.h"
#include "net/host.h"
#include "net/http.h"
#include "net/log.h"
#include "net/pace.h"
#include "net/settings.h"
#include "net/spool.h"

struct answer;
struct request;

struct request_list {
  struct request *first, *last;
};

/* What the requests of one statement come to. */
struct request_tally {
  int asked;
  int ended;
  int64_t bytes;
};

struct net {
  const struct net_settings *settings;
  struct http *http; /* NULL until the first request */
  struct spool spool;
  struct cache *cache; /* NULL until the first question */
  struct log log;
  uint32_t random;
  struct request_list open;   /* the requests that have not ended, in the order
                              ** in which they were asked for */
  struct request_list kept;   /* those that have ended with a body, the one that
                              ** was used longest ago first */
  int running;                /* of the open ones, those with a transfer */
  struct answer *carried;     /* whose statement has ended: net/answer/carry */
  struct request_tally tally; /* theirs */
  const struct request *awaited; /* whose bytes are wanted now, or were last */
  long process;                  /* that has made all of this */
  struct net *next;              /* of this process: private to net.c */
  struct pace paces[NET_LANES];
  double held_until[NET_LANES]; /* a rate limit lets nothing of the lane start
                                ** before this time */
  bool drives;                  /* within net_drive */
  double left_at;               /* when net_drive ended last */
  double absent;   /* seconds in all that passed outside of net_drive */
  double asked_at; /* when the host was asked last whether to stop */
  const struct net_host *host; /* who waits; NULL: nobody does */
  bool is_stopped;             /* the host has said so in this wait */
};

/* Whether the host that waits says stop, with the error set then. Asks it no
** more often than every 20 ms. */
bool net_must_stop(struct net *net, struct error *error);

/* Lets everything go on for at most `seconds`, less when something happens.
** Does not wait if `seconds` is 0. */
void net_drive(struct net *net, double seconds);

/* The clock of time limits: it stands still outside of net_drive, because a
** host that takes a minute over a row must not make a request time out. */
double net_time(const struct net *net);

/* A request that has not ended joins the open ones. It stands behind them, or
** before them when it has begun already. */
void net_join(struct net *net, struct request *request);
void net_join_first(struct net *net, struct request *request);

/* It has ended with a body, which was used just now. */
void net_keep(struct net *net, struct request *request);

/* Leaves the list that it is in, if it is in one. */
void net_leave(struct net *net, struct request *request);

/* Is it a rate limit that keeps this one from starting? */
bool net_is_limited(const struct net *net, const struct request *request);

/* To be called before anything else here. In a process that was forked from
** the one that used this net before, what the two share is left to the other:
** the connections, the temporary file, the file of the cache. What was under
** way begins again.
**
** All nets of the process are left at once: as long as one of them has its
** handle of a cache, SQLite takes the locks of the other process for those of
** every handle of that file, and a new one would have none. */
void net_enter(struct net *net);

#endif
