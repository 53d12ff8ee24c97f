/* Answers of the service, kept in an SQLite file of their own from one program
** to the next: the net's way to it. Nothing here fails a query: what is wrong
** with the cache is told in words for the request log, and then there is no
** answer in it. A file that cannot be used is left alone: until it can be, the
** answers are kept in memory.
**
** Whether an answer is young enough, or may be used although it is not, is for
** others to say (net/answer/recall). The file is the one that the settings name
*at
** each call; it is opened at the first and closed when another is named.
**
** No lock is waited for longer than a moment: the service is asked instead, and
** what could not be written then waits here, in the spool, for a better time.
*/
#ifndef PAPERS_NET_CACHE_CACHE_H
#define PAPERS_NET_CACHE_CACHE_H

#include "net/cache/stored.h"
#include "net/host.h"
#include "net/log.h"
#include "net/settings.h"

struct cache;

/* The settings and the log must outlive it. Opens nothing. NULL when there is
** no memory. */
struct cache *cache_new(const struct net_settings *settings, struct log *log);

/* Makes a last attempt to write what waits, of two seconds at most. Harmless
** for NULL. */
void cache_free(struct cache *cache);

/* In place of cache_free in a process that was forked from the one which made
** it: writes nothing. Harmless for NULL. */
void cache_leave(struct cache *cache);

/* The answer of a key, of any age; *found is an empty run before. False where
** there is none; *trouble is set if something is wrong with the cache. *idle
** says how many seconds nobody asked for it. */
bool cache_find(struct cache *cache, const struct stored_key *key,
                struct stored *found, double *idle, struct error *trouble);

/* When the answer of a key came, in Unix seconds; negative where there is none,
** or where something is wrong with the cache. */
int64_t cache_fetched_at(struct cache *cache, const struct stored_key *key);

/* What is to be written. */
struct cache_change {
  enum {
    CACHE_STORES, /* the answer */
    CACHE_RENEWS, /* when it was fetched: the service says it is the same */
    CACHE_TOUCHES /* when it was used */
  } kind;
  struct stored_key key;
  struct stored answer; /* its body only to be read, and only of a store */
  int64_t log_number;   /* whose entry is told what went wrong */
};

/* Writes it, waiting for locks until `until` (clock_steady's). False: others
** kept it locked, and nothing is changed. What fails for good is told in the
** log. */
bool cache_write_change(struct cache *cache, struct cache_change *change,
                        double until);

/* Keeps a change back to be written later. Its URL is copied and its body taken
** over, which is an empty run afterwards. */
void cache_write_later(struct cache *cache, struct cache_change *change);

/* Writes what was kept back, in its order, until `until`. */
void cache_catch_up(struct cache *cache, double until);

/* Why answers are kept in memory, though the settings name a file; NULL: they
** are not, or that is not known yet. Valid until the next call of anything
** here. */
const char *cache_trouble(const struct cache *cache);

/* Lets everything go that is or was to be in it, and says how many answers
** there were. False with the error set; where the host said stop, some are
** left. */
bool cache_clear(struct cache *cache, const struct net_host *host,
                 int64_t *count, struct error *error);

#endif
