/* UTF-8, one character at a time. A character is valid if Unicode says so: no
** overlong form, no surrogate, nothing above U+10FFFF. */
#ifndef PAPERS_BASE_UTF8_H
#define PAPERS_BASE_UTF8_H

#include <stdint.h>

#include "base/slice.h"

/* Reads the first character of the text into *character and returns its length
** in bytes (1 to 4); 0 if the text does not begin with a valid character. */
size_t utf8_read(struct slice text, uint32_t *character);

/* The number of characters of a valid text. */
size_t utf8_count(struct slice text);

/* Writes a valid character to `to`, which has room for 4 bytes. Returns the
** number of bytes written. */
size_t utf8_write(uint32_t character, char *to);

#endif
