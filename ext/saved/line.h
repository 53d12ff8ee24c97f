/* What one line of a saved page says by itself: page text has no marks but its
** words. saved/page says what the lines mean together.
**
** Lines are valid UTF-8 without white space at their ends, and with single
** spaces in them: the shape that text/fold gives them. */
#ifndef PAPERS_SAVED_LINE_H
#define PAPERS_SAVED_LINE_H

#include <stdint.h>

#include "text/written_day.h"

enum line_kind {
  LINE_BLANK,
  LINE_FURNITURE, /* a button, a link, a number by itself */
  LINE_HEADING,   /* words that stand before the first paper */
  LINE_SEPARATOR, /* the dot between the parts of a block, or a bullet */
  LINE_AUTHORS,   /* "8 authors", perhaps with a day behind it */
  LINE_DAY,       /* "Oct 1, 2024", perhaps with the number of comments */
  LINE_NUMBER,    /* digits alone */
  LINE_BULLET,    /* a bullet and other words */
  LINE_TEXT       /* a title, an abstract, a part of one, an organization */
};

struct line {
  enum line_kind kind;
  struct slice text; /* all of it; of a heading what is glued to it */
  bool is_sure;      /* a heading that stands nowhere else */
  int64_t number;    /* authors; digits alone */
  bool has_day;
  struct written_day day;
  int64_t comments; /* behind the day; negative: not said */
};

/* Reads a line. */
struct line line_read(struct slice text);

/* Whether a text is too long, or too full of sentences, to be a title. */
bool line_is_prose(struct slice text);

/* Whether a text is a sentence or holds a link: no title, if it is not very
** much like one. */
bool line_is_sentence(struct slice text);

/* Whether a title is unlikely to be anything else. */
bool line_is_plain_title(struct slice text);

/* Whether a line with a bullet is "8 aut", what is left of "8 authors". */
bool line_is_broken_block(struct slice text);

/* Splits "facebook AI at Meta" into login and name. false where the text cannot
** be an organization. The name has length 0 where there is none. */
bool line_organization(struct slice text, struct slice *login,
                       struct slice *name);

#endif
