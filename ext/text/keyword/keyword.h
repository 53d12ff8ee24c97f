/* Keyword queries, as FTS5 has them, on one text at a time. A query is compiled
** once and run on any number of texts. parse.h says what a query means. This
** folder knows no SQL, and the caller provides the tokenizer. Other folders
** include this header only.
**
** A text must have a zero byte after its length. Each run cuts the text into
** tokens once, and usually this takes nearly all of the time. At worst, when
** all words of a query overlap everywhere, the time is the number of bytes
** times the number of words. The number of words has a limit. Nothing
** recurses. */
#ifndef PAPERS_TEXT_KEYWORD_KEYWORD_H
#define PAPERS_TEXT_KEYWORD_KEYWORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* What exceeds one of these limits is TOO_BIG. */
enum {
  KEYWORD_MAX_QUERY = 16 * 1024 * 1024, /* bytes */
  KEYWORD_MAX_WORDS = 1024,    /* in a query; an empty phrase counts as one */
  KEYWORD_MAX_DEPTH = 1000000, /* parentheses open at a time */
  KEYWORD_MAX_PLACES = 16 * 1024 * 1024 /* kept of one text: see scan.h */
};

/* --- Tokenizers ------------------------------------------------------------
** The sink has the type of FTS5's xToken, so a tokenizer of FTS5 can call it
** directly. */

/* What a text is cut for: some tokenizers give synonyms only for queries, or
** only for texts. */
enum keyword_purpose {
  KEYWORD_TEXT,  /* the text is searched */
  KEYWORD_QUERY, /* the text is a part of a query */
  KEYWORD_PREFIX /* the same; its last token is the start of a word */
};

enum {
  KEYWORD_COLOCATED = 1, /* flag: a synonym, at the place of the last token */
  KEYWORD_STOP = 101     /* returned by a sink that wants no more tokens */
};

/* Only this many bytes of a longer token count, as in FTS5. */
enum { KEYWORD_MAX_TOKEN = 32768 };

/* Gets one token, which stands at the bytes from `start` to `end` of the text.
** Returns 0 for the next one. */
typedef int keyword_sink(void *to, int flags, const char *token, int length,
                         int start, int end);

struct keyword_tokenizer {
  void *self;
  /* Cuts `text`, which has a zero byte after its `length` bytes, into tokens.
  ** false, with the error set, if the tokenizer fails. A sink that stops is not
  ** a failure. */
  bool (*cut)(void *self, enum keyword_purpose purpose, const char *text,
              size_t length, keyword_sink *sink, void *to, struct error *error);
};

/* --- Queries ---------------------------------------------------------------
** A function that returns false has set the error. */

struct keyword_query;

/* Compiles a query. NULL, with the error set, if a quote or a parenthesis is
** not closed (the error gives its character, from 1), if the tokenizer fails,
** if the query is TOO_BIG, or if there is no memory. The tokenizer must outlive
** the query. */
struct keyword_query *keyword_new(struct slice text,
                                  const struct keyword_tokenizer *tokenizer,
                                  struct error *error);

/* Harmless for NULL. */
void keyword_free(struct keyword_query *query);

/* Whether there is a text that the query matches, as far as that does not
** depend on what its words are: not for `AND`, nor for `NOT agents`. */
bool keyword_can_match(const struct keyword_query *query);

/* Whether the query matches the text. Reads the text only up to the token that
** decides; a NEAR is decided at the end. */
bool keyword_match(struct keyword_query *query, struct slice text,
                   bool *matches, struct error *error);

/* How well the query matches: 0 if it does not, else the sum of its phrases'
**   n * (k + 1) / (n + k * (1 - b + b * tokens / 200))   k = 1.2, b = 0.75
** Here n is the number of occurrences of the phrase that count: those of a part
** of the query that matches, not on the right side of a NOT, and in a NEAR only
** those that are near. This is FTS5's BM25 with every phrase equally rare and
** an average length of 200 tokens. */
bool keyword_score(struct keyword_query *query, struct slice text,
                   double *score, struct error *error);

/* --- What a query finds ------------------------------------------------ */

struct keyword_span {
  uint32_t start, end; /* bytes of the text */
};

/* An occurrence of phrases of the query that gets a mark. */
struct keyword_instance {
  uint32_t start, length; /* in tokens */
  uint32_t entry;         /* a number that equal phrases share (find.c) */
  uint32_t order;         /* the number of the last of them in the query */
};

/* The occurrences that get marks; none if the query does not match. FTS5's
** rules say which occurrences these are (see evaluate.c). All of it belongs to
** the query and is valid until its next run. */
struct keyword_found {
  const struct keyword_instance *instances; /* by start, then order */
  size_t instance_count;
  const uint32_t *weights; /* by entry: how many phrases share it */
  size_t entry_count;
  const struct keyword_span *spans; /* of the text's tokens */
  size_t span_count;
};

/* Finds the occurrences that get marks. */
bool keyword_find(struct keyword_query *query, struct slice text,
                  struct keyword_found *found, struct error *error);

/* --- Marks -----------------------------------------------------------------
** The rules are those of highlight() and snippet() in the newest FTS5. Where
** occurrences share a token, or have no byte between them, they get one
** mark. */

struct keyword_marks {
  struct slice open, close;
  struct slice ellipsis; /* where a snippet leaves out text */
};

/* The most tokens that a snippet may have. */
enum { KEYWORD_MAX_SNIPPET = 64 };

/* Appends the text, with every occurrence between the marks. `to` keeps a
** failure. */
void keyword_highlight(struct buffer *to, struct slice text,
                       const struct keyword_found *found,
                       const struct keyword_marks *marks);

/* Appends the stretch of at most `tokens` tokens that has the most phrases of
** the query; the beginning of the text if nothing was found. false, with the
** error set, when there is no memory. */
bool keyword_snippet(struct buffer *to, struct slice text,
                     const struct keyword_found *found,
                     const struct keyword_marks *marks, uint32_t tokens,
                     struct error *error);

#endif
