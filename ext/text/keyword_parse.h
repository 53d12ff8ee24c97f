/* A keyword query as a tree. The language is FTS5's without columns, and
** every query that FTS5 accepts has FTS5's meaning:
**
**   word  "two words"  one + two  pref*  ^first  NEAR(a "b c", 5)
**   a b  (both: binds tightest)   NOT   AND   OR  (binds loosest)   ( )
**
** What FTS5 refuses is read as people mean it:
**   - other characters belong to the word they touch, whose tokens are then
**     a phrase (vision-language, GPT-4o, don't); where nothing but such
**     characters stands, and no token is in them, nothing stands;
**   - `-x` at the beginning of a word, NOT without a left side, and their
**     combinations with AND take rows away: `a -b c` is `(a c) NOT b`. Where
**     nothing is left to take from, nothing matches;
**   - an operator without a right side, `)` without `(`, `*`, `^` and `+` in
**     odd places, and `()` are nothing;
**   - parentheses may stand in a list: `a (b OR c)`.
** Only an open quote or parenthesis is an error, and what is too large.
**
** No recursion: depth costs memory, not stack. Linear in the query, apart
** from what the tokenizer costs. */
#ifndef PAPERS_TEXT_KEYWORD_PARSE_H
#define PAPERS_TEXT_KEYWORD_PARSE_H

#include "base/buffer.h"
#include "text/keyword_tokens.h"

/* Longer queries are TOO_BIG. */
enum { KEYWORD_MAX_QUERY = 16 * 1024 * 1024 };

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

/* Arrays of the structures above, and of the tokens' bytes. */
struct keyword_tree {
  struct buffer nodes, groups, phrases, slots, tokens, bytes;
  uint32_t root; /* KEYWORD_NONE: matches nothing */
};

void keyword_tree_init(struct keyword_tree *tree);
void keyword_tree_clear(struct keyword_tree *tree);

/* Reads `query`. false, with the error set, when a quote or a parenthesis is
** open (the place is given in characters, from 1), when the tokenizer fails,
** or the query is TOO_BIG. The tree is to be cleared in any case. */
bool keyword_parse(struct keyword_tree *tree, struct slice query,
                   const struct keyword_tokenizer *tokenizer,
                   struct error *error);

/* The arrays' elements and lengths. */
struct keyword_node *keyword_node_at(const struct keyword_tree *tree,
                                     uint32_t node);
struct keyword_group *keyword_group_at(const struct keyword_tree *tree,
                                       uint32_t group);
struct keyword_phrase *keyword_phrase_at(const struct keyword_tree *tree,
                                         uint32_t phrase);
struct keyword_slot *keyword_slot_at(const struct keyword_tree *tree,
                                     uint32_t slot);
struct keyword_token *keyword_token_at(const struct keyword_tree *tree,
                                       uint32_t token);
uint32_t keyword_node_count(const struct keyword_tree *tree);
uint32_t keyword_group_count(const struct keyword_tree *tree);
uint32_t keyword_phrase_count(const struct keyword_tree *tree);
uint32_t keyword_slot_count(const struct keyword_tree *tree);
uint32_t keyword_token_count(const struct keyword_tree *tree);

#endif
