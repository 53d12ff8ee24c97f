/* From a host and a path, in clean spelling, to what the link is and to its
** canonical form. */
#ifndef PAPERS_TEXT_LINK_DESCRIBE_H
#define PAPERS_TEXT_LINK_DESCRIBE_H

#include "text/link/hosts.h"

/* Fills kind, is_repo, the parts and the canonical url from a host name and
** a path (empty, or begins with one of / ? #); `host` is the row or NULL.
** false where the host name is none or the url too long. */
bool link_describe(const struct link_host *host, struct slice name,
                   struct slice path, struct link *link);

#endif
