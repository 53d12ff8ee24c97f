/* Shows what a query found in a text: the whole text with marks, or its best
** stretch. The rules are those of FTS5's highlight() and snippet(), as its
** newest version has them: occurrences that share a token, or touch without a
** byte between them, are marked as one. */
#ifndef PAPERS_TEXT_KEYWORD_MARK_H
#define PAPERS_TEXT_KEYWORD_MARK_H

#include "text/keyword_query.h"

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
