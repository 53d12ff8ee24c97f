/* Numbers in texts. Nothing here depends on a locale, skips white space or
** accepts more than it says; time is linear in the text's length. */
#ifndef PAPERS_BASE_NUMBER_H
#define PAPERS_BASE_NUMBER_H

#include <stdint.h>

#include "base/slice.h"

/* Reads the decimal digits that the text begins with and returns how many there
** are. *number is their value, INT64_MAX if that is larger, 0 without digits.
*/
size_t digits_read(struct slice text, int64_t *number);

/* The same for a text of which each byte is a digit. False, with *number 0, if
** one is not, or if there is none. */
bool digits_read_all(struct slice text, int64_t *number);

/* Reads a decimal number: digits, perhaps with a sign and a fraction, and
** nothing else. False if the text is something else. The nearest double, if
** there are up to 15 significant digits; further digits of a fraction are
** ignored. */
bool decimal_read(struct slice text, double *number);

/* Stores the value of a number of JSON's grammar (12, 12.0, 1.2e1, 120E-1).
** NULL if all is well, else why not: "not a whole number", "out of range".
** Loses no digit. */
const char *whole_read(struct slice number, int64_t *value);

#endif
