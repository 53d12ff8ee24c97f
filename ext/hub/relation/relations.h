/* All relations. */
#ifndef PAPERS_HUB_RELATION_RELATIONS_H
#define PAPERS_HUB_RELATION_RELATIONS_H

#include "hub/relation.h"

enum { RELATIONS_MAX = 8 };

/* In the order of the manual; NULL after the last one. */
extern const struct relation *const relations[RELATIONS_MAX];

/* A relation whose rows the answers of the source have. */
const struct relation *relation_of(enum source source);

/* The relation of that name, which must exist. */
const struct relation *relation_find(const char *name);

#endif
