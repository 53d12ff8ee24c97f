/* What one request has to do with the cache: whether a stored answer spares
** it, what it is told of one, and what becomes of the two. The rules:
**
** An answer younger than the question allows is `fresh`, and nobody is asked.
** An older one is asked for again, with its ETag if it has one; a 304 makes
** it `revalidated`. When the service cannot be asked (offline, no connection,
** no or half an answer in time, a status that passes by itself, a rate limit)
** it is given after all, as `stale`. A refusal (401, 404 ...) is an answer: it
** stands. One that the reader calls good, because it says that there are no
** rows, is stored in words and given again as a refusal, for five minutes at
** most and never as `stale`. Rows that came of a half answer stay as they are:
** the reader is told that the answer begins again (ANSWER_RESTARTS), so that
** none comes twice. */
#ifndef PAPERS_NET_ANSWER_RECALL_H
#define PAPERS_NET_ANSWER_RECALL_H

#include "net/cache/cache.h"
#include "net/request.h"

struct question;

struct recall {
  const char *source;    /* `cache` column */
  struct stored_key key; /* its URL is the request's */
  struct stored older;   /* while `has_older` */
  bool has_older;
  bool is_settled; /* the end of the request was looked at */
  bool is_good;    /* the body is to be stored */
  bool is_saved;   /* it has been */
  bool is_renewed, is_touched;
  char *trouble; /* owned; what is wrong with the cache; NULL: nothing */
};

/* Looks for an older answer. True: it is young enough, and the request has
** ended with it; nothing was sent, and it must not join the net. */
bool recall_begin(struct recall *recall, struct request *request,
                  const struct question *question);

/* Due whenever the request may have ended: decides which answer it is. */
void recall_settle(struct recall *recall, struct request *request);

/* The body is broken, and no attempt is left: is there an older answer? It is
** the request's then. */
bool recall_instead(struct recall *recall, struct request *request);

/* The body that came whole is well-formed, or the refusal says what its reader
** knows. True: it is to be saved, by recall_save as long as that has not been
** called, or by recall_clear. */
bool recall_is_good(struct recall *recall, struct request *request);

/* The body has to make room: it is saved if it is to be and if nobody else is
** at the cache, and is gone then. */
void recall_drop(struct recall *recall, struct request *request);

/* Gives the request its body back out of the cache. False: it is not there. */
bool recall_fetch(struct recall *recall, struct request *request);

/* The service is asked for the body after all, as if for the first time. */
void recall_begin_again(struct recall *recall, struct request *request);

/* Was it asked for as who the settings said at the beginning and say now? */
bool recall_is_ours(const struct recall *recall, const struct request *request);

/* Seconds that a stored answer to the question may be old. */
double recall_age(const struct net_settings *settings,
                  const struct question *question);

/* The same body, of a young answer that was stored, is broken, however that
** came: true, and it is asked for after all. */
bool recall_distrust(struct recall *recall, struct request *request);

/* Is what came a body of the service's own, of this request? */
bool recall_is_from_network(const struct recall *recall);

/* Saves it, waiting for locks until `until`. False: locked for longer. */
bool recall_save(struct recall *recall, struct request *request, double until);

/* Saves what is left to be saved, or has the cache do it later. Before
** request_clear. */
void recall_clear(struct recall *recall, struct request *request, double until);

#endif
