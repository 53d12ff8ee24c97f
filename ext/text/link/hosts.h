/* What the address of a known host means: which of them hold repositories,
** how many segments of a path name one, which first segments are the host's
** own pages, and the canonical form. A new host is a row in link_hosts.c. */
#ifndef PAPERS_TEXT_LINK_HOSTS_H
#define PAPERS_TEXT_LINK_HOSTS_H

#include "text/link/links.h"

/* How the segments of a path name something. */
enum shape {
  SHAPE_PAIR,   /* OWNER/NAME */
  SHAPE_GROUPS, /* GROUP/.../NAME, and after /-/ the host's own pages */
  SHAPE_HUB,    /* OWNER/NAME, or datasets|spaces/OWNER/NAME */
  SHAPE_PREFIX, /* one of the prefixes, then NAME */
  SHAPE_PAGE    /* the whole path */
};

/* Of host names and of what stands between their dots (RFC 1035). */
enum { LINK_LONGEST_HOST = 253, LINK_LONGEST_LABEL = 63 };

struct link_host {
  const char *name; /* canonical */
  enum link_kind kind;
  enum shape shape;
  bool holds_repos;
  const char *const *words; /* reserved first segments, or the prefixes, of
                               which the first is the canonical one */
};

/* The row for a host name in any case, with or without www.; NULL for a host
** that is not known. */
const struct link_host *link_host_find(struct slice name);

/* Whether labels of letters, digits and hyphens stand between the dots, two at
** least, of which the last begins with letters; or the four numbers of an IPv4
** address. A port may follow. */
bool link_host_is_valid(struct slice name);

/* Whether the host is one of project pages, whose paths mean nothing here. */
bool link_host_is_page(const struct link_host *host);

/* How many segments of a path that begins like this (with a slash) name
** something at the host, 0 at a host of pages. */
size_t link_host_depth(const struct link_host *host, struct slice path);

/* Whether a segment of that path may hold nothing but a name's characters. */
bool link_host_names_only(const struct link_host *host);

/* Without www. */
struct slice link_host_plain(struct slice name);

/* The next segment of the path, which is moved behind it. Empty segments are
** passed over; an empty result is the end. */
struct slice link_next_segment(struct slice *path);

/* Whether a first segment of the Hub says what kind of repository follows. */
bool link_is_hub_type(struct slice segment);

#endif
