/* What one line of a saved page says by itself: page text has no marks but its
** words. The readers of pages say what the lines mean together.
**
** Lines are valid UTF-8 without white space at their ends, and with single
** spaces in them: the shape that text/fold gives them. */
#ifndef PAPERS_SAVED_LINE_H
#define PAPERS_SAVED_LINE_H

#include "saved/marks.h"
#include "text/written_day.h"

enum line_kind {
  LINE_BLANK,
  LINE_FURNITURE, /* a button, a link of the page's foot */
  LINE_MARGIN,    /* a page number, the date or address of a printed page */
  LINE_HEADING,   /* words that stand before the first paper */
  LINE_SUBMITTED, /* "Submitted by", perhaps with a login */
  LINE_SEPARATOR, /* the dot between the parts of a block, or a bullet */
  LINE_AUTHORS,   /* "8 authors", perhaps with a day behind it */
  LINE_DAY,       /* "Oct 1, 2024", perhaps with the number of comments */
  LINE_NUMBER,    /* digits alone */
  LINE_BULLET,    /* a bullet and other words */
  LINE_TEXT       /* a title, an abstract, a part of one, an organization */
};

/* Of the marks that a title begins with. */
enum { LINE_MARKS_SIZE = 16 };

struct line {
  enum line_kind kind;
  struct slice whole; /* the line without marks */
  struct slice text;  /* the same; of a heading only what is glued to it */
  bool is_sure;       /* a heading that stands nowhere else */
  bool is_glued;      /* a heading that is glued to what follows it */
  bool is_name;       /* the name of the page as a heading, alone */
  bool is_title;      /* marked as a title */
  bool is_own;        /* a link to a paper of this site */
  bool is_open;       /* a link begins that ends on the next line */
  struct arxiv_id id; /* of the paper that it links to, or length 0 */
  struct slice login; /* of LINE_SUBMITTED; length 0: not on this line */
  struct slice organization; /* before the day of a block on one line */
  int64_t count;             /* of authors; digits alone */
  bool has_day;
  struct written_day day;
  int64_t comments; /* behind the day; negative: not said */

  /* Where it stands: set by the caller. */
  size_t number;         /* from 1 */
  size_t width;          /* in characters, with the white space */
  bool is_after_text;    /* a LINE_TEXT stands directly before it */
  bool is_after_gap;     /* a blank line stands before it */
  bool is_behind_margin; /* the margin of a page stands before it, and it may go
                         ** on with the text before that */
};

/* Reads a line. `is_numbered`: the titles of the page are a numbered list. */
struct line line_read(struct slice text, bool is_numbered);

/* Reads what is glued to a heading: the rest of a line, without marks. */
struct line line_read_rest(struct slice text);

/* Whether a text is too long, or too full of sentences, to be a title. */
bool line_is_prose(struct slice text);

/* Whether a text is a sentence or holds a link: it is not a title, unless it is
** very much like one. */
bool line_is_sentence(struct slice text);

/* Whether a text can be a title: it is no sentence, has no mark before it or
** behind it, and no link and no id in it. */
bool line_is_plain_title(struct slice text);

/* Whether a text is a title also where no abstract follows: it has four words
** or more, and most of the long ones begin with a capital. Few titles are
** otherwise, and so are nearly all other short lines. */
bool line_is_sure_title(struct slice text);

/* Writes what a title begins with that is no word of it, a number as '0':
** "(0) " of "(12) A Title", "Title:" of "Title: A Title". "" where it begins
** with a word. */
void line_first_marks(struct slice title, char marks[LINE_MARKS_SIZE]);

/* Whether an address of a page or of a mail stands in a text. */
bool line_is_address(struct slice text);

/* Whether a text has words that mails and mailing lists end with, and that no
** abstract has. */
bool line_is_of_mail(struct slice text);

/* Whether a text is the address of a paper and nothing else, and whether of
** this site. */
bool line_is_paper_address(struct slice text, struct arxiv_id *id,
                           bool *is_own);

/* Whether a line with a bullet is "8 aut", what is left of "8 authors". */
bool line_is_broken_block(struct slice text);

/* Whether a text begins with a small letter, as few titles do. */
bool line_begins_small(struct slice text);

/* Whether a text consists of digits and points, as the end of a sentence can.
 */
bool line_has_figures(struct slice text);

/* Whether a text can be the login of a user. */
bool line_is_login(struct slice text);

/* Whether an address stands in a text. */
bool line_has_link(struct slice text);

/* Whether a text ends with a full stop or the like. */
bool line_ends_sentence(struct slice text);

/* Splits "facebook AI at Meta" into login and name. false where the text cannot
** be an organization. The name has length 0 where there is none. */
bool line_organization(struct slice text, struct slice *login,
                       struct slice *name);

#endif
