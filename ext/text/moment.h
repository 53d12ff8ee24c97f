/* Reads moments of any ISO 8601 form into the form that the columns have. */
#ifndef PAPERS_TEXT_MOMENT_H
#define PAPERS_TEXT_MOMENT_H

#include "text/day.h"

/* The lengths of "YYYY-MM-DDTHH:MM:SSZ" and of the day in it. */
enum { MOMENT_LENGTH = 20, MOMENT_DAY_LENGTH = 10 };

/* Reads a day, 'T' or a space, hours and minutes, perhaps seconds with a
** fraction (which is dropped), perhaps Z or an offset such as +02:00, +0200,
** +02. Without an offset it is UTC; a day alone is its midnight. Writes the
** moment as moment_write does. false for anything else, and where the moment in
** UTC is outside the years 0000 to 9999. */
bool moment_read(struct slice text, char moment[MOMENT_TEXT_SIZE]);

#endif
