/* Folds the white space of texts that were wrapped by hand. White space is what
** Unicode calls so, and the no-break space. White space at both ends is
** dropped. Texts are valid UTF-8; the time is linear in their length. */
#ifndef PAPERS_TEXT_FOLD_H
#define PAPERS_TEXT_FOLD_H

#include "base/buffer.h"

/* Appends `text` to `to` with each run of white space as one space: titles. */
void fold_line(struct slice text, struct buffer *to);

/* The same for abstracts, but a run becomes one "\n" where it holds a line
** break that is not its last character: that is a blank line, or a line that
** begins with white space, which is arXiv's mark of a paragraph. */
void fold_paragraphs(struct slice text, struct buffer *to);

#endif
