/* Days as people and web pages write them, in English: "Nov 3", "November 3rd,
** 2025", "Nov. 3 2025", "3 Nov", "3rd of November 2025", "Monday, Nov 3",
** "2025-11-03", "2025/11/03", "3.11.2025". Of "11/3/2025" and "3/11/2025" only
** those whose order is beyond doubt. */
#ifndef PAPERS_TEXT_WRITTEN_DAY_H
#define PAPERS_TEXT_WRITTEN_DAY_H

#include "text/day.h"

struct written_day {
  int year; /* 0: not written */
  int month, day;
};

/* Reads a day at the start of the text, whose white space is single spaces.
** Returns its length in bytes, 0 if there is none (also for February 30th).
** What follows it is no letter and no digit. */
size_t written_day_read(struct slice text, struct written_day *day);

/* The day as ISO 8601: "2025-11-03", or "--11-03" without a year, and where
** that year has no such day. */
void written_day_write(struct written_day day, char text[DAY_TEXT_SIZE]);

#endif
