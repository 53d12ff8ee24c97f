/* What the keyword language asks of a tokenizer. Whoever has one (in this
** extension the glue, which takes FTS5's from the host) hands it in; nothing
** in the keyword modules knows where tokens come from.
**
** The sink has the shape of FTS5's own xToken, so that a tokenizer of FTS5's
** calls it without a step in between. */
#ifndef PAPERS_TEXT_KEYWORD_TOKENS_H
#define PAPERS_TEXT_KEYWORD_TOKENS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

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

/* Longer tokens count by their first bytes, as in FTS5. */
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

#endif
