/* One pass over the tokens of a text: which phrases of a query occur in it, how
** often and where. Does not know what that means for the query.
**
** The method is "shift-and" (Baeza-Yates and Gonnet, "A new approach to text
** searching", 1992). Each slot of each phrase has a bit. After a token, a bit
** is set if the last tokens match its phrase from the first slot up to this
** slot. The next token shifts all bits by one and keeps those whose slots it
** can fill. So a token costs at most KEYWORD_MAX_WORDS / 64 steps, however the
** phrases repeat, contain or overlap each other. */
#ifndef PAPERS_TEXT_KEYWORD_SCAN_H
#define PAPERS_TEXT_KEYWORD_SCAN_H

#include "text/keyword/words.h"

/* What a pass finds out. */
enum keyword_mode {
  MODE_WHETHER, /* which phrases occur */
  MODE_COUNT,   /* the same, and how often */
  MODE_PLACES   /* the same, and where; and where all tokens stand */
};

/* A set of slots. Only the first `words.width` numbers are used. */
struct keyword_set {
  uint64_t at[KEYWORD_MAX_WORDS / 64];
};

/* The occurrences of a phrase in a text. */
struct keyword_places {
  uint32_t count;
  bool kept;            /* `starts` is filled in every mode */
  struct buffer starts; /* uint32_t: numbers of first tokens, ascending */
};

struct keyword_scan {
  const struct keyword_tree *tree;
  struct keyword_words words;
  uint32_t same[KEYWORD_MAX_WORDS]; /* by phrase: the first that equals it */

  /* Only the phrases that equal no earlier phrase have bits. The bits of a
  ** phrase are consecutive. */
  uint32_t bits[KEYWORD_MAX_WORDS]; /* by slot of the tree */
  uint32_t ends[KEYWORD_MAX_WORDS]; /* by last bit of a phrase: the phrase */
  struct keyword_set text_firsts;   /* first bits of all phrases */
  struct keyword_set firsts;        /* the same without phrases with ^ */
  struct keyword_set lasts;         /* last bits of all phrases */

  /* Called at the first occurrence of each phrase; returns true to end the
  ** pass. */
  bool (*found)(void *to, uint32_t phrase);
  void *to;

  /* For the current text. */
  enum keyword_mode mode;
  struct slice text;
  uint32_t tokens;                                 /* read so far */
  struct keyword_places places[KEYWORD_MAX_WORDS]; /* by phrase of `same` */
  uint32_t occurring[KEYWORD_MAX_WORDS];           /* the phrases that occur */
  uint32_t occurring_count;
  uint32_t kept;             /* how many starts are kept */
  struct buffer spans;       /* MODE_PLACES: of the tokens */
  struct keyword_set wanted; /* last bits of phrases that must be reported */
  struct keyword_set seen;   /* MODE_PLACES: slots that some token can fill */
  struct keyword_set now;    /* bits after this token */
  struct keyword_set before; /* bits after the token before */
  bool now_any, before_any;  /* whether these sets may have a bit */
  struct error *error;
};

/* Prepares a scan for the phrases of a tree, which must not change any more.
** false, with the error set, when there is no memory; the caller clears the
** scan in either case. The owner may set `kept` of places afterwards. */
bool keyword_scan_init(struct keyword_scan *scan,
                       const struct keyword_tree *tree, struct error *error);
void keyword_scan_clear(struct keyword_scan *scan);

/* Scans a text, which has a zero byte after it. false, with the error set, if
** the tokenizer fails, if there is no memory, or if there are more than
** KEYWORD_MAX_PLACES starts or spans to keep. */
bool keyword_scan(struct keyword_scan *scan, enum keyword_mode mode,
                  const struct keyword_tokenizer *tokenizer, struct slice text,
                  struct error *error);

/* The starts of a phrase of `same` in the last text. */
const uint32_t *keyword_scan_starts(const struct keyword_scan *scan,
                                    uint32_t phrase);

/* Whether the text has every word of the phrase, in any order. Only after a
** scan with MODE_PLACES. */
bool keyword_scan_seen(const struct keyword_scan *scan, uint32_t phrase);

#endif
