/* The loop through which all requests of a connection make progress, whichever
** of them is waited for. */
#ifndef PAPERS_NET_DRIVE_H
#define PAPERS_NET_DRIVE_H

#include "net/transport.h"

/* Starts the requests that are due, and lets all of them make progress for at
** most `seconds`; returns earlier when something happens. Does not wait if
** `seconds` is 0. */
void drive_requests(struct transport *transport, double seconds);

/* Whether a rate limit keeps this request from starting. */
bool drive_is_limited(const struct request *request);

/* Makes space for so many bytes of the request that is awaited, and for one
** more body as far as that costs no second request. */
void drive_make_space(struct transport *transport, int64_t bytes);

/* To be called first in a process that was forked from the one that used the
** transport: the connections and the temporary file, which the two processes
** share, are left to the other one. Requests that were running begin again. */
void drive_leave_process(struct transport *transport);

#endif
