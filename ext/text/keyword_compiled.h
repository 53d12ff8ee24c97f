/* A compiled query from the inside: shared by keyword_compiled.c, which makes
** it, and keyword_query.c, which answers with it. */
#ifndef PAPERS_TEXT_KEYWORD_COMPILED_H
#define PAPERS_TEXT_KEYWORD_COMPILED_H

#include "text/keyword_near.h"
#include "text/keyword_query.h"
#include "text/keyword_scan.h"

/* A phrase of a group; equal ones are one. */
struct keyword_member {
  uint32_t phrase; /* the distinct one */
  uint32_t weight; /* how many */
  uint32_t order;  /* the last one's number in the query */
};

struct keyword_query {
  struct keyword_tree tree;
  struct keyword_terms terms;
  struct keyword_trie trie;
  struct keyword_mixed mixed;
  struct keyword_scan scan;
  const struct keyword_tokenizer *tokenizer;

  struct keyword_member *members; /* a group's begin at its first phrase */
  uint32_t *member_counts;
  /* The groups of one phrase, by that (distinct) phrase: lists that end with
  ** KEYWORD_NONE. */
  uint32_t *first_groups, *next_groups;

  /* While a text is asked about. */
  unsigned char *states; /* by node */
  bool any_found;        /* a phrase; kept only while looking for a match */
  bool *live;            /* by node */
  struct buffer starts;  /* of the occurrences, those of each phrase together */
  uint32_t *start_ends;  /* by distinct phrase: where its starts end */
  struct buffer kept;    /* of one NEAR */
  struct buffer nears;   /* its lists */
  uint32_t *weights;     /* by entry: the distinct phrases, then the members */
  uint32_t *orders;      /* by entry */
  struct buffer instances;
  struct error *error; /* of the question */
};

/* What a text is to a node: see keyword_evaluate.c. */
enum keyword_standing { NODE_ABSENT, NODE_MISSES, NODE_MATCHES };

/* Reads a text; *matches is the answer, and where it is yes and `mode` asks
** for more than that, all of query->states are set. */
bool keyword_ask(struct keyword_query *query, enum keyword_scan_mode mode,
                 struct slice text, bool *matches, struct error *error);

/* After a match: sets query->live, which nodes hold occurrences that count. */
void keyword_find_live(struct keyword_query *query);

/* The starts of a phrase that occurred, as many as scan.counts says. */
const uint32_t *keyword_starts(const struct keyword_query *query,
                               uint32_t phrase);

/* Runs a NEAR all of whose phrases occurred. Its lists, one for each member,
** are in query->nears then; NULL on failure. */
struct keyword_near *keyword_run_near(struct keyword_query *query,
                                      const struct keyword_group *group,
                                      uint32_t count, bool only_whether,
                                      bool *found);

#endif
