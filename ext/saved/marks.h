/* The marks that programs and people put around the words of a line: bullets,
** headings and links of Markdown, the numbers of a list, the link numbers of a
** text browser.
**
** Lines are valid UTF-8 without white space at their ends, and with single
** spaces in them. */
#ifndef PAPERS_SAVED_MARKS_H
#define PAPERS_SAVED_MARKS_H

#include <stdint.h>

#include "text/arxiv.h"

/* No number of a page has more digits. */
enum { MARKS_DIGITS = 9 };

struct marks {
  struct slice text;  /* the line without its marks */
  bool is_heading;    /* Markdown's '#' */
  bool is_open;       /* a link begins that does not end on this line */
  bool is_paper;      /* a link to a paper, whose id is `id` */
  bool is_own;        /* and to its page on this site */
  struct arxiv_id id; /* length 0 if there is no such link */
};

/* Takes the marks off a line. `is_numbered`: a number in front, as in
** "12. A Title", is the number of a list. */
struct marks marks_read(struct slice text, bool is_numbered);

/* The text behind the bullets and spaces that it begins with. Bullets that a
** wrong encoding damaged are bullets, too. */
struct slice marks_skip_bullets(struct slice text);

/* The same for bullets that are not ASCII. */
struct slice marks_skip_dots(struct slice text);

/* The text behind "12. " or "12) "; *number becomes 12. All of the text where
** it does not begin so. */
struct slice marks_skip_number(struct slice text, int64_t *number);

/* Reads a number, perhaps with commas between its thousands, from the front of
** *text. false where there is none. */
bool marks_take_number(struct slice *text, int64_t *number);

/* Whether the text holds a link of Markdown. */
bool marks_has_link(struct slice text);

#endif
