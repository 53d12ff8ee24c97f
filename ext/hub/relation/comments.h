/* The relation `papers_comments`: a row for each comment in the discussion of a
** paper, replies among them. */
#ifndef PAPERS_HUB_RELATION_COMMENTS_H
#define PAPERS_HUB_RELATION_COMMENTS_H

#include "hub/relation.h"

extern const struct relation papers_comments;

#endif
