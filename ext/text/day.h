/* Days, ISO weeks and months as text. A day is a number: days since
** 1970-01-01 in the Gregorian calendar, so that the next day is one more.
** Years are 0000 to 9999. The text of a later day, week or month is never
** smaller in byte order: comparing the texts compares the days. */
#ifndef PAPERS_TEXT_DAY_H
#define PAPERS_TEXT_DAY_H

#include "base/slice.h"

enum {
  DAY_MIN = -719528, /* 0000-01-01 */
  DAY_MAX = 2932896, /* 9999-12-31 */
  DAY_TEXT_SIZE = 12 /* room for the text of a day, week or month */
};

/* What the text of a day may say. */
enum day_part { PART_DAY, PART_WEEK, PART_MONTH };

/* The text of the day itself (`2025-03-12`), of its ISO week (`2025-W11`) or
** of its month (`2025-03`), terminated. */
void day_write(int day, enum day_part part, char text[DAY_TEXT_SIZE]);

/* Reads exactly such a text into the first and the last day that have it. false
** for anything else, such as W53 in a year that has none. */
bool day_read(struct slice text, enum day_part part, int *first, int *last);

/* The day of a moment in Unix seconds, in UTC; the first or the last day if the
** moment is beyond them. */
int day_of(long long seconds);

/* A moment as ISO 8601 in UTC to the second: `2025-03-12T18:55:03Z`. */
enum { MOMENT_TEXT_SIZE = 32 };
void moment_write(long long seconds, char text[MOMENT_TEXT_SIZE]);

#endif
