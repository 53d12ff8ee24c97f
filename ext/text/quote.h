/* Text as a JSON string. */
#ifndef PAPERS_TEXT_QUOTE_H
#define PAPERS_TEXT_QUOTE_H

#include "base/buffer.h"

/* Appends `text`, which is valid UTF-8, in the way SQLite's json_array quotes
** it: quotes, backslashes and control characters are escaped. */
void quote_append(struct buffer *to, struct slice text);

#endif
