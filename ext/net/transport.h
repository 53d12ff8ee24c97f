/* What the requests of one connection share: libcurl's connections, the spool
** with their bodies, the log, the rate limits, and the lists in which they
** stand. Knows nothing of the cache or of who reads the bodies. */
#ifndef PAPERS_NET_TRANSPORT_H
#define PAPERS_NET_TRANSPORT_H

#include "base/buffer.h"
#include "base/sha256.h"
#include "net/host.h"
#include "net/http.h"
#include "net/log.h"
#include "net/pace.h"
#include "net/settings.h"
#include "net/spool.h"

struct request_list {
  struct request *first, *last;
};

/* What the requests of one statement amount to. */
struct request_tally {
  int made;
  int ended;
  int64_t bytes;
};

enum request_state {
  REQUEST_QUEUED,  /* no attempt was begun */
  REQUEST_RUNNING, /* has a transfer */
  REQUEST_WAITING, /* for the time of its next attempt */
  REQUEST_ENDED
};

/* One request with all its attempts (net/request). */
struct request {
  struct transport *transport;
  struct request_tally *tally;
  const char *if_none_match;       /* the ETag of an older answer; NULL: none */
  const char *absent_path;         /* as in net/answer/fetch.h */
  int lane;                        /* which rate limit counts it, from 0 */
  struct request_list *list;       /* of the transport; NULL: in none of them */
  struct request *next, *previous; /* there */
  char *url;                       /* owned */
  enum request_state state;
  int attempts; /* that were begun */
  int excused;  /* those of them that ended for a reason of our own */
  unsigned char user[SHA256_SIZE]; /* whose token the last attempt sent */
  struct http_transfer *transfer;  /* while RUNNING */
  double due_at;                   /* WAITING: clock_steady's */
  bool waits_for_limit;            /* because a rate limit demands it */
  bool lacks_space;      /* waits until there is more space for bodies */
  bool is_left;          /* no statement waits for it any more */
  bool is_dropped;       /* ENDED well, but its body was dropped for space */
  double paused_at;      /* transport_time's: since when no time counts */
  double deadline;       /* transport_time's, for all attempts */
  double heard_at;       /* transport_time's: the last byte, or the start */
  int64_t activity;      /* http_activity at that time */
  struct spool_run body; /* of an answer with status 200 */
  int readers;           /* in the middle of the body, which must stay */
  bool was_read;         /* to its end */
  struct buffer refusal; /* the first bytes of a body of any other status */
  int64_t refusal_bytes; /* that came of it, decompressed */
  int status;            /* HTTP's; 0: none yet */
  bool has_next_page;
  char *next_link; /* owned; where that page is, as the service wrote it; "":
                   ** it was too long. NULL: there is no such page, or there
                   ** was no memory */
  bool is_html;
  int64_t fetched_at;        /* Unix seconds */
  char etag[HTTP_TEXT_SIZE]; /* "": none came */
  int64_t log_number;        /* 0: not in the log */
  double started_at;         /* clock_steady's: the first attempt */
  double begun_at;           /* the last one */
  enum outcome outcome;      /* OK: the body is whole, as far as we know */
  char *why;                 /* owned: else the reason; NULL: no memory */
};

struct transport {
  const struct net_settings *settings;
  error_text_reader *read_error_text; /* NULL: error bodies are not read */
  /* Called before the body of a request that has ended is dropped to make
  ** space; after it the body is empty. */
  void (*drop_body)(struct request *request);
  struct http *http; /* NULL until the first request */
  struct spool spool;
  struct log log;
  uint32_t random;
  struct request_list open; /* the requests that have not ended, in the order
                            ** in which they were made; those that have begun
                            ** stand before those that have not */
  struct request_list kept; /* those that have ended with a body, the one that
                            ** was used longest ago first */
  int running;              /* of the open ones, those with a transfer */
  const struct request *awaited; /* whose bytes are wanted now, or were last */
  struct pace paces[NET_LANES];
  double held_until[NET_LANES]; /* a rate limit lets no request of the lane
                                ** start before this time */
  bool is_driving;              /* within drive_requests */
  double left_at;               /* when drive_requests ended last */
  double absent;     /* seconds in all that passed outside of drive_requests */
  double checked_at; /* when the host was last asked whether to stop */
  const struct net_host *host; /* that waits; NULL: none does */
  bool is_stopped;             /* the host has said so in this wait */
};

/* Starts nothing. The settings stay the caller's and must outlive it. */
void transport_init(struct transport *transport,
                    const struct net_settings *settings);

/* Every request must have been cleared before. */
void transport_clear(struct transport *transport);

/* Seeds the random numbers of the delays. Due at the start and after a fork:
** two processes must not return to a service at the same moments. */
void transport_seed(struct transport *transport);

/* True, with the error set, when the host that waits says stop. Asks it at most
** every 20 ms. */
bool transport_stops(struct transport *transport, struct error *error);

/* The clock of time limits: it stands still outside of drive_requests, because
** a host that takes a minute over a row must not make a request time out. */
double transport_time(const struct transport *transport);

/* Puts a request that has not ended into the open ones: behind them, or before
** them if it has begun already. */
void transport_join(struct request *request);
void transport_join_first(struct request *request);

/* Puts a request that has ended with a body behind the kept ones: it was used
** just now. */
void transport_keep(struct request *request);

/* Takes the request out of its list, if it is in one. */
void transport_leave(struct request *request);

/* The bodies of one connection have a bound. Bodies that somebody is in the
** middle of stay. Of the others are dropped first those that were read, the one
** used longest ago before all; then requests that nobody awaits are stopped and
** begin again later; then bodies that nobody has read yet are dropped. What was
** dropped is got again when it is wanted: from the cache, else from the
** service. */

/* The bound in bytes: twice max_bytes, for a body that is being read and one
** that arrives, and 64 MiB for what came ahead or waits to be stored. */
int64_t transport_space(const struct net_settings *settings);

/* Whether there is space for so many bytes more of this request. The last
** max_bytes are for the one that is awaited. */
bool transport_has_space(const struct request *request, int64_t bytes);

/* Drops bodies until there is that much space; false if it is not enough. Stops
** no request, so that libcurl's callbacks may call it. */
bool transport_get_space(struct request *request, int64_t bytes);

/* Drops one body that nobody is in the middle of, one that was read to its end
** or one that was not; false if there is none. */
bool transport_drop_one(struct transport *transport, bool was_read);

#endif
