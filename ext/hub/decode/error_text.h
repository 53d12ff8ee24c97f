/* What the service says in the body of an error: {"error":"No such day"}. */
#ifndef PAPERS_HUB_DECODE_ERROR_TEXT_H
#define PAPERS_HUB_DECODE_ERROR_TEXT_H

#include "base/slice.h"

/* Writes the first string with the key "error" to `to`, which has room for
** `size` bytes, at most 8 KiB of the body: terminated, cut between two
** characters, without control characters. "" where there is none. The body may
** be cut off anywhere, also within that string. */
void error_text_read(struct slice body, char *to, size_t size);

#endif
