/* From a host and a path, without what the text put between their characters,
** to the parts of the link and its canonical url. */
#ifndef PAPERS_TEXT_LINK_DESCRIBE_H
#define PAPERS_TEXT_LINK_DESCRIBE_H

#include "text/link/hosts.h"

/* Fills kind, repo, the parts and the canonical url from a host name and a
** path (empty, or beginning with one of / ? #). `host` is the host's row, or
** NULL. false where the url is too long. */
bool link_describe(const struct link_host *host, struct slice name,
                   struct slice path, struct link *link);

#endif
