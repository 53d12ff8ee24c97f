/* Links in running text: abstracts, notes, listings that were copied out of a
** browser or out of LaTeX. What is found, where it stands, and what it is in
** one canonical spelling, by which two texts can be compared.
**
** A link is ASCII (RFC 3986) and begins with a scheme, with www., or with the
** name of a host that is known here; a bare name such as example.ai is none,
** because prose is full of them. The text is taken as it comes: any bytes,
** also zeros and invalid UTF-8, which end a link. Nothing is allocated and
** every byte is looked at a bounded number of times. */
#ifndef PAPERS_TEXT_LINK_LINKS_H
#define PAPERS_TEXT_LINK_LINKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

/* What a link's name stands for. */
enum link_repo {
  LINK_REPO_NONE,  /* no repository: an owner, a page ... */
  LINK_REPO_MODEL, /* a model, a dataset, a Space */
  LINK_REPO_CODE   /* a repository of code */
};

/* Longer links are no links. */
enum { LINK_URL_SIZE = 2048 };

/* A stretch of a link's url; length 0 where there is none. */
struct link_part {
  size_t start, length;
};

struct link {
  const char *kind; /* of the host, as SQL shows it: "github", "page" ... */
  enum link_repo repo;
  struct slice raw; /* as it stands in the text, breaks included */
  size_t start;     /* of raw in the text, in characters */
  struct link_part host, owner, name;
  size_t length;
  char url[LINK_URL_SIZE]; /* canonical, terminated, ASCII */
};

struct slice link_url(const struct link *link);

/* "No value" where the link has no such part. */
struct slice link_part(const struct link *link, struct link_part part);

/* Where a reader of links stands in its text, which it does not own. */
struct link_scan {
  struct slice text;
  size_t at;      /* where to look for the next link */
  size_t floor;   /* the end of the last one */
  size_t counted; /* the byte up to which characters are counted */
  size_t characters;
};

void link_scan_init(struct link_scan *scan, struct slice text);

/* The next link of the text; false at its end. Characters are counted as
** SQLite's substr() counts them, so that substr(text, start + 1) begins with
** raw also where the text is not valid UTF-8. */
bool link_scan_next(struct link_scan *scan, struct link *link);

/* The code repository of a text: of its repositories, those of code hosts
** before those of Hugging Face; of these the first that the text offers as its
** own code ("our code is at"), else the first. false where there is none. */
bool repo_link_find(struct slice text, struct link *link);

#endif
