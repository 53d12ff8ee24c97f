/* Moments: a day and a time of day, in UTC. */
#ifndef PAPERS_TEXT_MOMENT_H
#define PAPERS_TEXT_MOMENT_H

#include "base/slice.h"

/* "YYYY-MM-DDTHH:MM:SSZ", terminated; the first 10 are the day. */
enum { MOMENT_DAY_LENGTH = 10, MOMENT_LENGTH = 20, MOMENT_SIZE = 21 };

/* Reads an ISO 8601 moment: a day, 'T' or a space, hours and minutes, perhaps
** seconds and a fraction (dropped), perhaps Z or an offset such as +02:00,
** +0200, +02; without one it is UTC. A day alone is its midnight. false for
** anything else, also where UTC is not within the years 0000 to 9999. */
bool moment_normalise(struct slice text, char to[MOMENT_SIZE]);

#endif
