/* A set of days, stored as ascending stretches that neither touch nor overlap.
** Each constraint on the day of a listing becomes a set; the intersection of
** these sets satisfies all constraints. */
#ifndef PAPERS_HUB_DAYS_H
#define PAPERS_HUB_DAYS_H

#include "base/error.h"
#include "text/day.h"

enum { FIRST_LISTING = 19481 /* 2023-05-04, the first day with a listing */ };

struct stretch {
  int first, last; /* inclusive */
};

struct days {
  struct stretch *at;
  size_t start; /* stretches before this one are used up */
  size_t count, capacity;
};

/* How a day's text is compared with a bound. */
enum bound { BOUND_LESS, BOUND_AT_MOST, BOUND_AT_LEAST, BOUND_MORE };

/* The empty set. Allocates nothing. */
void days_init(struct days *days);
void days_clear(struct days *days);

/* Adds all days from first to last. False, with the error set, when there is no
** memory. Stretches may be out of order until days_intersect sorts them. */
bool days_add(struct days *days, int first, int last, struct error *error);

/* Adds the days whose text compares with the bound as `bound` says. The bound
** can be any text: `listed >= '2025-03'` starts at March 1st. */
bool days_add_bound(struct days *days, enum day_part part, enum bound bound,
                    struct slice text, struct error *error);

/* Makes `days` the intersection of both, sorted. Sorts `other` too. */
bool days_intersect(struct days *days, struct days *other, struct error *error);

/* Removes every day after `last`. */
void days_cut(struct days *days, int last);

/* Whether the set has no last day: no constraint bounds it from above. */
bool days_is_open(const struct days *days);

/* Whether the day is in the set. Only for a set that days_intersect made. */
bool days_has(const struct days *days, int day);

/* Takes the first (or the last) day out of the set; false if it is empty.
** Only for a set that days_intersect made. */
bool days_take_first(struct days *days, int *day);
bool days_take_last(struct days *days, int *day);

#endif
