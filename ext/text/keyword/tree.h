/* A keyword query as a tree: nodes over groups of phrases, phrases of slots,
** slots of tokens. The parser fills it; then nothing changes it. */
#ifndef PAPERS_TEXT_KEYWORD_TREE_H
#define PAPERS_TEXT_KEYWORD_TREE_H

#include "text/keyword/keyword.h"

#define KEYWORD_NONE UINT32_MAX

enum keyword_kind {
  KEYWORD_EMPTY, /* a phrase of no tokens: never matches */
  KEYWORD_GROUP, /* one phrase, or a NEAR of several */
  KEYWORD_AND,
  KEYWORD_OR,
  KEYWORD_NOT /* left without right */
};

/* Nodes stand behind their children: a pass in order goes up, a pass against
** it goes down. */
struct keyword_node {
  enum keyword_kind kind;
  uint32_t left, right; /* nodes; of a group, `left` is its number */
  uint32_t parent;      /* KEYWORD_NONE at the root */
};

struct keyword_group {
  uint32_t node;
  uint32_t phrases, count; /* the first, and how many */
  long distance;           /* of NEAR, in tokens */
};

struct keyword_phrase {
  uint32_t slots, count; /* the first, and how many: one or more */
  bool first;            /* begins the text */
};

/* One place of a phrase: any of its tokens (synonyms) may stand there. */
struct keyword_slot {
  uint32_t tokens, count; /* the first, and how many: one or more */
  bool prefix;            /* they are the starts of tokens */
};

struct keyword_token {
  uint32_t start, length; /* in `bytes` */
};

/* Each slot has a token, each phrase a slot and each group a phrase, so that
** the limit of words is theirs too. Operators join two nodes to one, so there
** are fewer of them than words. */
enum { KEYWORD_MAX_NODES = 2 * KEYWORD_MAX_WORDS };

struct keyword_tree {
  uint32_t root;  /* KEYWORD_NONE: matches nothing */
  uint32_t words; /* tokens and empty phrases */
  uint32_t node_count, group_count, phrase_count, slot_count, token_count;
  struct buffer bytes; /* of the tokens */
  struct keyword_node nodes[KEYWORD_MAX_NODES];
  struct keyword_group groups[KEYWORD_MAX_WORDS];
  struct keyword_phrase phrases[KEYWORD_MAX_WORDS];
  struct keyword_slot slots[KEYWORD_MAX_WORDS];
  struct keyword_token tokens[KEYWORD_MAX_WORDS];
};

/* A new node over up to two others, which no other node is over. */
uint32_t keyword_node_new(struct keyword_tree *tree, enum keyword_kind kind,
                          uint32_t left, uint32_t right);

void keyword_tree_clear(struct keyword_tree *tree);

#endif
