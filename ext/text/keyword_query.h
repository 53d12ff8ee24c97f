/* The keyword language at work: a query is compiled once and asked about any
** number of texts. Knows no SQL; where tokens come from is the tokenizer's
** business. What the language is stands in keyword_parse.h.
**
** A text that is asked about has a zero byte behind its length. Matching ends
** with the token that decides the answer; a NEAR is decided at the end of the
** text. Costs are linear in the text. Reading it does not depend on the query's
** size, apart from overlapping phrases with a `*` (keyword_mixed.h); at its end
** the query's nodes are gone through once, unless the answer is known or
** nothing was found. A NEAR costs its phrases' occurrences. */
#ifndef PAPERS_TEXT_KEYWORD_QUERY_H
#define PAPERS_TEXT_KEYWORD_QUERY_H

#include "base/buffer.h"
#include "text/keyword_tokens.h"

struct keyword_query;

/* NULL, with the error set, for the reasons of keyword_parse, where phrases
** overlap too much (keyword_mixed.h), and without memory. The tokenizer must
** outlive the query. */
struct keyword_query *keyword_new(struct slice query,
                                  const struct keyword_tokenizer *tokenizer,
                                  struct error *error);

/* Harmless for NULL. */
void keyword_free(struct keyword_query *query);

/* Whether the text is what the query asks for. */
bool keyword_match(struct keyword_query *query, struct slice text,
                   bool *matches, struct error *error);

/* How well: 0 where it does not match, else the sum over the query's phrases
** of  n * (k + 1) / (n + k * (1 - b + b * tokens / 200))  with k = 1.2 and
** b = 0.75, n being how often the phrase occurs where it counts: it is part
** of what matches, it is not what NOT takes away, and in a NEAR it is near.
** That is BM25 (FTS5's) with every phrase equally rare and an average length
** of 200 tokens. */
bool keyword_score(struct keyword_query *query, struct slice text,
                   double *score, struct error *error);

/* An occurrence of phrases of the query that is to be shown. */
struct keyword_instance {
  uint32_t start, length; /* in tokens */
  uint32_t entry;         /* a number that equal phrases share */
  uint32_t order;         /* the last of them in the query */
};

/* What is to be shown of a text: nothing where it does not match. Which
** occurrences count is FTS5's rule (see keyword_evaluate.c). All of it is the
** query's, until it is asked again. */
struct keyword_found {
  const struct keyword_instance *instances; /* by start, then order */
  size_t instance_count;
  const uint32_t *weights; /* by entry: how many phrases share it */
  size_t entry_count;
  const struct keyword_span *spans; /* of the text's tokens */
  size_t span_count;
};

bool keyword_find(struct keyword_query *query, struct slice text,
                  struct keyword_found *found, struct error *error);

#endif
