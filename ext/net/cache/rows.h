/* Answers in and out of an open cache, each in one transaction. All return
** SQLite's codes. */
#ifndef PAPERS_NET_CACHE_ROWS_H
#define PAPERS_NET_CACHE_ROWS_H

#include "net/cache/file.h"
#include "net/cache/stored.h"
#include "net/host.h"

/* Reads the answer of the key into *found, which is empty; *has says whether
** there is one. An answer that is not exactly as it was written, or is longer
** than `most` bytes, counts as missing. With `outline_does` the outline, if
** there is one, is read in place of the body. *used_at is when the answer was
** last used, in Unix seconds. */
int cache_read(struct cache_file *file, const struct stored_key *key,
               bool outline_does, int64_t most, struct stored *found, bool *has,
               int64_t *used_at);

/* When the answer of the key came, in Unix seconds; negative: there is none. */
int cache_read_time(struct cache_file *file, const struct stored_key *key,
                    int64_t *fetched_at);

/* Puts the answer in place of the key's older one, and drops the least recently
** used ones until the file keeps to `most` bytes. Where many have to be
** dropped, it only keeps the file from growing; later calls do the rest.
** SQLITE_FULL if the answer alone is too large. */
int cache_store(struct cache_file *file, const struct stored_key *key,
                struct stored *answer, int64_t now, int64_t most);

/* Does more of what is left to do until the file keeps to `most` bytes, for
** some hundredths of a second. */
int cache_shrink_to(struct cache_file *file, int64_t most);

/* Notes that the service has said that the answer is still right. */
int cache_renew(struct cache_file *file, const struct stored_key *key,
                int64_t now);

/* Notes that the answer was used. */
int cache_touch(struct cache_file *file, const struct stored_key *key,
                int64_t now);

/* Drops all answers; *count says how many they were. Asks the host between the
** steps whether to stop; *stopped says that it did, so that some may be left.
*/
int cache_empty(struct cache_file *file, const struct net_host *host,
                int64_t *count, bool *stopped);

#endif
