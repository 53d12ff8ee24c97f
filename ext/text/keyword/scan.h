/* One pass over the tokens of a text: which phrases of a query occur in it,
** how often and where. What that means for the query is for others to say.
**
** All phrases are followed at once, a bit for each of their slots: the bit is
** set while the phrase has been met up to there (the "shift-and" method of
** Baeza-Yates and Gonnet, "A new approach to text searching", 1992). So a
** token costs the same few steps, at most KEYWORD_MAX_WORDS / 64, however the
** phrases repeat, contain or overlap each other. */
#ifndef PAPERS_TEXT_KEYWORD_SCAN_H
#define PAPERS_TEXT_KEYWORD_SCAN_H

#include "text/keyword/words.h"

/* What a pass is to find out. */
enum keyword_mode {
  MODE_WHETHER, /* which phrases occur */
  MODE_COUNT,   /* how often, too */
  MODE_PLACES   /* where, too, and where all tokens stand */
};

/* A set of slots, of which the first `words.width` numbers are used. */
struct keyword_set {
  uint64_t at[KEYWORD_MAX_WORDS / 64];
};

/* The occurrences of a phrase in a text. */
struct keyword_places {
  uint32_t count;
  bool kept;            /* their starts are, not for MODE_PLACES alone */
  struct buffer starts; /* uint32_t: the number of the first token, rising */
};

struct keyword_scan {
  const struct keyword_tree *tree;
  struct keyword_words words;
  uint32_t same[KEYWORD_MAX_WORDS]; /* by phrase: the first that equals it */

  /* Slots of the phrases that equal no earlier one have bits, those of a
  ** phrase in a row. */
  uint32_t bits[KEYWORD_MAX_WORDS]; /* by slot of the tree */
  uint32_t ends[KEYWORD_MAX_WORDS]; /* by last bit: the phrase */
  struct keyword_set firsts;        /* first bits, without those of ^phrases */
  struct keyword_set text_firsts;   /* with them: for the first token */
  struct keyword_set lasts;

  /* Told of each phrase at its first occurrence; true ends the pass. */
  bool (*found)(void *to, uint32_t phrase);
  void *to;

  /* Of the text. */
  enum keyword_mode mode;
  struct slice text;
  uint32_t tokens;
  struct keyword_places places[KEYWORD_MAX_WORDS]; /* by phrase of `same` */
  uint32_t occurring[KEYWORD_MAX_WORDS]; /* the phrases that were found */
  uint32_t occurring_count;
  uint32_t kept;             /* starts */
  struct buffer spans;       /* MODE_PLACES: of the tokens */
  struct keyword_set wanted; /* last bits of phrases that are to be reported */
  struct keyword_set seen;   /* MODE_PLACES: slots that some token can fill */
  struct keyword_set now;    /* up to where phrases have come with this token */
  struct keyword_set before; /* ... and had come with the last one */
  bool now_any, before_any;
  struct error *error;
};

/* false, with the error set, without memory; to be cleared in any case. The
** tree must stay as it is. The owner may set `kept` of places afterwards. */
bool keyword_scan_init(struct keyword_scan *scan,
                       const struct keyword_tree *tree, struct error *error);
void keyword_scan_clear(struct keyword_scan *scan);

/* Reads a text, which has a zero byte behind it. false, with the error set,
** when the tokenizer fails, without memory, or when more is to be kept than
** KEYWORD_MAX_PLACES starts, or spans. */
bool keyword_scan(struct keyword_scan *scan, enum keyword_mode mode,
                  const struct keyword_tokenizer *tokenizer, struct slice text,
                  struct error *error);

/* What the last pass found of a phrase of `same`. */
const uint32_t *keyword_scan_starts(const struct keyword_scan *scan,
                                    uint32_t phrase);

/* Whether every word of the phrase stands somewhere in the text; after
** MODE_PLACES only. */
bool keyword_scan_seen(const struct keyword_scan *scan, uint32_t phrase);

#endif
