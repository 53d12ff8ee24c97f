/* Reads numbers in texts. Nothing here depends on a locale, skips white space
** or accepts other forms than it says. The time is linear in the text's
** length. */
#ifndef PAPERS_BASE_NUMBER_H
#define PAPERS_BASE_NUMBER_H

#include <stdint.h>

#include "base/slice.h"

/* Reads the decimal digits at the beginning of the text and returns how many
** there are. *number is their value: INT64_MAX if it is larger, 0 if there are
** no digits. */
size_t digits_read(struct slice text, int64_t *number);

/* Reads a text that has only digits. False, with *number 0, if the text is
** empty or has another byte. */
bool digits_read_all(struct slice text, int64_t *number);

/* Reads a decimal number: digits, perhaps with a sign and a fraction. False if
** the text is anything else. The result is the nearest double for up to 15
** digits, not counting zeros at the front of the whole part; further digits of
** a fraction are ignored. */
bool decimal_read(struct slice text, double *number);

/* Reads a whole number written as JSON allows it (12, 12.0, 1.2e1, 120E-1),
** without rounding. `number` must be a number of JSON. Returns NULL, or the
** reason of a failure: "not a whole number" or "out of range". */
const char *whole_read(struct slice number, int64_t *value);

#endif
