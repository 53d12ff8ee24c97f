/* The states of a query's nodes for a text: whether they match. */
#ifndef PAPERS_TEXT_KEYWORD_EVALUATE_H
#define PAPERS_TEXT_KEYWORD_EVALUATE_H

#include "text/keyword/query.h"

/* Runs the query on a text. If it matches and `mode` is not MODE_WHETHER, the
** states of all nodes are known afterwards, and which nodes are live. */
bool keyword_evaluate(struct keyword_query *query, enum keyword_mode mode,
                      struct slice text, bool *matches, struct error *error);

/* Evaluates a NEAR of `same` whose phrases all occur. With `keep`, query->lists
** has the starts that are near, by member. false if there are none; false with
** the error set when there is no memory. */
bool keyword_run_near(struct keyword_query *query, uint32_t group, bool keep);

#endif
