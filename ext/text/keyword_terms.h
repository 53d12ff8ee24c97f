/* From a token of a text to what a query asks about it. The query's places
** are named by symbols: places with the same token, or the same start of
** tokens, have the same symbol. A place with synonyms has one of its own.
**
** Finding costs one binary search, whatever the query's size; a token meets
** at most as many starts as it has bytes. No hashing, so no text or query can
** make it slow. */
#ifndef PAPERS_TEXT_KEYWORD_TERMS_H
#define PAPERS_TEXT_KEYWORD_TERMS_H

#include "text/keyword_parse.h"

/* A distinct token of the query. Its symbols are a run of `symbols`: first
** those of whole tokens, then those of starts. */
struct keyword_term {
  const char *at; /* in the tree */
  uint32_t length;
  uint32_t symbols, exact, starts;
  uint32_t up; /* the longest other term with starts that begins this one */
};

struct keyword_terms {
  struct keyword_term *terms; /* in byte order */
  uint32_t count;
  uint32_t buckets[257];  /* where the terms of each first byte begin */
  uint32_t *slot_symbols; /* by slot of the tree */
  uint32_t symbol_count;
  uint32_t *symbols;
  uint32_t *hits; /* room for the symbols of one token */
};

/* The tree is to stay as it is. false, with the error set, without memory;
** to be cleared in any case. */
bool keyword_terms_init(struct keyword_terms *terms,
                        const struct keyword_tree *tree, struct error *error);
void keyword_terms_clear(struct keyword_terms *terms);

/* The number of symbols that a token of the text has, put into `hits`. */
uint32_t keyword_terms_find(struct keyword_terms *terms, const char *token,
                            size_t length);

#endif
