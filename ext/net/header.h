/* The header fields of a response that mean something to us. A field that
** cannot be read counts as not sent. */
#ifndef PAPERS_NET_HEADER_H
#define PAPERS_NET_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* What is left of a rate limit, and when it is full again. */
struct rate_limit {
  int64_t left;  /* requests; negative: unknown */
  int64_t reset; /* seconds from now; negative: unknown */
};

/* Reads `"api";r=489;t=189` (draft-ietf-httpapi-ratelimit-headers). Of several
** policies the one with the fewest requests left counts, and among equals the
** one that takes longest. Larger numbers become RATE_LIMIT_MOST. */
struct rate_limit header_rate_limit(struct slice value);

enum { RATE_LIMIT_MOST = 1000000000 };

/* The target of the first link with rel="next" in a Link field (RFC 8288), as
** it stands between < and >: it may be relative, or be anything. "No value" if
** there is no such link. */
struct slice header_next(struct slice value);

enum {
  HEADER_TEXT_SIZE = 256,
  HEADER_CODING_SIZE = 24,
  HEADER_LINK_SIZE = 2048, /* a cursor takes a few hundred bytes */
  HEADER_MAX_LINKS = 16 /* Link fields that are looked at; the Hub sends one */
};

/* What the fields of one response say; all zeros before the first. If a field
** comes more than once, the first one counts, except that any Link may name the
** next page. Reading a field takes time linear in its length, however many came
** before it. */
struct header_fields {
  bool has_next_page;          /* Link: rel="next" */
  char next[HEADER_LINK_SIZE]; /* its target; "" if it is too long */
  bool is_html;                /* by its Content-Type */
  bool has_retry_after;        /* whatever it says */
  bool has_type, has_limit;
  struct rate_limit limit;        /* if `has_limit` */
  char etag[HEADER_TEXT_SIZE];    /* "" if none came, or one that is too long */
  char message[HEADER_TEXT_SIZE]; /* X-Error-Message, "" if none came */
  int codings;                    /* how often the body is encoded, as
                                  ** Content-Encoding or Transfer-Encoding */
  char coding[HEADER_CODING_SIZE]; /* the first of them, in lower case */
  int links;                       /* private */
  bool has_begun;                  /* private: a status line came */
  bool has_ended;                  /* private: what follows is a trailer */
};

/* Reads a line of the head as it came, with its line end: a status line, which
** begins the fields of another response, a field, or the empty line. */
void header_read_line(struct header_fields *fields, struct slice line);

#endif
