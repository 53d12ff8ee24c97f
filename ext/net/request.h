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

/* What the requests of one statement come to. */
struct request_tally {
  int asked;
  int ended;
  int64_t bytes;
};

struct request {
  struct net *net;
  struct request_tally *tally;
  const char *if_none_match; /* the ETag of an older answer; NULL: none */
  int lane;                  /* of the rate limits: net/pace */
  struct request *next;      /* in the list of the net, until it has ended */
  struct request *previous;
  char *url;
  enum request_state state;
  int attempts; /* that were begun */
  /* Who the last of them asked as. */
  unsigned char asker[SHA256_SIZE];
  struct http_transfer *transfer;
  double due_at;           /* WAITING: clock_steady's */
  bool waits_for_limit;    /* because a rate limit asked for it */
  double paused_at;        /* net_time's: since when no time is counted */
  double deadline;         /* net_time's, for all attempts */
  double heard_at;         /* net_time's: the last byte, or the beginning */
  int64_t activity;        /* what was heard until then */
  struct spool_run body;   /* of an answer with status 200 */
  struct buffer complaint; /* the beginning of any other */
  int status;              /* 0: none yet */
  bool has_next_page;
  bool is_html;
  int64_t fetched_at;        /* Unix seconds */
  char etag[HTTP_TEXT_SIZE]; /* "": none came */
  int64_t log_number;
  double started_at;    /* clock_steady's */
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

/* Looks what a running one has come to, and ends it or makes it wait. */
void request_check(struct request *request);

/* Ends one without asking anybody. */
void request_fail(struct request *request, const struct error *error);

/* Asks again for an answer that came, but cannot be right. false: the attempts
** are used up. */
bool request_again(struct request *request);

#endif
