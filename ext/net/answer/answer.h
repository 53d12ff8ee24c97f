/* What answers are made of: for the files that ask for them (answers.c), read
** them (answer_next.c) and carry them on (carry.c). */
#ifndef PAPERS_NET_ANSWER_ANSWER_H
#define PAPERS_NET_ANSWER_ANSWER_H

#include "net/answer/answers.h"
#include "net/answer/recall.h"

struct answer {
  struct request request; /* first, so that one of the net's leads here */
  struct recall recall;
  struct answers *answers; /* NULL: it has outlived its statement */
  struct answer *next;     /* on its shelf, or of those carried on */
  struct answer *next_to_save;
  bool waits_to_be_saved; /* it is in that list */
  uint32_t hash;          /* of the URL */
  int readers;            /* in the middle of the body, which must stay */
  bool was_read;          /* to its end */
  answer_check *check;
  int kind; /* for it */
};

enum { SHELVES = 1024 };

struct answers {
  struct net *net;
  struct request_tally tally;
  struct answer *shelves[SHELVES]; /* by hash */
  struct answer *to_save;          /* good ones */
  double limited; /* seconds in all for which rate limits were waited for */
};

/* Frees one that stands nowhere any more. What is to be saved is saved until
** `until` (clock_steady's), or later by the cache. */
void answer_free(struct answer *answer, double until);

/* Ends a request that nobody may be asked. */
void answer_go_offline(struct request *request);

/* Whether one more request may be made; else with the error set, which gives
** the advice (NULL: none). */
bool answers_may_ask(const struct answers *answers, const char *advice,
                     struct error *error);

#endif
