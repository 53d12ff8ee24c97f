/* A set of days, as ascending stretches that neither touch nor overlap. The
** constraints on the day of a listing become such sets; all of them together
** are the intersection. */
#ifndef PAPERS_HUB_DAYS_H
#define PAPERS_HUB_DAYS_H

#include "base/error.h"
#include "text/day.h"

enum { FIRST_LISTING = 19481 /* 2023-05-04, the first day with a listing */ };

struct stretch {
  int first, last; /* both are in it */
};

struct days {
  struct stretch *at;
  size_t start; /* stretches before this one are used up */
  size_t count, capacity;
};

/* How a day's text is compared with a bound. */
enum bound { BOUND_LESS, BOUND_AT_MOST, BOUND_AT_LEAST, BOUND_MORE };

/* No day. Takes no memory. */
void days_init(struct days *days);
void days_clear(struct days *days);

/* Adds all days from first to last. False, with the error set, without
** memory. The set may be disordered until days_intersect has put it right. */
bool days_add(struct days *days, int first, int last, struct error *error);

/* Adds the days whose text compares so with the bound, which can be any
** text: `listed >= '2025-03'` is from March 1st. */
bool days_add_bound(struct days *days, enum day_part part, enum bound bound,
                    struct slice text, struct error *error);

/* Leaves in `days` what is in both. */
bool days_intersect(struct days *days, struct days *other, struct error *error);

/* Takes out every day after `last`. */
void days_cut(struct days *days, int last);

/* Whether the set goes on for ever: no constraint closes it at that end. */
bool days_is_open(const struct days *days);

/* Whether the day is in the set. Only for one that days_intersect has put
** right. */
bool days_has(const struct days *days, int day);

/* Takes the first (or the last) day out of the set; false if it is empty.
** Only for a set that days_intersect has put right. */
bool days_take_first(struct days *days, int *day);
bool days_take_last(struct days *days, int *day);

#endif
