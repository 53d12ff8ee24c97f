/* The keyword language: FTS5's queries, asked of one text at a time. A query
** is compiled once and asked about any number of texts. Nothing in this folder
** knows SQL, or where tokens come from. What a query means stands in parse.h.
** Others include this header alone.
**
** A text is cut into tokens once, and must have a zero byte behind its length.
** In the usual case the time is the tokenizer's. At the worst, when all words
** of a query overlap everywhere, it is the number of bytes times the number of
** words, which is limited. Nothing recurses. */
#ifndef PAPERS_TEXT_KEYWORD_KEYWORD_H
#define PAPERS_TEXT_KEYWORD_KEYWORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Whatever is over one of these is TOO_BIG. */
enum {
  KEYWORD_MAX_QUERY = 16 * 1024 * 1024, /* bytes */
  KEYWORD_MAX_WORDS = 1024,    /* of a query; an empty phrase counts as one */
  KEYWORD_MAX_DEPTH = 1000000, /* parentheses open at a time */
  KEYWORD_MAX_PLACES = 16 * 1024 * 1024 /* kept of one text, see scan.h */
};

/* --- What a tokenizer is --------------------------------------------------
** The sink has the shape of FTS5's own xToken, so that a tokenizer of FTS5's
** calls it directly. */

/* Why text is cut: tokenizers may give synonyms for one side only. */
enum keyword_purpose {
  KEYWORD_TEXT,  /* text that is searched */
  KEYWORD_QUERY, /* a part of a query */
  KEYWORD_PREFIX /* the same, its last token being the start of one */
};

enum {
  KEYWORD_COLOCATED = 1, /* a sink's flag: stands where the last token stood */
  KEYWORD_STOP = 101     /* a sink's answer: no more tokens are wanted */
};

/* Of longer tokens the first bytes count, as in FTS5. */
enum { KEYWORD_MAX_TOKEN = 32768 };

/* Takes one token, which stands at bytes start to end of the text. Returns 0
** to go on. */
typedef int keyword_sink(void *to, int flags, const char *token, int length,
                         int start, int end);

struct keyword_tokenizer {
  void *self;
  /* Cuts `text`, which has a zero byte after its `length` bytes. false, with
  ** the error set, when the tokenizer failed; a sink that stops is no
  ** failure. */
  bool (*cut)(void *self, enum keyword_purpose purpose, const char *text,
              size_t length, keyword_sink *sink, void *to, struct error *error);
};

/* --- Queries --------------------------------------------------------------
** Each function that returns false has set the error. */

struct keyword_query;

/* NULL, with the error set, when a quote or a parenthesis is open (the place
** is given in characters, from 1), when the tokenizer fails, when the query is
** TOO_BIG, and without memory. The tokenizer must outlive the query. */
struct keyword_query *keyword_new(struct slice text,
                                  const struct keyword_tokenizer *tokenizer,
                                  struct error *error);

/* Harmless for NULL. */
void keyword_free(struct keyword_query *query);

/* Whether the text is what the query asks for. Reads no further than to the
** token that decides; a NEAR is decided at the end. */
bool keyword_match(struct keyword_query *query, struct slice text,
                   bool *matches, struct error *error);

/* How well: 0 where it does not match, else the sum over the query's phrases
** of  n * (k + 1) / (n + k * (1 - b + b * tokens / 200))  with k = 1.2 and
** b = 0.75. Here n is how often the phrase occurs where it counts: it is part
** of what matches, NOT does not take it away, and in a NEAR it is near.
** That is BM25 (FTS5's) with every phrase equally rare and an average length
** of 200 tokens. */
bool keyword_score(struct keyword_query *query, struct slice text,
                   double *score, struct error *error);

/* --- What a query finds ------------------------------------------------ */

struct keyword_span {
  uint32_t start, end; /* bytes of the text */
};

/* An occurrence of phrases of the query that is to be shown. */
struct keyword_instance {
  uint32_t start, length; /* in tokens */
  uint32_t entry;         /* a number that equal phrases share */
  uint32_t order;         /* the last of them in the query */
};

/* What is to be shown of a text: no instance where it does not match. Which
** occurrences count is FTS5's rule (see evaluate.c). All of it is the query's,
** until the query is asked again. */
struct keyword_found {
  const struct keyword_instance *instances; /* by start, then order */
  size_t instance_count;
  const uint32_t *weights; /* by entry: how many phrases share it */
  size_t entry_count;
  const struct keyword_span *spans; /* of the text's tokens */
  size_t span_count;
};

bool keyword_find(struct keyword_query *query, struct slice text,
                  struct keyword_found *found, struct error *error);

/* --- Marks ------------------------------------------------------------------
** The rules are those of FTS5's highlight() and snippet(), as its newest
** version has them: occurrences that share a token, or touch without a byte
** between them, are marked as one. */

struct keyword_marks {
  struct slice open, close;
  struct slice ellipsis; /* of a snippet, where it leaves out text */
};

/* The most tokens that a snippet may have. */
enum { KEYWORD_MAX_SNIPPET = 64 };

/* Appends the text with every occurrence between the marks. A failure stays
** recorded in `to`. */
void keyword_highlight(struct buffer *to, struct slice text,
                       const struct keyword_found *found,
                       const struct keyword_marks *marks);

/* Appends the stretch of at most `tokens` tokens with the most phrases of the
** query; where nothing was found, the beginning. false, with the error set,
** without memory. */
bool keyword_snippet(struct buffer *to, struct slice text,
                     const struct keyword_found *found,
                     const struct keyword_marks *marks, uint32_t tokens,
                     struct error *error);

#endif
