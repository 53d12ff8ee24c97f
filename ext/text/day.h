/* Days, ISO weeks and months as text. A day is a number: days since
** 1970-01-01 in the Gregorian calendar, so that the next day is one more.
** Years are 0000 to 9999, as four digits can write them. The texts of later
** days, weeks and months are never smaller in byte order: a comparison of
** texts is a comparison of days. */
#ifndef PAPERS_TEXT_DAY_H
#define PAPERS_TEXT_DAY_H

#include "base/slice.h"

enum {
  DAY_MIN = -719528, /* 0000-01-01 */
  DAY_MAX = 2932896, /* 9999-12-31 */
  DAY_TEXT_SIZE = 12 /* room for the text of a day, week or month */
};

/* What a day can be told by. */
enum day_part { PART_DAY, PART_WEEK, PART_MONTH };

/* The text of the day itself (`2025-03-12`), of its ISO week (`2025-W11`) or
** of its month (`2025-03`), terminated. */
void day_write(int day, enum day_part part, char text[DAY_TEXT_SIZE]);

/* Reads exactly such a text: the first and the last day that have it. False
** for anything else; W53 only in the years that have one. */
bool day_read(struct slice text, enum day_part part, int *first, int *last);

/* The day of a moment in Unix seconds, in UTC. */
int day_of(long long seconds);

/* A moment as ISO 8601 in UTC to the second: `2025-03-12T18:55:03Z`. */
enum { MOMENT_TEXT_SIZE = 32 };
void moment_write(long long seconds, char text[MOMENT_TEXT_SIZE]);

#endif
