/* Cuts a keyword query into pieces for the parser. The pieces of FTS5's
** language are cut as FTS5 does it. What FTS5 refuses becomes part of a word,
** or nothing.
**
** A run ends at a space, a parenthesis, a quote, `*` or `^`. A run of letters,
** digits, `_` and characters beyond ASCII is a bareword of FTS5. Any other run
** is text that people type (vision-language, c++, x:, don't): its tokens are a
** phrase. A `+` between two words joins them to a phrase, as in FTS5; any other
** `+` is part of a run. */
#ifndef PAPERS_TEXT_KEYWORD_LEX_H
#define PAPERS_TEXT_KEYWORD_LEX_H

#include "base/slice.h"

enum keyword_piece {
  PIECE_END,
  PIECE_OPEN,   /* ( */
  PIECE_CLOSE,  /* ) */
  PIECE_MINUS,  /* - that excludes what follows */
  PIECE_CARET,  /* ^ */
  PIECE_JOINT,  /* + between two parts of a phrase */
  PIECE_STRING, /* a quoted text, its quotes included */
  PIECE_RUN,
  PIECE_AND,
  PIECE_OR,
  PIECE_NOT,
  PIECE_NEAR,     /* NEAR and its opening parenthesis */
  PIECE_DISTANCE, /* the number that ends a NEAR */
  PIECE_BROKEN    /* a quote that is not closed */
};

struct keyword_lexer {
  struct slice query; /* without a zero byte */
  size_t at;          /* the byte where the next piece may begin */
  bool in_near;       /* between NEAR's parentheses: set by the parser */
  bool after_phrase;  /* a joint may follow */

  /* The last piece. */
  struct slice text;
  bool bare;     /* a run that is a bareword of FTS5 */
  bool prefix;   /* a string or a run with `*` after it */
  long distance; /* of PIECE_DISTANCE */
};

/* Starts at the beginning of `query`, which ends at its first zero byte. */
void keyword_lex_init(struct keyword_lexer *lexer, struct slice query);

/* Reads the next piece. */
enum keyword_piece keyword_lex(struct keyword_lexer *lexer);

#endif
