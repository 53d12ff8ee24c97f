/* What stands between the names of an author list. */
#ifndef PAPERS_TEXT_AUTHOR_SEPARATORS_H
#define PAPERS_TEXT_AUTHOR_SEPARATORS_H

#include "base/slice.h"

enum author_separator {
  NO_SEPARATOR,
  COMMA,
  LIST_COMMA, /* stands between names only, never inside one */
  STRONG,     /* so does a semicolon, beside which commas stand inside names */
  SLASH,      /* without spaces: it also stands inside one thing, as in N/A */
  AND,
  COLON,
  END
};

/* The first byte from `at` on at which a separator or a group in brackets may
** begin; the text's length if there is none. */
size_t author_next_mark(struct slice text, size_t at);

/* The separator at byte `at` of the text, which is outside of brackets. Its
** length is in *length; where there is none, that is how much to pass over. */
enum author_separator author_separator_at(struct slice text, size_t at,
                                          size_t *length);

/* Takes the next line off *text. A tab, a wide gap and LaTeX's \\ end a line as
** well. */
struct slice author_next_line(struct slice *text);

#endif
