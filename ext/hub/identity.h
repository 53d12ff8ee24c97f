/* The rowid of a row, made from the day of the listing and the paper. SQLite
** recognises a row in two scans by its rowid alone (OR optimisation, RIGHT
** JOIN). So the rowid of a row is the same in every scan, whatever the plan. */
#ifndef PAPERS_HUB_IDENTITY_H
#define PAPERS_HUB_IDENTITY_H

#include <stdint.h>

#include "base/slice.h"

/* A positive number for the paper `id` in the listing of `day` (YYYY-MM-DD).
** Any other text, and "no value", mean no day. Two rows with ids of arXiv's
** present form never share a number. */
int64_t identity_of(struct slice day, struct slice id);

/* The same where a paper has several rows in a listing; `position` counts them
** from 1 in each of the relation's arrays. Two rows of the first array with ids
** of arXiv's present form never share a number while the days are less than 179
** years after the first listing and the positions are below 4,096. */
int64_t identity_of_part(struct slice day, struct slice id, int64_t position,
                         int array);

/* The number of a row to which the service itself gives a name, wherever in the
** array it stands. It is a hash of these three. */
int64_t identity_of_named_part(struct slice id, struct slice name, int array);

/* The number (0 or more) of place 0 in the saved listing `what`, which is a
** path or the content itself; `year` is the argument of the table function (0:
** none). Place n has this number plus n. */
int64_t identity_of_saved(struct slice what, int year);

#endif
