/* arXiv identifiers. The grammar is arXiv's own ("arXiv identifier scheme"):
**
**   since 2015-01     YYMM.NNNNN, here up to 2049-12
**   since 2007-04     YYMM.NNNN
**   before            ARCHIVE/YYMMNNN, where ARCHIVE is one that existed then;
**                     a subject class (math.GT/0309136) is not part of the
**                     preferred form and is dropped
**
** each perhaps with a version (v2), which names a revision and not the paper
** and is dropped too. Sequence numbers begin at 1. */
#ifndef PAPERS_TEXT_ARXIV_H
#define PAPERS_TEXT_ARXIV_H

#include "base/slice.h"

/* The longest canonical id is ARCHIVE/YYMMNNN with an archive of 8 letters. */
enum { ARXIV_ID_SIZE = 24 };

struct arxiv_id {
  char text[ARXIV_ID_SIZE]; /* terminated */
  size_t length;
};

/* Whether the slice is a canonical id and nothing else. */
bool arxiv_is_id(struct slice text);

/* Finds the id that the text is or names: an id alone, a URL of arXiv's (abs,
** pdf, html ...) or of a paper on the Hub, a DOI (10.48550/arXiv.), or prose.
** The first id that is marked as one (arXiv:, such a URL, an archive's name)
** wins; else the first bare YYMM.NNNNN that stands by itself, which
** something in a phone number, a version or an amount of money does not.
** false, leaving *id alone, where there is none. Linear; any bytes. */
bool arxiv_find(struct slice text, struct arxiv_id *id);

#endif
