/* "Perhaps you mean": the known name that a misspelt one is nearest to. */
#ifndef PAPERS_TABLE_SETTINGS_NEAREST_H
#define PAPERS_TABLE_SETTINGS_NEAREST_H

#include "base/slice.h"

/* The index of the name with the fewest letters to change, insert or leave
** out, without regard to case; of several the first. `count` is 1 or more. */
size_t nearest_name(struct slice name, const char *const *names, size_t count);

#endif
