/* What one piece of an author list says, which stands between two separators: a
** name, a part of one, a number of people, or that there are more authors. */
#ifndef PAPERS_TEXT_AUTHOR_NAMES_H
#define PAPERS_TEXT_AUTHOR_NAMES_H

#include <stdint.h>

#include "base/slice.h"

enum author_kind {
  AUTHOR_NOTHING,  /* no letter in it */
  AUTHOR_NAME,     /* a name, or the first or last part of one */
  AUTHOR_INITIALS, /* "J. K.", "JK": given names, if a family name is before */
  AUTHOR_SUFFIX,   /* "Jr.", "III", "PhD", "eds." */
  AUTHOR_NUMBER,   /* "8 authors", "5 others" */
  AUTHOR_MORE,     /* "et al.", "others", "...", "+ 3 more" */
  AUTHOR_UNCLEAR   /* several names that nothing separates, or no name */
};

struct author_piece {
  enum author_kind kind;
  int64_t number;   /* of people, for AUTHOR_NUMBER */
  bool is_total;    /* of all of them: "8 authors", not "5 others" */
  size_t words;     /* with a letter, but for initials and suffixes at the end:
                       "Donald E." is one */
  bool has_dots;    /* initials with full stops */
  bool is_suffix;   /* "M.D." can be initials and a degree */
  bool is_particle; /* begins with a small letter, as in "van Gogh" */
  bool is_whole;    /* no family name that could wait for given names: "Lee A.",
                       "A. Lee", a name in Han, kana, Hangul */
  bool is_letter;   /* a single one */
  bool is_east_asian; /* in one of these scripts */
  bool is_company;    /* written as companies are: OpenAI, NVIDIA */
  bool is_upper;      /* has no small letter */
  struct slice text;  /* the piece itself, trimmed */
};

/* Reads a piece. Linear; any bytes. */
struct author_piece author_piece_read(struct slice text);

/* Whether the piece names a company, a team, a collaboration. */
bool author_piece_is_group(const struct author_piece *piece);

/* Whether the text before a colon is a heading, such as "Authors". */
bool author_is_heading(struct slice text);

#endif
