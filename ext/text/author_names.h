/* What one piece of an author list says, which stands between two separators: a
** name, a part of one, a number of people, or that there are more authors. */
#ifndef PAPERS_TEXT_AUTHOR_NAMES_H
#define PAPERS_TEXT_AUTHOR_NAMES_H

#include <stdint.h>

#include "base/slice.h"

enum author_piece {
  AUTHOR_NOTHING,  /* no letter in it */
  AUTHOR_NAME,     /* a name, or the first or last part of one */
  AUTHOR_INITIALS, /* "J. K.": given names, of the name before it */
  AUTHOR_SUFFIX,   /* "Jr.", "III", "PhD" */
  AUTHOR_NUMBER,   /* "8 authors", "5 others" */
  AUTHOR_MORE      /* "et al.", "others", "..." */
};

/* Reads a piece; *number is set for AUTHOR_NUMBER only. */
enum author_piece author_piece_read(struct slice piece, int64_t *number);

/* Whether the piece can be a suffix or a degree, as "M.D." can, which can also
** be initials. */
bool author_piece_is_suffix(struct slice piece);

/* The number of words with a letter in them, without initials at the end:
** "Donald E." is one. */
size_t author_piece_words(struct slice piece);

#endif
