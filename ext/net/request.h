/* One request with all its attempts: a state machine that net_drive moves.
** What comes of it lies in its fields. */
#ifndef PAPERS_NET_REQUEST_H
#define PAPERS_NET_REQUEST_H

#include "base/buffer.h"
#include "base/sha256.h"
#include "net/net.h"

enum request_state {
  REQUEST_QUEUED,  /* not yet begun */
  REQUEST_RUNNING, /* has a transfer */
  REQUEST_WAITING, /* for the time of its next attempt */
  REQUEST_ENDED
};

struct request {
  struct net *net;
  struct request_tally *tally;
  const char *if_none_match;       /* the ETag of an older answer; NULL: none */
  int lane;                        /* of the rate limits: net/pace */
  struct request_list *list;       /* of the net; NULL: in none of them */
  struct request *next, *previous; /* there */
  char *url;
  enum request_state state;
  int attempts; /* that were begun */
  /* Who the last of them asked as. */
  unsigned char asker[SHA256_SIZE];
  int excused; /* those of them that ended for a reason of our own */
  struct http_transfer *transfer;
  double due_at;           /* WAITING: clock_steady's */
  bool waits_for_limit;    /* because a rate limit asked for it */
  bool lacks_space;        /* waits until there is more for bodies */
  bool is_left;            /* no statement waits for it any more */
  bool is_dropped;         /* ENDED well, but its body had to make room */
  double paused_at;        /* net_time's: since when no time is counted */
  double deadline;         /* net_time's, for all attempts */
  double heard_at;         /* net_time's: the last byte, or the beginning */
  int64_t activity;        /* what was heard until then */
  struct spool_run body;   /* of an answer with status 200 */
  struct buffer complaint; /* the beginning of any other */
  int64_t refusal_bytes;   /* that came of it, decompressed */
  int status;              /* 0: none yet */
  bool has_next_page;
  bool is_html;
  int64_t fetched_at;        /* Unix seconds */
  char etag[HTTP_TEXT_SIZE]; /* "": none came */
  int64_t log_number;
  double started_at;    /* clock_steady's: the first attempt */
  double begun_at;      /* the last one */
  enum outcome outcome; /* OK: the body is whole, or so it seems */
  char *why;            /* else the reason; NULL for want of memory */
};

/* Takes the URL in any case. Not yet in the list of the net. */
void request_init(struct request *request, struct net *net,
                  struct request_tally *tally, char *url);

/* Ends it where it stands. */
void request_clear(struct request *request);

/* May it begin its next attempt at this time (clock_steady's)? */
bool request_is_due(const struct request *request, double now);

/* Begins it. */
void request_start(struct request *request);

/* Stops a running one, which begins again when there is space for its body or
** when it is awaited. One that nobody waits for ends. */
void request_put_back(struct request *request);

/* A running one begins again in this process; net_enter. */
void request_leave_process(struct request *request);

/* Asks again for a body that was dropped, as if for the first time. */
void request_renew(struct request *request);

/* Looks what a running one has come to, and ends it or makes it wait. */
void request_check(struct request *request);

/* When its answer came at the earliest, in Unix seconds: what arrives while
** nobody looks may have waited since the last look. */
int64_t request_came_at(const struct request *request);

/* Ends one without asking anybody. */
void request_fail(struct request *request, const struct error *error);

/* Asks again for an answer that came, but cannot be right. false: the attempts
** are used up. */
bool request_again(struct request *request);

/* Another statement waits for it from now on, with the whole time limit. */
void request_hand_over(struct request *request, struct request_tally *tally);

#endif
