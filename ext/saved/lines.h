/* The lines of a text that comes in pieces of any size. LF and CR end a line;
** CR LF ends one and begins an empty one, which means nothing on a page. */
#ifndef PAPERS_SAVED_LINES_H
#define PAPERS_SAVED_LINES_H

#include "base/buffer.h"

enum { PAGE_LINE_MAX = 1024 * 1024 /* bytes */ };

struct page_lines {
  struct buffer bytes;  /* of the current line */
  struct buffer clean;  /* the same as valid UTF-8 */
  struct buffer folded; /* the same with single spaces */
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

/* Ends the current line and returns it as valid UTF-8 without white space at
** its ends and with single spaces in it, valid until the next call. "No value",
** with the error set, if it could not be stored. */
struct slice page_lines_take(struct page_lines *lines, struct error *error);

#endif
