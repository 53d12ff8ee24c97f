/* A compiled query from the inside: query.c makes it, evaluate.c says what a
** text is to it, find.c gives scores and occurrences. */
#ifndef PAPERS_TEXT_KEYWORD_QUERY_H
#define PAPERS_TEXT_KEYWORD_QUERY_H

#include "text/keyword/near.h"
#include "text/keyword/scan.h"

/* A phrase of a group; equal ones are one. */
struct keyword_member {
  uint32_t phrase; /* of scan.same */
  uint32_t weight; /* how many */
  uint32_t order;  /* the last one's number in the query */
};

/* What a text is to a node: see evaluate.c. */
enum keyword_state { STATE_UNKNOWN, STATE_ABSENT, STATE_MISSES, STATE_MATCHES };

struct keyword_query {
  struct keyword_tree tree;
  struct keyword_scan scan;
  const struct keyword_tokenizer *tokenizer;

  /* By group. NEARs with the same phrases and distance are evaluated once:
  ** the first one speaks for all. */
  uint32_t same[KEYWORD_MAX_WORDS];
  struct keyword_member members[KEYWORD_MAX_WORDS]; /* from `phrases` on */
  uint32_t member_counts[KEYWORD_MAX_WORDS];

  /* The groups of one phrase, by the phrase of scan.same: lists that end with
  ** KEYWORD_NONE. */
  uint32_t first_groups[KEYWORD_MAX_WORDS], next_groups[KEYWORD_MAX_WORDS];

  /* Of the text. */
  unsigned char states[KEYWORD_MAX_NODES]; /* enum keyword_state */
  bool live[KEYWORD_MAX_NODES]; /* whether occurrences below the node count */
  struct keyword_near lists[KEYWORD_MAX_WORDS]; /* of one NEAR */
  struct buffer kept;                           /* its starts */
  uint32_t times[KEYWORD_MAX_WORDS]; /* by group of `same`: how many count */
  struct buffer instances;
  uint32_t weights[2 * KEYWORD_MAX_WORDS]; /* by entry: find.c */
  uint32_t orders[2 * KEYWORD_MAX_WORDS];
  struct error *error;
};

#endif
