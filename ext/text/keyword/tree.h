/* A keyword query as a tree. Its leaves are groups: a phrase, or the phrases of
** a NEAR. A phrase has slots, a slot has tokens. The parser builds the tree;
** after that nothing changes it. */
#ifndef PAPERS_TEXT_KEYWORD_TREE_H
#define PAPERS_TEXT_KEYWORD_TREE_H

#include "text/keyword/keyword.h"

#define KEYWORD_NONE UINT32_MAX

enum keyword_kind {
  KEYWORD_EMPTY, /* a phrase without tokens: never matches */
  KEYWORD_GROUP, /* one phrase, or a NEAR of several */
  KEYWORD_AND,
  KEYWORD_OR,
  KEYWORD_NOT /* left without right */
};

/* Children have smaller numbers than their parents. So a loop upwards visits
** the children first, a loop downwards the parents. */
struct keyword_node {
  enum keyword_kind kind;
  uint32_t left, right; /* nodes; in a KEYWORD_GROUP, `left` is the group */
  uint32_t parent;      /* KEYWORD_NONE at the root */
};

struct keyword_group {
  uint32_t node;
  uint32_t phrases, count; /* the first phrase, and how many */
  long distance;           /* of a NEAR, in tokens */
};

struct keyword_phrase {
  uint32_t slots, count; /* the first slot, and how many: one or more */
  bool first;            /* matches only at the beginning of the text (^) */
};

/* One place of a phrase: one of its tokens, which are synonyms, must stand
** there. */
struct keyword_slot {
  uint32_t tokens, count; /* the first token, and how many: one or more */
  bool prefix;            /* the tokens are starts of words */
};

struct keyword_token {
  uint32_t start, length; /* in `bytes` */
};

/* Each slot has a token, each phrase a slot and each group a phrase, so none of
** them can be more than the words. An operator joins two nodes to one, so there
** are fewer operators than words. */
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

/* Adds a node and returns its number. `left` and `right` of an operator are
** nodes that have no parent yet. */
uint32_t keyword_node_new(struct keyword_tree *tree, enum keyword_kind kind,
                          uint32_t left, uint32_t right);

/* Frees the memory of the tree. */
void keyword_tree_clear(struct keyword_tree *tree);

#endif
