/* Reads one address out of running text, from its host name on, and undoes what
** text does to addresses: LaTeX's \_, JSON's \/, HTML's &amp;, a break inside
** the host name or behind a slash, the brackets, quotes and full stops around
** it, the next sentence glued to it. */
#ifndef PAPERS_TEXT_LINK_READ_H
#define PAPERS_TEXT_LINK_READ_H

#include "text/link/address.h"

/* What stands before the host name. */
enum link_lead {
  LINK_LEAD_NONE,   /* nothing: the table must have the name */
  LINK_LEAD_SCHEME, /* https:// */
  LINK_LEAD_GIT     /* git@, after which a colon begins the path */
};

/* Where a link may begin. */
struct link_candidate {
  size_t start; /* of the link, with what leads to the host name */
  size_t host;  /* of the host name */
  enum link_lead lead;
  bool any_host; /* the table need not have the name */
};

/* Reads the link. false where the host name is not well formed or not one that
** the candidate may have, and where the link is too long; `at` is then where to
** go on. A path is read only behind a host that will do: else the paths of a
** text of many such hosts would be read once for each of them. */
bool link_read(struct link_address *address, struct slice text,
               const struct link_candidate *candidate);

#endif
