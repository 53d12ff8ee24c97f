/* The relations there are: one row each. */
#ifndef PAPERS_HUB_RELATION_RELATIONS_H
#define PAPERS_HUB_RELATION_RELATIONS_H

#include "hub/relation.h"

enum { RELATIONS_MAX = 8 };

/* In the order of the manual; NULL behind the last. */
extern const struct relation *const relations[RELATIONS_MAX];

/* One whose rows the answers of a source are read for. */
const struct relation *relation_of(enum source source);

/* The relation of that name, which there must be. */
const struct relation *relation_find(const char *name);

#endif
