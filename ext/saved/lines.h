/* The lines of a text that comes in pieces of any size. LF, CR and CR LF end a
** line (of the last, the CR ends it and the LF another, empty one). */
#ifndef PAPERS_SAVED_LINES_H
#define PAPERS_SAVED_LINES_H

#include "base/buffer.h"

enum { PAGE_LINE_MAX = 1024 * 1024 /* bytes */ };

struct page_lines {
  struct buffer bytes;  /* of the line that is being read */
  struct buffer clean;  /* the same as valid UTF-8 */
  struct buffer folded; /* and with single spaces */
};

/* Takes no memory. */
void page_lines_init(struct page_lines *lines);
void page_lines_clear(struct page_lines *lines);

/* Takes the rest of the line off *rest, at most all of it. Whether the line is
** complete: ended, too long, or not to be stored. */
bool page_lines_feed(struct page_lines *lines, struct slice *rest);

/* Of the line that is being read. */
bool page_lines_is_too_long(const struct page_lines *lines);
bool page_lines_has_zero(const struct page_lines *lines);

/* The line as valid UTF-8, without white space at its ends, and with single
** spaces in it; until the next call. The next line begins then. "No value",
** with the error set, if it could not be stored. */
struct slice page_lines_take(struct page_lines *lines, struct error *error);

#endif
