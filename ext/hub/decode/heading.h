/* Lines of Markdown: what a line is to the sections of a text. Pure. */
#ifndef PAPERS_HUB_DECODE_HEADING_H
#define PAPERS_HUB_DECODE_HEADING_H

#include "base/buffer.h"

/* The level of an ATX heading (`## Method`) from 1 to 6, and its text without
** the marks around it; 0: the line is no heading. */
int heading_atx(struct slice line, struct slice *text);

/* The level of the heading that the paragraph above the line becomes (`===`: 1,
** `---`: 2); 0: the line is not such an underline. */
int heading_underline(struct slice line);

/* Code between fences of at least three backticks or tildes. */
struct fence {
  char mark; /* 0: no code */
  size_t length;
  size_t indent; /* of the item of a list that the code stands in, or 0 */
};

/* Whether the line begins code, and with which fence. */
bool fence_begins(struct slice line, struct fence *fence);

/* Whether it ends that code. */
bool fence_ends(struct slice line, const struct fence *fence);

/* Whether the line stands outside of the item that the code stands in, so that
** both have ended above it. */
bool fence_is_left(struct slice line, const struct fence *fence);

bool line_is_blank(struct slice line);

/* Indented by four columns or more. */
bool line_is_indented(struct slice line);

/* A rule across the page: three or more of `*`, `-` or `_`. */
bool line_is_rule(struct slice line);

/* Whether a quotation or an item of a list begins, which some do only where
** they do not stand right below a paragraph. */
bool line_begins_block(struct slice line, bool is_below_paragraph);

/* Appends the text of a heading as people read it: without emphasis, code marks
** and the targets of links, white space folded. Takes time in its length. */
void heading_append_plain(struct buffer *to, struct slice text);

#endif
