/* What one word of an author list is. Words are separated by white space, the
** no-break space, TeX's ~ and HTML's &nbsp;. */
#ifndef PAPERS_TEXT_AUTHOR_WORDS_H
#define PAPERS_TEXT_AUTHOR_WORDS_H

#include <stdint.h>

#include "base/slice.h"

enum word_kind {
  WORD_EMPTY, /* no letter in it */
  WORD_NAME,
  WORD_INITIALS, /* "J.", "J.-P.", "JP" */
  WORD_SUFFIX    /* "Jr.", "III", "PhD" */
};

/* Takes the next word off *text; empty at the end. */
struct slice author_next_word(struct slice *text);

/* The word without the brackets and the full stop of "(8 authors)." */
struct slice author_bare_word(struct slice word);

/* Whether the word is a WORD_NAME of ASCII letters, of which all but the first
** are small: then nothing else that is told here of words is true. */
bool author_word_is_plain(struct slice word);

enum word_kind author_word_read(struct slice word);

bool author_has_letter(struct slice text);

/* Whether the word has full stops after its letters: "J.", "J.-P.", "Yu.". */
bool author_word_is_dotted(struct slice word);

/* Whether an initial is glued to a name: "J.Ray". */
bool author_word_has_initial(struct slice word);

/* Whether the text is a suffix or a degree, whatever its dots and spaces. */
bool author_is_suffix(struct slice text);

/* Whether a capital stands after a small letter, as companies write their
** names, but not as in McDonald and LeCun. */
bool author_word_has_inner_capital(struct slice word);

/* Whether the word stands in the names of groups: "team", "university". */
bool author_word_is_group(struct slice word);

/* The number of people that the word is, perhaps in brackets and with commas
** between thousands; -1 if it is none. It has nine digits at most, so that sums
** of such numbers fit in 64 bits however long the text is. */
int64_t author_word_number(struct slice word);

/* The number of Han, kana and Hangul characters in the text; 0 if it begins
** with another script. */
size_t author_count_east_asian(struct slice text);

#endif
