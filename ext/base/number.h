/* Whole numbers in whatever way JSON lets them be written. */
#ifndef PAPERS_BASE_NUMBER_H
#define PAPERS_BASE_NUMBER_H

#include <stdint.h>

#include "base/slice.h"

/* Stores the value of a number of JSON's grammar (12, 12.0, 1.2e1, 120E-1).
** NULL if all is well, else why not: "not a whole number", "out of range".
** Depends on no locale and loses no digit; linear in the text's length. */
const char *whole_read(struct slice number, int64_t *value);

#endif
