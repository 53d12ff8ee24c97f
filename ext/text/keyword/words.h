/* The distinct words of a query, and which of its slots a token of a text can
** fill. Slots are named by bits: a set of slots is a row of 64-bit numbers. */
#ifndef PAPERS_TEXT_KEYWORD_WORDS_H
#define PAPERS_TEXT_KEYWORD_WORDS_H

#include "text/keyword/tree.h"

/* The bytes of a word, as in a token. The slots that want it as a whole token
** and those that want it as the start of one are two sets. */
struct keyword_word {
  const unsigned char *at; /* in the tree */
  uint32_t length;
  uint32_t token; /* of the tree: the first that is this word */
};

struct keyword_words {
  uint32_t count;
  uint32_t width;        /* of a set, in numbers */
  uint64_t *sets;        /* two for each word: of whole tokens, of starts */
  uint32_t buckets[257]; /* where the words of each first byte begin */
  struct keyword_word at[KEYWORD_MAX_WORDS]; /* in byte order */
  uint32_t of[KEYWORD_MAX_WORDS]; /* by token of the tree: its word */
};

/* The tree must stay as it is. */
void keyword_words_init(struct keyword_words *words,
                        const struct keyword_tree *tree);

/* Makes room for sets of `slots` bits, all empty; to be called once. false,
** with the error set, without memory. */
bool keyword_words_reserve(struct keyword_words *words, uint32_t slots,
                           struct error *error);
void keyword_words_clear(struct keyword_words *words);

/* A token of the tree can fill a slot, as a whole or as a start. */
void keyword_words_add(struct keyword_words *words, uint32_t token, bool prefix,
                       uint32_t slot);

/* Sets `slots` to those that a token of the text can fill. false, and `slots`
** as it was, where no word of the query begins the token. Costs at most the
** token's bytes times the logarithm of the words that share its first byte. */
bool keyword_words_find(const struct keyword_words *words, const char *token,
                        uint32_t length, uint64_t *slots);

#endif
