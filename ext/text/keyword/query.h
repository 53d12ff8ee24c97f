/* The compiled query. query.c makes it, evaluate.c finds out whether it matches
** a text, find.c gives scores and occurrences. Private to this folder. */
#ifndef PAPERS_TEXT_KEYWORD_QUERY_H
#define PAPERS_TEXT_KEYWORD_QUERY_H

#include "text/keyword/near.h"
#include "text/keyword/scan.h"

/* A phrase of a group. Equal phrases of a group are one member. */
struct keyword_member {
  uint32_t phrase; /* of scan.same */
  uint32_t weight; /* how many equal phrases */
  uint32_t order;  /* the number of the last of them in the query */
};

/* The state of a node for a text: see evaluate.c, which compares the last
** three. */
enum keyword_state { STATE_UNKNOWN, STATE_ABSENT, STATE_MISSES, STATE_MATCHES };

struct keyword_query {
  struct keyword_tree tree;
  struct keyword_scan scan;
  const struct keyword_tokenizer *tokenizer;

  /* By group: the first group that equals it. Equal NEARs have the same phrases
  ** and distance; only the first of them is evaluated. */
  uint32_t same[KEYWORD_MAX_WORDS];
  /* The members of a group have the indices from its `phrases` on. */
  struct keyword_member members[KEYWORD_MAX_WORDS];
  uint32_t member_counts[KEYWORD_MAX_WORDS]; /* by group */

  /* By phrase of scan.same: a list of the groups that are only this phrase. It
  ** ends with KEYWORD_NONE. */
  uint32_t first_groups[KEYWORD_MAX_WORDS], next_groups[KEYWORD_MAX_WORDS];

  /* For the current text. */
  unsigned char states[KEYWORD_MAX_NODES]; /* enum keyword_state */
  bool live[KEYWORD_MAX_NODES]; /* whether occurrences below the node count */
  struct keyword_near lists[KEYWORD_MAX_WORDS]; /* of the current NEAR */
  struct buffer kept;                           /* the starts that they keep */
  uint32_t times[KEYWORD_MAX_WORDS]; /* by group of `same`: its live groups */
  struct buffer instances;
  uint32_t weights[2 * KEYWORD_MAX_WORDS]; /* by entry: find.c */
  uint32_t orders[2 * KEYWORD_MAX_WORDS];
  struct error *error;
};

#endif
