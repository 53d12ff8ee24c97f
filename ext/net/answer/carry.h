/* Requests that outlive their statement. A statement that ends early (LIMIT,
** EXISTS) leaves answers that have come whole but were not read to their end,
** and others that are still under way. Both are read to their end and stored,
** so that no later statement has to request them again.
**
** What is under way goes on while later statements wait for their own answers,
** and gives up its connection to them. A statement that fetches the same URL
** takes it over. Without a cache nothing is carried on. */
#ifndef PAPERS_NET_ANSWER_CARRY_H
#define PAPERS_NET_ANSWER_CARRY_H

#include "net/answer/answer.h"

/* The statement of the answer ends: the answer is stored, carried on or freed.
** After `until` (clock_steady's) no further one is read. */
void carry_on(struct answer *answer, double until);

/* Stores those that have come whole meanwhile, and frees those that failed.
** After `until` no further one is read; reading ends when the host says stop.
*/
void carry_settle(struct net *net, const struct net_host *host, double until);

/* The same without a host: reading ends at `until`. */
void carry_settle_until(struct net *net, double until);

/* Takes the one that is under way for this URL, whose hash is given, out of
** those carried on. NULL: there is none that may serve. One that is too old for
** the fetch ends, or it would be stored in place of the new one. */
struct answer *carry_take(struct net *net, const struct fetch *fetch,
                          uint64_t hash);

/* Waits a moment for what is under way, at the end of a connection, and frees
** all of them. */
void carry_finish(struct net *net);

#endif
