/* What the address of a known host means: which of them hold repositories,
** how many segments of a path name one, which first segments are the host's
** own pages, and the canonical form. A new host is a row in link_hosts.c. */
#ifndef PAPERS_TEXT_LINK_HOSTS_H
#define PAPERS_TEXT_LINK_HOSTS_H

#include "text/links.h"

struct link_host;

/* The row for a host name in any case, with or without www.; NULL for a host
** that is not known. */
const struct link_host *link_host_find(struct slice name);

/* Whether the host is one of project pages, whose paths mean nothing here. */
bool link_host_is_page(const struct link_host *host);

/* How many segments of a path that begins like this (with a slash) name
** something at the host, 0 at a host of pages. */
size_t link_host_depth(const struct link_host *host, struct slice path);

/* Whether a segment of that path may hold nothing but a name's characters. */
bool link_host_names_only(const struct link_host *host);

/* Fills kind, is_repo, the parts and the canonical url from a host name and
** a path (empty, or begins with one of / ? #); `host` is the row or NULL.
** false where the host name is none or the url too long. */
bool link_describe(const struct link_host *host, struct slice name,
                   struct slice path, struct link *link);

#endif
