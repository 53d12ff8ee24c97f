/* The relation `papers_artifacts`: a row for each model, dataset and Space that
** cites a paper. */
#ifndef PAPERS_HUB_RELATION_ARTIFACTS_H
#define PAPERS_HUB_RELATION_ARTIFACTS_H

#include "hub/relation.h"

extern const struct relation papers_artifacts;

#endif
