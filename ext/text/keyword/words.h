/* The distinct words of a query, and which of its slots a token of a text can
** fill. A set of slots is an array of 64-bit numbers, with a bit for each
** slot. */
#ifndef PAPERS_TEXT_KEYWORD_WORDS_H
#define PAPERS_TEXT_KEYWORD_WORDS_H

#include "text/keyword/tree.h"

/* A word. It has two sets of slots: those that it fills as a whole token, and
** those that it fills as the start of a token (prefix). */
struct keyword_word {
  const unsigned char *at; /* in the tree */
  uint32_t length;
  uint32_t token; /* the first token of the tree that is this word */
};

struct keyword_words {
  uint32_t count;
  uint32_t width;        /* how many numbers a set has */
  uint64_t *sets;        /* two for each word: whole tokens, then starts */
  uint32_t buckets[257]; /* by first byte: the first word with it */
  struct keyword_word at[KEYWORD_MAX_WORDS]; /* in byte order */
  uint32_t of[KEYWORD_MAX_WORDS]; /* by token of the tree: its word */
};

/* Finds the distinct words of the tree, which must not change any more. */
void keyword_words_init(struct keyword_words *words,
                        const struct keyword_tree *tree);

/* Makes room for sets of `slots` bits, all empty; to be called once. false,
** with the error set, when there is no memory. */
bool keyword_words_reserve(struct keyword_words *words, uint32_t slots,
                           struct error *error);
void keyword_words_clear(struct keyword_words *words);

/* Notes that a token of the tree can fill a slot, as a whole or as a start. */
void keyword_words_add(struct keyword_words *words, uint32_t token, bool prefix,
                       uint32_t slot);

/* Sets `slots` to the slots that a token of the text can fill. false, with
** `slots` unchanged, if the token begins with no word of the query. The time is
** at most the bytes of the token times the logarithm of the number of words
** that share its first byte. */
bool keyword_words_find(const struct keyword_words *words, const char *token,
                        uint32_t length, uint64_t *slots);

#endif
