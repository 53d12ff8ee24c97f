/* One answer: its request, and what the cache has to do with it. Private to
** this folder. The rules of the cache:
**
** A stored answer that is younger than the fetch allows is `fresh`, and no
** request is sent. An older one is requested again, with its ETag if it has
** one; status 304 makes it `revalidated`. If the service cannot be reached
** (offline, no connection, no or half an answer in time, a rate limit, a status
** that passes by itself) the older answer is given after all, as `stale`.
**
** A refusal (401, 404 ...) is an answer of the service: no older answer takes
** its place. If the reader accepts it, because it says that there are no rows,
** its error text is stored in place of a body. It is given again as a refusal
** for five minutes at most, and never as `stale`.
**
** Rows that a reader made of half an answer do not come twice: it is told that
** the answer begins again (ANSWER_RESTARTS). */
#ifndef PAPERS_NET_ANSWER_ANSWER_H
#define PAPERS_NET_ANSWER_ANSWER_H

#include "net/answer/fetch.h"
#include "net/cache/cache.h"
#include "net/request.h"

struct net {
  struct transport transport; /* first: a request's transport leads here */
  struct cache *cache;        /* never NULL */
  struct answer *carried;     /* whose statement has ended: net/answer/carry */
  struct request_tally tally; /* theirs */
  long process;               /* that has made all of this */
  struct net *next;           /* of this process */
};

enum { ANSWER_BUCKETS = 1024 };

/* Of one statement (net/answer/answers). */
struct answers {
  struct net *net;
  struct request_tally tally;
  struct answer *buckets[ANSWER_BUCKETS]; /* by hash */
  struct answer *to_save;                 /* accepted ones */
  double limited; /* seconds in all of waiting for rate limits */
};

struct answer {
  struct request request;  /* first: one of the transport's leads here */
  struct answers *answers; /* NULL: it has outlived its statement */
  struct answer *next;     /* in its bucket, or of those carried on */
  struct answer *next_to_save;
  bool waits_to_be_saved; /* it is in that list */
  uint64_t hash;          /* of the URL */
  answer_check *check;
  int kind;          /* for it */
  bool outline_does; /* nobody needs more than the outline */
  bool is_outline;   /* the body is one */
  char *outline;     /* owned; to be stored with the body; NULL: none */
  enum answer_source source;
  struct stored_key key; /* its URL is the request's */
  struct stored older;   /* while `has_older` */
  bool has_older;
  bool is_settled;  /* the end of the request was looked at */
  bool is_accepted; /* the body is to be stored */
  bool is_saved;    /* what is to be written was written */
  bool is_renewed;  /* the service said that the stored one is still right */
  bool is_touched;  /* the stored one was used, for the first time in an hour */
  char *trouble;    /* owned; what is wrong with the cache; NULL: nothing */
};

/* An answer to the fetch, whose URL is copied, with a request that is in no
** list yet. NULL, with the error set, when there is no memory. */
struct answer *answer_new(struct net *net, struct request_tally *tally,
                          const struct fetch *fetch, struct error *error);

/* Frees an answer that is in no list. What is to be saved is saved until
** `until` (clock_steady's), or later by the cache. */
void answer_free(struct answer *answer, double until);

/* Looks for a stored answer. True: it is young enough, and the request has
** ended with it; nothing was sent, and it must not join the transport. */
bool answer_find_stored(struct answer *answer, const struct fetch *fetch);

/* Due whenever the request may have ended: decides which answer it is, the one
** that came or the older one. */
void answer_settle(struct answer *answer);

/* The body is broken, and no attempt is left. True: there is an older answer,
** and it is given now. */
bool answer_use_older(struct answer *answer);

/* The body of a fresh answer is broken. True: the service is asked for another
** one; false: the answer was not a fresh one, or we are offline. */
bool answer_discard_fresh(struct answer *answer);

/* The body that came whole is well-formed, or the reader knows what the refusal
** means: it may be stored, with the outline, which is copied. True: it is to be
** saved, by answer_save or answer_free. */
bool answer_mark_good(struct answer *answer, struct slice outline);

/* The body has to make space. It is saved first if it is to be and if no other
** connection has locked the cache. */
void answer_drop_body(struct request *request);

/* Drops the body if it is an outline and more is needed. */
void answer_drop_outline(struct answer *answer);

/* Reads a body that was dropped from the cache. False: it is not there. */
bool answer_restore_body(struct answer *answer);

/* Requests the body from the service, as if for the first time. */
void answer_request_again(struct answer *answer);

/* Whether it was requested with the token that the settings have had since the
** beginning, and still have. */
bool answer_has_same_user(const struct answer *answer);

/* Seconds that a stored answer to the fetch may be old. */
double answer_age_allowed(const struct net_settings *settings,
                          const struct fetch *fetch);

/* Saves what is to be saved, waiting for locks until `until`. False: it was
** locked for longer. */
bool answer_save(struct answer *answer, double until);

#endif
