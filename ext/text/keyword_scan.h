/* One pass over the tokens of a text: which phrases of a query occur in it,
** how often and where. What that means for the query is asked elsewhere.
** A pass costs the text's tokens and the occurrences found, whatever the
** query's size; clearing what the last pass left costs nothing. */
#ifndef PAPERS_TEXT_KEYWORD_SCAN_H
#define PAPERS_TEXT_KEYWORD_SCAN_H

#include "text/keyword_mixed.h"
#include "text/keyword_trie.h"

enum keyword_scan_mode {
  SCAN_WHETHER, /* that a phrase occurs; where, only of those `placed` */
  SCAN_COUNT,   /* how often too */
  SCAN_PLACES   /* where all occur, and where all tokens stand */
};

struct keyword_occurrence {
  uint32_t phrase; /* a distinct one */
  uint32_t start;  /* the number of its first token, from 0 */
};

struct keyword_span {
  uint32_t start, end; /* bytes of the text */
};

struct keyword_scan {
  struct keyword_terms *terms;
  const struct keyword_trie *trie;
  struct keyword_mixed *mixed;
  bool *placed; /* by distinct phrase: set by the owner before any pass */
  bool any_placed;

  /* Told of each phrase at its first occurrence; true ends the pass. */
  bool (*found)(void *to, uint32_t phrase);
  void *to;

  /* The results of a pass. */
  uint32_t tokens;
  uint32_t *counts;          /* by distinct phrase, if it is reported */
  struct buffer occurrences; /* in the order in which they end */
  struct buffer spans;       /* SCAN_PLACES: of the tokens */

  /* The clock never stands still, so that a mark of an earlier time is none:
  ** `opened` is when this pass began. */
  enum keyword_scan_mode mode;
  struct slice text;
  uint64_t clock, opened;
  uint64_t *reported;         /* by distinct phrase: the first time */
  uint64_t *seen;             /* by symbol: the last time (SCAN_PLACES) */
  uint64_t *walked, *entered; /* by state: the last time */
  uint32_t *now, *before;     /* the deep states after a token */
  uint32_t now_count, before_count;
};

/* false, with the error set, without memory; to be cleared in any case. */
bool keyword_scan_init(struct keyword_scan *scan, struct keyword_terms *terms,
                       const struct keyword_trie *trie,
                       struct keyword_mixed *mixed, struct error *error);
void keyword_scan_clear(struct keyword_scan *scan);

/* Reads a text, which has a zero byte behind it. false, with the error set,
** when the tokenizer fails, without memory, or when there are more occurrences
** than can be kept (TOO_BIG). */
bool keyword_scan(struct keyword_scan *scan, enum keyword_scan_mode mode,
                  const struct keyword_tokenizer *tokenizer, struct slice text,
                  struct error *error);

/* Whether a distinct phrase occurred, and a symbol (SCAN_PLACES), in the last
** text. */
bool keyword_scan_reported(const struct keyword_scan *scan, uint32_t phrase);
bool keyword_scan_seen(const struct keyword_scan *scan, uint32_t symbol);

#endif
