/* NEAR: which occurrences of several phrases stand close together. The rule is
** FTS5's: of each phrase one occurrence, such that from the end of each to the
** beginning of the last there are at most `distance` tokens. */
#ifndef PAPERS_TEXT_KEYWORD_NEAR_H
#define PAPERS_TEXT_KEYWORD_NEAR_H

#include <stdbool.h>
#include <stdint.h>

/* A phrase of a NEAR. */
struct keyword_near {
  const uint32_t *starts; /* of its occurrences, rising; one or more */
  uint32_t count;
  uint32_t length; /* of the phrase, in tokens */
  uint32_t *kept;  /* room for the starts of those close together, or NULL */
  uint32_t kept_count;

  /* near.c's: the occurrence that is looked at, the start of the next one. */
  uint32_t at;
  int64_t next;
};

/* Whether occurrences of all phrases stand close together. With `kept` in each
** list, writes all of those; without, stops at the first. Costs the number of
** occurrences times `count`. */
bool keyword_near(struct keyword_near *lists, uint32_t count, long distance);

#endif
