/* Requests that outlive their statement. A statement that ends early (LIMIT,
** EXISTS) leaves answers behind which have come whole and were not read to
** their end, and others which are still under way: they are read to their end
** for the cache, so that nobody has to ask for them again.
**
** What is under way goes on while later statements wait for their own answers,
** and gives up its connection to them. A statement that asks for the same
** takes it over. Without a cache nothing is carried on. */
#ifndef PAPERS_NET_ANSWER_CARRY_H
#define PAPERS_NET_ANSWER_CARRY_H

#include "net/answer/answers.h"

/* The statement of the answer ends: it is stored, carried on or freed. Nothing
** is begun after `until` (clock_steady's). */
void carry_on(struct answer *answer, double until);

/* Stores those that have come whole meanwhile, and frees those that failed.
** Nothing is begun after `until`; reading ends when the host says stop. */
void carry_settle(struct net *net, const struct net_host *host, double until);

/* The same until the time is over, without a host to ask. */
void carry_settle_until(struct net *net, double until);

/* The one that is under way for this question, taken out of those carried on;
** NULL: there is none that may serve. One that came too long ago ends, because
** it would be stored in place of the new one. */
struct answer *carry_take(struct net *net, const struct question *question,
                          uint32_t hash);

/* Waits a moment for what is under way, at the end of a connection, and frees
** them all. */
void carry_finish(struct net *net);

#endif
