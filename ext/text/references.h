/* Undoes HTML's character references (&quot; &#39; &#x27; ...) in text that
** comes in pieces of any size. Known are those of HTML 2 (quot, amp, lt, gt),
** apos, nbsp and all numbers; anything else stays as it is. */
#ifndef PAPERS_TEXT_REFERENCES_H
#define PAPERS_TEXT_REFERENCES_H

#include "base/buffer.h"

/* The length of the longest reference. */
enum { REFERENCE_SIZE = 12 };

/* All zeros at the start of a text. */
struct references {
  char held[REFERENCE_SIZE]; /* of a reference that the last piece broke off */
  size_t length;
};

/* Appends the next piece of the text to `to`. */
void references_append(struct references *references, struct slice piece,
                       struct buffer *to);

/* Appends what is still held: no more comes. */
void references_end(struct references *references, struct buffer *to);

#endif
