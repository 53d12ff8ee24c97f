/* What a text is to a query. */
#ifndef PAPERS_TEXT_KEYWORD_EVALUATE_H
#define PAPERS_TEXT_KEYWORD_EVALUATE_H

#include "text/keyword/query.h"

/* Reads a text; *matches is the answer. Where it is yes and `mode` is not
** MODE_WHETHER, all states are known then, and so is what is live. */
bool keyword_evaluate(struct keyword_query *query, enum keyword_mode mode,
                      struct slice text, bool *matches, struct error *error);

/* Runs a NEAR of `same`, all of whose phrases occur. With `keep`, the starts
** that are near are in query->lists, by member. false where none is, and, with
** the error set, without memory. */
bool keyword_run_near(struct keyword_query *query, uint32_t group, bool keep);

#endif
