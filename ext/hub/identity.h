/* What makes a row the same row: the day of the listing and the paper. SQLite
** tells rows of two scans apart by the rowid alone (its OR optimisation, RIGHT
** JOIN), so the number must be the same in every scan and on every plan. */
#ifndef PAPERS_HUB_IDENTITY_H
#define PAPERS_HUB_IDENTITY_H

#include <stdint.h>

#include "base/slice.h"

/* A positive number for the paper `id` in the listing of `day`, a day's text;
** any other text, and "no value", stand for no day. Two rows with ids of
** arXiv's present form never share one. */
int64_t identity_of(struct slice day, struct slice id);

/* The same for one of several rows that the paper has there, by its position
** from 1. Two rows with ids of arXiv's present form never share one, as long as
** the days are less than 179 years after the first listing and the positions
** below 4,096. */
int64_t identity_of_part(struct slice day, struct slice id, int64_t position);

/* The same for one that the service itself gives a name, wherever it stands
** among the others. Two rows of a paper hardly ever share one: it is a hash. */
int64_t identity_of_named_part(struct slice id, struct slice name);

/* A number, not negative, for place 0 of the saved listing `what`, which is a
** path or the content itself, read for `year` (0: none). Those of the places
** behind it follow. */
int64_t identity_of_saved(struct slice what, int year);

#endif
