/* Text from a stranger made fit to be stored: SQLite's text functions are
** undefined on NUL characters and take it that text is valid UTF-8. */
#ifndef PAPERS_TEXT_CLEAN_H
#define PAPERS_TEXT_CLEAN_H

#include "base/buffer.h"

/* Appends `text`, each NUL and each byte that is no part of a valid character
** as U+FFFD. Three bytes for each of `text` at most. */
void clean_append(struct buffer *to, struct slice text);

#endif
