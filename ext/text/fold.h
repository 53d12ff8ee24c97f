/* White space of texts that others wrapped by hand, made regular. White space
** is what Unicode calls so, the no-break space included; both ends lose
** theirs. Texts are valid UTF-8; time is linear in their length. */
#ifndef PAPERS_TEXT_FOLD_H
#define PAPERS_TEXT_FOLD_H

#include "base/buffer.h"

/* Appends `text` to `to` with each run of white space as one space: titles. */
void fold_line(struct slice text, struct buffer *to);

/* The same, but where a run holds a line break that is not its last character
** (a blank line, or a line that begins with white space, which is arXiv's
** mark of a paragraph) it becomes one "\n": abstracts. */
void fold_paragraphs(struct slice text, struct buffer *to);

#endif
