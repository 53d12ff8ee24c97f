/* NEAR: which occurrences of several phrases are close together. The rule is
** FTS5's: take one occurrence of each phrase. They are close together if at
** most `distance` tokens stand between the end of each and the start of the
** last. */
#ifndef PAPERS_TEXT_KEYWORD_NEAR_H
#define PAPERS_TEXT_KEYWORD_NEAR_H

#include <stdbool.h>
#include <stdint.h>

/* A phrase of a NEAR. */
struct keyword_near {
  const uint32_t *starts; /* of its occurrences, ascending; one or more */
  uint32_t count;
  uint32_t length; /* of the phrase, in tokens */
  uint32_t *kept;  /* room for `count` starts that are close, or NULL */
  uint32_t kept_count;

  /* Private: the current occurrence, and the start of the next one. */
  uint32_t at;
  int64_t next;
};

/* Whether occurrences of all phrases are close together. If the lists have
** `kept`, writes the starts of all such occurrences there; else stops at the
** first ones. The time is the number of occurrences times `count`. */
bool keyword_near(struct keyword_near *lists, uint32_t count, long distance);

#endif
