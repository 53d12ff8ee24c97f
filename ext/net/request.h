/* The attempts of one request: a state machine that net/drive moves. What comes
** of it lies in the fields of struct request. */
#ifndef PAPERS_NET_REQUEST_H
#define PAPERS_NET_REQUEST_H

#include "net/transport.h"

/* A request of this URL, which it owns from now on. It is in no list yet. */
void request_init(struct request *request, struct transport *transport,
                  struct request_tally *tally, char *url);

/* Ends it where it stands and gives everything back. */
void request_clear(struct request *request);

/* Whether it may start its next attempt at this time (clock_steady's). */
bool request_is_due(const struct request *request, double now);

/* Starts the next attempt. */
void request_start(struct request *request);

/* Looks how far a running one is: ends it, or makes it wait for its next
** attempt, where that is due. */
void request_check(struct request *request);

/* Stops a running one for lack of space. It begins again when there is space
** for its body, or when it is awaited. If no statement waits for it, it ends.
*/
void request_put_back(struct request *request);

/* In a process that was forked: a running one begins again in this one. */
void request_leave_process(struct request *request);

/* Requests again a body that was dropped, as if for the first time. */
void request_renew(struct request *request);

/* Requests again what came whole but cannot be right. False: the attempts are
** used up, and nothing is changed but the log. */
bool request_retry(struct request *request);

/* When its answer came at the earliest, in Unix seconds: bytes that arrive
** while nobody looks may have waited since the last look. */
int64_t request_came_at(const struct request *request);

/* Says whether another page follows, and copies the link to it (may be NULL).
 */
void request_set_next(struct request *request, bool has_next_page,
                      const char *link);

/* Ends it with this error and status 0. */
void request_fail(struct request *request, const struct error *error);

/* The same because the user wants no request to be made. */
void request_fail_offline(struct request *request);

/* Another statement waits for it from now on, with the whole time limit. */
void request_hand_over(struct request *request, struct request_tally *tally);

#endif
