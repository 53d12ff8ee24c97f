/* How many authors a plain text names. What is read:
**
**   Ann Lee, Bo Ray and Cy Dee         as people write it, also with & or with
**                                      a comma before the "and"
**   Lee, Ann; Ray, Bo                  semicolons; also | / <br> \and, bullets,
**                                      middle dots and tabs
**   Ann Lee                            a line each
**   Bo Ray
**   Lee, Ann and Ray, Bo               BibTeX, also with {groups of words}
**   Lee, Ann, Bo Ray, and Cy Dee       Chicago: only the first name is inverted
**   Lee, A., Ray, B.                   initials after the family name, in any
**                                      script; also Lee A., Ray B. and, without
**                                      full stops, Lee A, Ray BC (Vancouver)
**   Lee, Ann                           one name, family name first
**   8 authors                          a number; "and 5 others" adds to a list
**   The X Collaboration: Ann Lee       the group is one more author
**
** Jr., Sr., III, PhD, eds. and the like are no authors. A list that is open at
*its
** end (et al., and others, + 3 more, ...) has no number. Commas and semicolons
** may be those of Chinese, Japanese and Arabic. Commas in parentheses and
** braces do not separate. */
#ifndef PAPERS_TEXT_AUTHORS_H
#define PAPERS_TEXT_AUTHORS_H

#include <stdint.h>

#include "base/slice.h"

enum { AUTHORS_UNKNOWN = -1 };

/* How many. 0 for an empty or blank text. AUTHORS_UNKNOWN for an open list, for
** a list that can be read in two ways, of which each gives another number, and
** for what is no list of names: a text without a letter, "N/A", "unknown",
** addresses, JSON, tags of HTML. Linear; any bytes. */
int64_t authors_count(struct slice text);

#endif
