/* The rules that make a paper of the values an entry brought: which of two
** places wins, how texts are folded, how times are written. DESIGN 2.1 is
** what they follow. */
#ifndef PAPERS_LISTING_FINISH_H
#define PAPERS_LISTING_FINISH_H

#include "listing/fields.h"

/* The values of one entry as they stood in the JSON; texts are clean. */
struct slots {
  struct buffer store;
  struct {
    size_t start, length; /* of a text or a JSON array, in the store */
    int64_t number;       /* also the number of elements of an array */
  } values[SLOTS];
  slot_set present;
  size_t entry; /* its place in the array, 1 for the first; 0 for none */
};

bool slots_has(const struct slots *slots, enum slot slot);

/* "No value" when absent. Valid until the store changes. */
struct slice slots_text(const struct slots *slots, enum slot slot);

/* Fills an empty paper with what is wanted but PAPER_RAW. false, with the
** error set, where a value is not what it must be. A failure to store is left
** in paper->store. */
bool finish_paper(const struct slots *slots, paper_fields wanted,
                  struct paper *paper, struct error *error);

#endif
