/* Markdown, streamed: bytes in, a row for each section out. A section begins
** with a heading (ATX or setext, as CommonMark has them, not within fenced
** code, a list or a quotation) and ends before the next one.
**
** What stands before the text is left out: front matter, and lines that say the
** title, the URL and the time of what was converted. The text of a section is
** as it stands, without blank lines around it; invalid UTF-8 and NUL become
** U+FFFD. A section or a line of more than ENTRY_MAX_BYTES is an error, and so
** are an HTML page and an empty body. */
#ifndef PAPERS_HUB_DECODE_MARKDOWN_H
#define PAPERS_HUB_DECODE_MARKDOWN_H

#include "hub/relation.h"

struct markdown;

/* The columns that come from "level", "heading" and "text" are set, and the
** position. NULL, with the error set, when there is no memory. */
struct markdown *markdown_new(const struct relation *relation, field_set wanted,
                              struct error *error);

/* Harmless for NULL. */
void markdown_free(struct markdown *markdown);

/* The paper whose text it is: the id of its rows, which must outlive them. */
void markdown_about(struct markdown *markdown, struct slice id);

/* As the functions of hub/decode/decode.h. */
bool markdown_feed(struct markdown *markdown, struct slice piece,
                   struct error *error);
bool markdown_end(struct markdown *markdown, bool *truncated,
                  struct error *error);
const struct values *markdown_pop(struct markdown *markdown);
void markdown_restart(struct markdown *markdown);

#endif
