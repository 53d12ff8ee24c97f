/* The relation `papers_text`: a row for each section of a paper's full text. */
#ifndef PAPERS_HUB_RELATION_TEXT_H
#define PAPERS_HUB_RELATION_TEXT_H

#include "hub/relation.h"

extern const struct relation papers_text;

#endif
