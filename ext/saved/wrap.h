/* Undoes the wraps of a text: lines in, paragraphs out. A paragraph is lines
** without a blank line between them, or with the margin of a page. */
#ifndef PAPERS_SAVED_WRAP_H
#define PAPERS_SAVED_WRAP_H

#include "saved/layout.h"

struct wrap {
  const struct layout *layout; /* not owned */
  bool is_open;                /* there is a paragraph that may go on */
  struct buffer text;          /* of the paragraph */
  struct line first;           /* its first line, without the text */
  size_t last_width;           /* of its last line, in characters */
  bool ends_with_space;        /* its last line does */
  bool is_after_margin;        /* a margin came behind its last line */
  bool may_go_on;              /* so may the next paragraph go on with it */
};

/* No paragraph can have more than `most` bytes. Allocates nothing. */
void wrap_init(struct wrap *wrap, const struct layout *layout, size_t most);
void wrap_clear(struct wrap *wrap);

/* Adds a line, which is read as `line`, to the paragraph, or skips one that can
** stand inside it. false if the paragraph ends before the line, or none is
** open. */
bool wrap_add(struct wrap *wrap, const struct line *line,
              const struct text_line *read);

/* Ends the paragraph and returns its text, valid until the next one begins. */
struct slice wrap_end(struct wrap *wrap);

/* Begins a paragraph with a line that wrap_add did not add. false if the line
** cannot begin one. */
bool wrap_begin(struct wrap *wrap, const struct line *line,
                const struct text_line *read);

/* Appends a line to the text before it: with a space between them, but not
** where a word was parted at its hyphen. */
void wrap_join(struct buffer *text, struct slice line);

#endif
