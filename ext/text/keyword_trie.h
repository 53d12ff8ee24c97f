/* Finds all phrases of a query in one pass over the symbols of a text: an
** automaton after Aho and Corasick ("Efficient string matching", 1975). Its
** states are the beginnings of phrases; each state stands for itself and for
** all its endings that are beginnings too (its chain of `fail`), so that a
** phrase that repeats itself costs no more than another one.
**
** A token has one symbol of those phrases, or two where the text's tokenizer
** gives synonyms; phrases for which that does not hold are left out here
** (keyword_mixed.h). */
#ifndef PAPERS_TEXT_KEYWORD_TRIE_H
#define PAPERS_TEXT_KEYWORD_TRIE_H

#include "text/keyword_terms.h"

/* A state; number 0 is the beginning of nothing. */
struct keyword_state {
  uint32_t symbol, parent;
  uint32_t depth;        /* the number of symbols */
  uint32_t edges, count; /* its children: a run of `edges` */
  uint32_t fail;         /* the longest ending that is a state */
  uint32_t link;         /* the first along `fail` that ends a phrase */
  uint32_t phrase;       /* distinct phrases that end here, or NONE: */
  uint32_t first_phrase; /* anywhere; at the beginning of the text only */
  bool deep;             /* it, or one along `fail`, goes on */
};

struct keyword_trie {
  struct keyword_state *states;
  uint32_t count;
  uint32_t *edges;    /* children, each state's by symbol */
  uint32_t *roots;    /* by symbol: the state of that symbol alone */
  uint32_t *distinct; /* by phrase of the tree: the distinct phrase */
  uint32_t *lengths;  /* by distinct phrase, in slots */
  uint32_t distinct_count;
};

/* Phrases for which mixed[phrase] is set become no states, but have their
** number as all others. false, with the error set, without memory; to be
** cleared in any case. */
bool keyword_trie_init(struct keyword_trie *trie, const bool *mixed,
                       const struct keyword_tree *tree,
                       const struct keyword_terms *terms, struct error *error);
void keyword_trie_clear(struct keyword_trie *trie);

/* The state after `state` and `symbol`. */
uint32_t keyword_trie_step(const struct keyword_trie *trie, uint32_t state,
                           uint32_t symbol);

#endif
