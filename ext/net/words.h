/* Why there is no answer, in words for the user. The caller puts what was
** wanted before them and the URL behind. */
#ifndef PAPERS_NET_WORDS_H
#define PAPERS_NET_WORDS_H

#include "base/error.h"
#include "net/http.h"

/* Why an attempt that ended, not with status 200, gave nothing.
** `complaint` is the beginning of the body, `bytes` what came of one with
** status 200, `attempts` the number of this attempt. */
void words_for_end(struct error *error, const struct http_reply *reply,
                   struct slice complaint, int64_t bytes, int attempts);

/* The same for a limit of time that was passed. */
void words_for_time(struct error *error, const char *what, double seconds,
                    const char *setting);

/* Rate limits that made the statement wait so often that the sum is too much:
** more than `times` times max_wait. */
void words_for_waits(struct error *error, double seconds, int times);

/* A rate limit that asks for a longer wait than allowed, or has been waited
** for too often. */
void words_for_rate_limit(struct error *error, int64_t resets_in);

#endif
