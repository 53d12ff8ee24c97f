/* Makes foreign text fit to be stored. SQLite's text functions assume valid
** UTF-8, and what they do with NUL characters is undefined. */
#ifndef PAPERS_TEXT_CLEAN_H
#define PAPERS_TEXT_CLEAN_H

#include "base/buffer.h"

/* Appends `text`. Each NUL, and each byte that is not part of a valid
** character, becomes U+FFFD, so that the result has at most three times the
** bytes. */
void clean_append(struct buffer *to, struct slice text);

#endif
