/* Why there is no answer, in words for the user. The caller puts what was to be
** fetched before them and the URL behind. Each sets *error. */
#ifndef PAPERS_NET_WORDS_H
#define PAPERS_NET_WORDS_H

#include "base/error.h"
#include "net/http.h"

/* Why an attempt that ended without an answer gave none. `body_text` is the
** error text that its body holds, "" for none; `bytes` is how much came of a
** body with status 200; `attempts` is the number of this attempt. */
void words_for_end(struct error *error, const struct http_response *response,
                   const char *body_text, int64_t bytes, int attempts);

/* A limit of time was passed: "WHAT 30 s (SETTING)". */
void words_for_time(struct error *error, const char *what, double seconds,
                    const char *setting);

/* Rate limits have made the statement wait for more than `times` times max_wait
** in all. */
void words_for_waits(struct error *error, double seconds, int times);

/* A rate limit demands a longer wait than allowed, or has done so too often. */
void words_for_rate_limit(struct error *error, int64_t resets_in);

#endif
