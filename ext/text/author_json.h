/* Authors as a JSON array, as listings and other tools give them. */
#ifndef PAPERS_TEXT_AUTHOR_JSON_H
#define PAPERS_TEXT_AUTHOR_JSON_H

#include "text/authors.h"

/* As authors_count, for a text that begins with a bracket. */
bool author_json_count(struct slice text, int64_t *count, struct error *error);

#endif
