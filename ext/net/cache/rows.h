/* Answers in and out of an open cache, each in one transaction. Codes are
** SQLite's. */
#ifndef PAPERS_NET_CACHE_ROWS_H
#define PAPERS_NET_CACHE_ROWS_H

#include "net/cache/file.h"
#include "net/cache/stored.h"
#include "net/host.h"

/* The answer of the key into *found, whose body is an empty run; *has says
** whether there is one. What is not exactly as it was written, or longer than
** `most` bytes, is not there. *used_at is when it was asked for last. */
int cache_read(struct cache_file *file, const struct stored_key *key,
               int64_t most, struct stored *found, bool *has, int64_t *used_at);

/* When the answer of the key came; a number below 0 if there is none. */
int cache_read_moment(struct cache_file *file, const struct stored_key *key,
                      int64_t *fetched_at);

/* Puts an answer in place of the key's, and drops those that were not used for
** longest until the file keeps to `most` bytes. Where much is to be dropped, it
** only keeps the file from growing and does the rest by and by. SQLITE_FULL
** where the answer alone is too large. */
int cache_write(struct cache_file *file, const struct stored_key *key,
                struct stored *answer, int64_t now, int64_t most);

/* Goes on with bringing the file to `most` bytes, for some hundredths of a
** second. */
int cache_bring_to(struct cache_file *file, int64_t most);

/* The service has said that the answer is still the right one. */
int cache_renew(struct cache_file *file, const struct stored_key *key,
                int64_t now);

/* The answer was used. */
int cache_touch(struct cache_file *file, const struct stored_key *key,
                int64_t now);

/* Drops all; *count says how many they were. The host is asked all the time:
** *stopped says that some may be left because it said stop. */
int cache_empty(struct cache_file *file, const struct net_host *host,
                int64_t *count, bool *stopped);

/* Binds the key to the first two parameters. */
void cache_bind_key(struct cache_file *file, sqlite3_stmt *statement,
                    const struct stored_key *key,
                    unsigned char identity[SHA256_SIZE]);

/* Of a body, piece by piece from 0 on; the same bytes in other pieces have
** another sum. No cryptography: it finds what went wrong by itself. */
uint64_t cache_sum(uint64_t sum, struct slice piece);

#endif
