/* How many authors a plain text names. What is read:
**
**   Ann Lee, Bo Ray and Cy Dee         as people write it, also with & or with
**                                      a comma before the "and"
**   Lee, Ann; Ray, Bo                  semicolons
**   Lee, Ann and Ray, Bo               BibTeX, also with {groups of words}
**   Lee, A., Ray, B.                   initials behind the family name
**   Lee, Ann                           one name, family name first
**   8 authors                          a number; "and 5 others" adds to a list
**
** Jr., Sr., III, PhD and the like are no authors. A list that is open at its
** end (et al., and others, ...) has no number. Commas and semicolons may be
** those of Chinese, Japanese and Arabic. Commas in parentheses and braces do
** not separate. */
#ifndef PAPERS_TEXT_AUTHORS_H
#define PAPERS_TEXT_AUTHORS_H

#include <stdint.h>

#include "base/slice.h"

enum { AUTHORS_UNKNOWN = -1 };

/* How many. 0 for an empty or blank text; AUTHORS_UNKNOWN for an open list, and
** for a text without a letter, which names nobody and is no number of authors.
** Linear; any bytes. */
int64_t authors_count(struct slice text);

#endif
