/* Reads one address out of running text, from its host name on, and undoes
** what text does to addresses: LaTeX's \_ and JSON's \/, HTML's &amp;, a break
** by a space or a line inside the host name or after a slash, the brackets,
** quotes and full stops around it, the next sentence glued to it. */
#ifndef PAPERS_TEXT_LINK_READ_H
#define PAPERS_TEXT_LINK_READ_H

#include <stdint.h>

#include "text/link/hosts.h"

/* What stands before the host name. */
enum link_lead {
  LINK_LEAD_NONE,   /* nothing that says so: the name must be a known one */
  LINK_LEAD_SCHEME, /* https:// */
  LINK_LEAD_GIT     /* git@, after which a colon begins the path */
};

struct link_reading {
  struct slice text;
  size_t start;  /* in the text, of the host name */
  size_t at;     /* the next byte of the text */
  char quote;    /* ' _ or * before the link, which then closes it; or 0 */
  bool too_long; /* the rest was passed over and not kept */
  const struct link_host *host;
  size_t host_length;
  size_t length;
  char bytes[LINK_URL_SIZE];    /* host name and path, clean */
  uint16_t ends[LINK_URL_SIZE]; /* where in the text each byte ended, from
                                   start: at most a few for one */
};

/* Where a link may begin. */
struct link_candidate {
  size_t start; /* of the link, with what leads to the host name */
  size_t host;  /* of the host name */
  enum link_lead lead;
  bool any_host; /* and not just one that is known */
};

/* Reads the link. false where the host name is none, or none that the
** candidate may have, and where the link is too long; `at` is then where to go
** on. A path is read only behind a host that will do: else a text of many such
** would be read once for each of them. */
bool link_read(struct link_reading *reading, struct slice text,
               const struct link_candidate *candidate);

/* Where in the text the link ends. */
size_t link_reading_end(const struct link_reading *reading);

struct slice link_reading_host(const struct link_reading *reading);
struct slice link_reading_path(const struct link_reading *reading);

/* The length of a break that a line's wrapping makes (spaces, one line end)
** at `at`, before something else; 0 if there is none. */
size_t link_break(struct slice text, size_t at);

#endif
