/* What stands around digits that could be an arXiv id: what marks them as one,
** and what makes them a phone number, a version or an amount of money. */
#ifndef PAPERS_TEXT_ARXIV_CONTEXT_H
#define PAPERS_TEXT_ARXIV_CONTEXT_H

#include "base/slice.h"

/* The length of the new id (YYMM.NNNNN) whose digits begin at `from` and are
** followed by no other digit; 0 if it is none. */
size_t arxiv_new_length(struct slice text, size_t from);

/* Whether what stands before `start` says that an arXiv id follows. */
bool arxiv_is_marked(struct slice text, size_t start);

/* Whether the part before a bare id leaves it standing by itself. `previous`
** is where the last bare id ended, or 0: a list of ids may be separated by
** spaces alone. */
bool arxiv_left_is_free(struct slice text, size_t start, size_t previous);

/* The same for the part from `end` on. */
bool arxiv_right_is_free(struct slice text, size_t end);

#endif
