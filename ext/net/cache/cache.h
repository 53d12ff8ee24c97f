/* Answers of the service, kept in an SQLite file of their own from one program
** to the next. No failure of the cache fails a query: it is written to the
** request log, and then the cache has no answer. A file that cannot be used is
** left alone; until it can be, answers are kept in memory.
**
** Whether an answer is young enough, or may be used although it is not, is for
** others to say (net/answer/answer). The file is the one that the settings name
** at each call; it is opened at the first call and closed when another one is
** named.
**
** Locks are waited for only a moment: the service can be asked instead. What
** could not be written waits here, in the spool, until it can be. */
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

/* Writes what waits, for two seconds at most. Harmless for NULL. */
void cache_free(struct cache *cache);

/* In a process that was forked from the one that used the cache: closes the
** file, without writing anything, and drops what waits to be written. */
void cache_leave(struct cache *cache);

/* Reads the answer of a key, of any age, into *found, which is empty. With
** `outline_does` it reads the answer's outline, if there is one, in place of
** the body. False if there is no answer; *trouble is set if something is wrong
** with the cache. *idle says for how many seconds nobody has used it. */
bool cache_find(struct cache *cache, const struct stored_key *key,
                bool outline_does, struct stored *found, double *idle,
                struct error *trouble);

/* When the answer of a key came, in Unix seconds; negative if there is none or
** if something is wrong with the cache. */
int64_t cache_fetched_at(struct cache *cache, const struct stored_key *key);

/* What is to be written. */
struct cache_change {
  enum {
    CACHE_STORES, /* the answer */
    CACHE_RENEWS, /* when it was fetched: the service says it is the same */
    CACHE_TOUCHES /* when it was used */
  } kind;
  struct stored_key key;
  struct stored answer; /* not owned; the body and the link are only read, and
                        ** only by CACHE_STORES */
  int64_t log_number;   /* the entry that gets the error, if there is one */
};

/* Writes a change, waiting for locks until `until` (clock_steady's). False: it
** was locked for longer, and nothing is changed. Other failures are written to
** the log. */
bool cache_write_change(struct cache *cache, struct cache_change *change,
                        double until);

/* Keeps a change to be written later. Its URL and its link are copied; its
** outline is not kept; its body is taken over and is an empty run afterwards.
** Does nothing if there is no memory. */
void cache_write_later(struct cache *cache, struct cache_change *change);

/* Writes what waits, in its order, until `until`. */
void cache_catch_up(struct cache *cache, double until);

/* Why answers are kept in memory, although the settings name a file. NULL: they
** are not, or that is not known yet. Valid until the next call of anything
** here. */
const char *cache_trouble(const struct cache *cache);

/* Deletes all answers, also those that wait to be written, and says how many
** there were in the file. False with the error set; if the host said stop, some
** are left. */
bool cache_clear(struct cache *cache, const struct net_host *host,
                 int64_t *count, struct error *error);

#endif
