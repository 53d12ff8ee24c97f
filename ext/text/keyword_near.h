/* NEAR: which occurrences of several phrases stand close together. The rule is
** FTS5's: of each phrase one occurrence, such that from the end of each to the
** beginning of the last there are at most `distance` tokens. */
#ifndef PAPERS_TEXT_KEYWORD_NEAR_H
#define PAPERS_TEXT_KEYWORD_NEAR_H

#include <stdint.h>

#include "base/error.h"

struct keyword_near {
  const uint32_t *starts; /* of the occurrences, rising */
  uint32_t count;
  uint32_t length; /* of the phrase, in tokens */
  uint32_t *kept;  /* room for the starts of those close together */
  uint32_t kept_count;
  uint32_t at;  /* inside */
  bool settled; /* inside */
};

/* Fills in what is kept. Whether anything is goes into *found; with
** `only_whether` that is all. false, with the error set, without memory. Costs
** as much as there are occurrences, times the logarithm of `count`. */
bool keyword_near(struct keyword_near *lists, uint32_t count, long distance,
                  bool only_whether, bool *found, struct error *error);

#endif
