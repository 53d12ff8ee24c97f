/* Days as people and web pages write them, in English: "Nov 3", "November 3rd,
** 2025", "Nov. 3 2025", "3 Nov", "3rd of November 2025", "Monday, Nov 3",
** "2025-11-03", "2025/11/03", "3.11.2025". Forms like "11/3/2025" only where
** one number must be the day. */
#ifndef PAPERS_TEXT_WRITTEN_DAY_H
#define PAPERS_TEXT_WRITTEN_DAY_H

#include "text/day.h"

struct written_day {
  int year; /* 0: not written */
  int month, day;
};

/* Reads the day that the text begins with; the text has single spaces only.
** Returns the day's length in bytes; 0 if there is no day, as in "Feb 30", or
** if a letter or digit follows it. */
size_t written_day_read(struct slice text, struct written_day *day);

/* Writes the day as ISO 8601: "2025-11-03"; without a year, and in a year that
** has no such day, "--11-03". */
void written_day_write(struct written_day day, char text[DAY_TEXT_SIZE]);

#endif
