/* The lines of a text that comes in pieces of any size. LF, CR, CR LF, a form
** feed, a vertical tab, NEL, U+2028 and U+2029 end a line. */
#ifndef PAPERS_SAVED_LINES_H
#define PAPERS_SAVED_LINES_H

#include "base/buffer.h"

enum { PAGE_LINE_MAX = 1024 * 1024 /* bytes */ };

/* A line as it stands in the text, valid until the next call of page_lines. */
struct text_line {
  struct slice text; /* valid UTF-8, character references decoded, no white
                     ** space at its ends and single spaces in it */
  size_t number;     /* from 1 */
  size_t width;      /* characters, with the white space */
  bool begins_with_space, ends_with_space;
};

struct page_lines {
  bool is_quoted;        /* "> " before a line is a mail's; false at first */
  size_t number;         /* of the line that was taken last */
  bool is_after_return;  /* the last line ended in CR: skip an LF */
  struct buffer bytes;   /* of the current line */
  struct buffer clean;   /* the same as valid UTF-8 */
  struct buffer plain;   /* the same with character references decoded */
  struct buffer encoded; /* the same, while it may be encoded once more */
  struct buffer folded;  /* the same with single spaces */
};

/* Allocates nothing. */
void page_lines_init(struct page_lines *lines);
void page_lines_clear(struct page_lines *lines);

/* Moves bytes of the current line from the front of *rest. true when the line
** is complete: it ended, is too long, or cannot be stored. */
bool page_lines_feed(struct page_lines *lines, struct slice *rest);

/* What the current line is. */
bool page_lines_is_too_long(const struct page_lines *lines);
bool page_lines_has_zero(const struct page_lines *lines);

/* Ends the current line and returns it. false, with the error set, if it could
** not be stored. */
bool page_lines_take(struct page_lines *lines, struct text_line *line,
                     struct error *error);

#endif
