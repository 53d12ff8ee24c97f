/* Phrases that one state at a time cannot follow. Where a token can have two
** symbols that phrases use (`vis* + vision + vis*`: "vision" is all three), a
** text has many readings, and an automaton (keyword_trie.h) as many states.
** Such phrases are followed together, a bit for each of their slots (the
** "shift-and" method of Baeza-Yates and Gonnet, "A new approach to text
** searching", 1992): a token costs a 64th of their slots. They are rare: a
** phrase of several slots with a `*` in it, and a second one that overlaps. */
#ifndef PAPERS_TEXT_KEYWORD_MIXED_H
#define PAPERS_TEXT_KEYWORD_MIXED_H

#include "text/keyword_terms.h"

/* The most slots that can be followed here: what a token costs at worst must
** have an end. */
enum { KEYWORD_MAX_MIXED = 32768 };

struct keyword_mixed {
  uint32_t words;         /* of 64 slots; 0 when there are no such phrases */
  uint64_t *now, *before; /* slots up to which phrases have come */
  uint64_t *fresh;        /* those that came with the last symbol */
  uint64_t *firsts;       /* the first slots of phrases */
  uint64_t *lasts;        /* the last ones */
  uint64_t *anchored;     /* the last ones of phrases that begin the text */
  uint32_t *phrases;      /* by slot, for the last ones: the distinct phrase */
  uint32_t *lists;        /* by symbol: where its slots begin, and the end */
  uint32_t *slots;        /* of each symbol */
  uint32_t *dense;        /* by symbol: the number of its mask, or NONE */
  uint64_t *masks;        /* of the symbols with many slots */
  bool now_any, before_any;
};

/* Sets mixed[phrase] for the phrases that are to be followed here. false, with
** the error set, without memory. */
bool keyword_mixed_choose(bool *mixed, const struct keyword_tree *tree,
                          const struct keyword_terms *terms,
                          struct error *error);

/* `distinct` names each phrase of the tree; of equal ones the first is
** followed. false, with the error set, without memory and with too many slots
** (TOO_BIG); to be cleared in any case. */
bool keyword_mixed_init(struct keyword_mixed *mixed, const bool *chosen,
                        const uint32_t *distinct, uint32_t distinct_count,
                        const struct keyword_tree *tree,
                        const struct keyword_terms *terms, struct error *error);
void keyword_mixed_clear(struct keyword_mixed *mixed);

/* Before the first token of a text, and before every other one. */
void keyword_mixed_reset(struct keyword_mixed *mixed);
void keyword_mixed_next(struct keyword_mixed *mixed);

/* The token has a symbol. Whether phrases came to their end with it; then
** `fresh & lasts` are their last slots. */
bool keyword_mixed_take(struct keyword_mixed *mixed, uint32_t symbol);

#endif
