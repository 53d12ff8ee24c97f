/* The answers that one SQL statement needs. Each URL is requested once: who
** fetches it again reads the same answer from its first byte, also while it
** still arrives. Nothing here knows what the bytes mean.
**
** Answers are pulled: fetch all that is known to be needed (that starts
** requests and returns at once), then read the one whose bytes are wanted first
** (net/answer/reader). Only reading waits, and while it waits all requests that
** were started make progress side by side. */
#ifndef PAPERS_NET_ANSWER_ANSWERS_H
#define PAPERS_NET_ANSWER_ANSWERS_H

#include <stddef.h>

#include "base/error.h"
#include "base/slice.h"
#include "net/answer/fetch.h"
#include "net/log.h"
#include "net/settings.h"

struct net;     /* what a connection keeps between statements: open connections
                ** to the service, the log, the cache */
struct answers; /* of one statement */

/* The settings stay the caller's and must outlive the net. Error bodies are not
** read if `read_error_text` is NULL. Starts nothing. NULL when there is no
** memory. */
struct net *net_new(const struct net_settings *settings,
                    error_text_reader *read_error_text);

/* Every `answers` of it must have been freed before. Harmless for NULL. */
void net_free(struct net *net);

/* The last requests, for the table papers_requests. */
const struct log *net_log(const struct net *net);

/* Deletes all answers in the cache, and says how many there were. False with
** the error set; when the host says stop, some are left. */
bool net_clear_cache(struct net *net, const struct net_host *host,
                     int64_t *count, struct error *error);

/* Why answers are kept in memory, although the settings name a file. NULL: they
** are not, or nothing was fetched yet. Valid until the next request. */
const char *net_cache_trouble(const struct net *net);

/* NULL when there is no memory. */
struct answers *answers_new(struct net *net);

/* With a cache, what has come whole but was not read to its end is read to its
** end now and stored, and what is still under way goes on beside later
** statements (net/answer/carry). Every other request ends. Harmless for NULL.
*/
void answers_free(struct answers *answers);

/* The answer to a fetch: one that these answers have already, or that of a new
** request, which starts now. Does not wait. NULL with the error set when there
** is no memory or when `max_requests` would be passed. The answer lives as long
** as `answers`. */
struct answer *answers_fetch(struct answers *answers, const struct fetch *fetch,
                             struct error *error);

/* The reader found the body well-formed to its end, or knows what a refusal
** (ANSWER_REFUSED) means: the answer may be stored. The outline is stored with
** it, for fetches that need no more; its `at` is NULL if there is none. */
void answer_accept(struct answer *answer, struct slice outline);

/* From now on the outline does not do. Due before reading, whatever the fetch
** said, if all of the body is needed; a reader in the middle of the outline
** begins again. */
void answer_need_whole(struct answer *answer);

/* Known once reader_next has returned something other than ANSWER_FAILS. */
int answer_status(const struct answer *answer);
/* An HTML page. The service never sends one: something between us does. */
bool answer_is_html(const struct answer *answer);
bool answer_has_next_page(const struct answer *answer); /* Link: rel="next" */
const char *answer_url(const struct answer *answer);
/* Whether its request has ended, so that it can be read without waiting. A body
** that turns out to be broken may be requested again. */
bool answer_has_come(const struct answer *answer);
/* The URL to which that link, which there must be, leads (http_next_url). The
** caller frees it. NULL with the error set. */
char *answer_next_url(const struct answer *answer, struct error *error);
int64_t answer_fetched_at(const struct answer *answer); /* Unix seconds */
enum answer_source answer_source(const struct answer *answer);

/* --- private to this folder --------------------------------------------- */

/* To be called before anything else with a net. In a process that was forked
** from the one that used it before, what the two share is left to the other
** one: the connections, the temporary file, the file of the cache. What was
** under way begins again.
**
** All nets of the process are left at once: as long as one of them has its
** handle of a cache, SQLite believes that the locks of the other process are
** its own, for every handle of that file. */
void net_enter(struct net *net);

/* Counts one more request of the statement. False, with the error set, if that
** is more than max_requests; the error gives the advice (NULL: none). */
bool answers_check_count(const struct answers *answers, const char *advice,
                         struct error *error);

/* Saves one accepted answer, if there is one and nobody has locked the cache.
 */
void answers_save_one(struct answers *answers);

#endif
