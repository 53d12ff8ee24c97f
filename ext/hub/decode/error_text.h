/* The message in the body of an error answer: {"error":"No such day"}. */
#ifndef PAPERS_HUB_DECODE_ERROR_TEXT_H
#define PAPERS_HUB_DECODE_ERROR_TEXT_H

#include "base/slice.h"

/* Writes the first string with the key "error" to `to`, which has room for
** `size` bytes. The text is terminated, cut between two characters if it is too
** long, and has no control characters. "" if there is no such string. Reads at
** most 8 KiB of the body, which may break off anywhere, even in that string. */
void error_text_read(struct slice body, char *to, size_t size);

#endif
