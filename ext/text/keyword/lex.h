/* A keyword query, cut into the pieces the parser works with. Everything that
** FTS5's language has is cut as FTS5 does; what FTS5 would refuse becomes part
** of a word, or nothing.
**
** A run is what stands between spaces, parentheses, quotes, `*`, `^` and `|`. A
** run of letters, digits, `_` and characters above ASCII is a word of FTS5's.
** Any other run is text that people type (vision-language, c++, x:, don't): its
** tokens are a phrase. `+` between two words is FTS5's joint of a phrase, and
** otherwise part of the run. */
#ifndef PAPERS_TEXT_KEYWORD_LEX_H
#define PAPERS_TEXT_KEYWORD_LEX_H

#include "base/slice.h"

enum keyword_piece {
  PIECE_END,
  PIECE_OPEN,   /* ( */
  PIECE_CLOSE,  /* ) */
  PIECE_MINUS,  /* - or ! before something that is not wanted */
  PIECE_CARET,  /* ^ */
  PIECE_JOINT,  /* + between two parts of a phrase */
  PIECE_STRING, /* a quoted text, its quotes included */
  PIECE_RUN,
  PIECE_AND,
  PIECE_OR, /* OR, | or || */
  PIECE_NOT,
  PIECE_NEAR,     /* NEAR and its parenthesis */
  PIECE_DISTANCE, /* the number that ends a NEAR */
  PIECE_BROKEN    /* a quote that is not closed */
};

struct keyword_lexer {
  struct slice query; /* without a zero byte */
  size_t at;          /* of the next piece */
  bool in_near;       /* between NEAR's parentheses: set by the parser */
  bool after_phrase;  /* a joint may follow */

  /* The piece found last. */
  struct slice text;
  bool bare;     /* a run that is a word of FTS5's */
  bool prefix;   /* a string or a run with `*` after it */
  long distance; /* of PIECE_DISTANCE */
};

/* Starts at the beginning of `query`, which ends at its first zero byte. */
void keyword_lex_init(struct keyword_lexer *lexer, struct slice query);

enum keyword_piece keyword_lex(struct keyword_lexer *lexer);

#endif
