/* The relation `papers_authors`: a row for each author who is not hidden, of
** each paper in a listing. */
#ifndef PAPERS_HUB_RELATION_AUTHORS_H
#define PAPERS_HUB_RELATION_AUTHORS_H

#include "hub/relation.h"

extern const struct relation papers_authors;

#endif
