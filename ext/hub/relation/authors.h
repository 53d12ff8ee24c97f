/* The relation `papers_authors`: a row for each author of a paper of a listing
** who is not hidden. */
#ifndef PAPERS_HUB_RELATION_AUTHORS_H
#define PAPERS_HUB_RELATION_AUTHORS_H

#include "hub/relation.h"

extern const struct relation papers_authors;

#endif
