/* UTF-8, one character at a time. "Valid" is what Unicode says: no overlong
** form, no surrogate, nothing above U+10FFFF. */
#ifndef PAPERS_BASE_UTF8_H
#define PAPERS_BASE_UTF8_H

#include <stdint.h>

#include "base/slice.h"

/* The length in bytes (1 to 4) of the valid character that `text` begins
** with, which is stored in *character; 0 where there is none. */
size_t utf8_read(struct slice text, uint32_t *character);

/* Writes the character (a valid one) to `to`, which has room for 4 bytes.
** Returns the number of bytes written. */
size_t utf8_write(uint32_t character, char *to);

#endif
