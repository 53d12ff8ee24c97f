/* The rules that make a paper of the values an entry brought: which of two
** places wins, how texts are folded, how times are written. DESIGN 2.1 is
** what they follow. */
#ifndef PAPERS_HUB_FINISH_H
#define PAPERS_HUB_FINISH_H

#include "hub/slots.h"

/* Fills an empty paper with what is wanted but PAPER_RAW. false, with the
** error set, where a value is not what it must be. A failure to store is left
** in paper->store. */
bool finish_paper(const struct slots *slots, paper_fields wanted,
                  struct paper *paper, struct error *error);

#endif
