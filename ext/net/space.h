/* How much all bodies of a connection may take at one time: twice max_bytes,
** for one that is being read and one that arrives, and 64 MiB for what came
** ahead, was read, or waits to be stored. Who is in the middle of a body keeps
** it. Of the others go first those that were read, the one used longest ago
** before all; then what arrives ahead begins again later; then go those that
** have come and were not read yet. What went is got again when it is wanted:
** from the cache, else from the service. */
#ifndef PAPERS_NET_SPACE_H
#define PAPERS_NET_SPACE_H

#include "net/request.h"

/* In bytes. */
int64_t space_most(const struct net_settings *settings);

/* Is there space for so many bytes more of this request? The last max_bytes
** are for the one that is awaited. */
bool space_has(const struct request *request, int64_t bytes);

/* The same, after others that have ended made space for it. For the time while
** libcurl is at work. */
bool space_get(struct request *request, int64_t bytes);

/* Makes space for so many bytes of the one that is awaited, and for one more
** body as far as that costs no second request. */
void space_make(struct net *net, int64_t bytes);

#endif
