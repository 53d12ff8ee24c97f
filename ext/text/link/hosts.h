/* The table of link hosts: which names are known without a scheme, how a path
** at the host names something, which hosts hold repositories, and which first
** segments are pages of the host itself. A new host is one row in hosts.c. */
#ifndef PAPERS_TEXT_LINK_HOSTS_H
#define PAPERS_TEXT_LINK_HOSTS_H

#include "text/link/links.h"

/* How the segments of a path name something. */
enum link_shape {
  PATH_PAIR,   /* OWNER/NAME, perhaps with one of the prefixes before it */
  PATH_TYPED,  /* OWNER/NAME, always with one of the prefixes before it */
  PATH_GROUPS, /* GROUP/.../NAME; pages of the host stand after /-/ */
  PATH_PREFIX, /* one of the prefixes, then NAME */
  PATH_PAGE,   /* the whole path */
  PATH_SITE    /* the whole path; the host's first label is the owner, and the
                   first segment may be the project */
};

/* The limits of a host name and of one label in it (RFC 1035). */
enum { LINK_LONGEST_HOST = 253, LINK_LONGEST_LABEL = 63 };

struct link_host {
  /* "github.com" is that name. ".github.io" is every name that ends so, and
  ** "gitlab." is every name that begins so. */
  const char *name;
  const char *canonical; /* the name in urls; NULL: as in the text */
  const char *kind;      /* as SQL shows it */
  enum link_shape shape;
  enum link_repo repo;         /* what a name at this host is */
  bool has_plain_owners;       /* GitHub's rule for the names of owners */
  const char *const *pages;    /* reserved first segments; NULL: none */
  const char *const *prefixes; /* before a name; NULL: none. The first one is
                                  canonical for PATH_PREFIX */
};

/* The row of a host name in any case, with or without www.; NULL if no row
** has it. */
const struct link_host *link_host_find(struct slice name);

/* Whether some row's names may begin with `label` where `rest` follows the dot
** after it. `is_broken` says that white space stands before that dot. */
bool link_host_may_begin(struct slice label, struct slice rest, bool is_broken);

/* Whether the text begins with a name that stands whole in the table. */
bool link_host_is_next(struct slice text);

/* Whether paths at the host have no parts that name something. */
bool link_host_is_page(const struct link_host *host);

/* The number of segments that name something in a path that begins like
** `path` (with a slash); 0 for a host of pages. */
size_t link_host_depth(const struct link_host *host, struct slice path);

/* Whether `segment` is one of the prefixes that stand before OWNER/NAME. */
bool link_host_has_prefix(const struct link_host *host, struct slice segment);

/* Whether a name of letters, digits, hyphens, underscores and dots can be a
** host's: two labels or more, of which the last one is two letters or more of
** one script; or the four numbers of an IPv4 address. A port may follow. */
bool link_host_is_valid(struct slice name);

/* The name without "www." before it. */
struct slice link_host_plain(struct slice name);

/* Takes the next segment off *path. Empty segments are skipped; an empty
** result is the end. */
struct slice link_next_segment(struct slice *path);

/* The rows in order, for the manual; NULL after the last one. */
const struct link_host *link_host_row(size_t index);

#endif
