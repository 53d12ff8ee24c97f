/* Sets of days: adding, intersecting and taking days out. Knows no SQL and no
** endpoint. */
#include "hub/days.h"

#include <assert.h>
#include <stdlib.h>

void days_init(struct days *days) {
  *days = (struct days){0};
}

void days_clear(struct days *days) {
  free(days->at);
  days_init(days);
}

bool days_add(struct days *days, int first, int last, struct error *error) {
  if (last < first) return true;
  if (days->count == days->capacity) {
    size_t capacity = days->capacity ? days->capacity * 2 : 4;
    struct stretch *at = realloc(days->at, capacity * sizeof *at);
    if (!at) {
      error_no_memory(error);
      return false;
    }
    days->at = at;
    days->capacity = capacity;
  }
  days->at[days->count++] = (struct stretch){first, last};
  return true;
}

static bool meets_bound(int day, enum day_part part, enum bound bound,
                        struct slice text) {
  char written[DAY_TEXT_SIZE];
  day_write(day, part, written);
  int order = slice_compare(slice_of(written), text);
  switch (bound) {
  case BOUND_LESS:
    return order < 0;
  case BOUND_AT_MOST:
    return order <= 0;
  case BOUND_AT_LEAST:
    return order >= 0;
  case BOUND_MORE:
    return order > 0;
  }
  return false;
}

bool days_add_bound(struct days *days, enum day_part part, enum bound bound,
                    struct slice text, struct error *error) {
  bool from_start = bound == BOUND_LESS || bound == BOUND_AT_MOST;
  /* The texts of days ascend with the days. So the days that meet the bound
  ** are one stretch, at the start or at the end of all days: a binary search
  ** finds the first day on the other side of the border. */
  int low = DAY_MIN, high = DAY_MAX + 1;
  while (low < high) {
    int middle = low + (high - low) / 2;
    if (meets_bound(middle, part, bound, text) == from_start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (from_start) return days_add(days, DAY_MIN, low - 1, error);
  return days_add(days, low, DAY_MAX, error);
}

static int by_first(const void *a, const void *b) {
  const struct stretch *left = a, *right = b;
  return (left->first > right->first) - (left->first < right->first);
}

/* Sorts the stretches and joins those that touch or overlap. */
static void sort_and_join(struct days *days) {
  size_t kept = 0;
  if (!days->count) return;
  qsort(days->at, days->count, sizeof *days->at, by_first);
  for (size_t i = 1; i < days->count; i++) {
    struct stretch *last = &days->at[kept];
    struct stretch next = days->at[i];
    if (next.first > last->last + 1) {
      days->at[++kept] = next;
    } else if (next.last > last->last) {
      last->last = next.last;
    }
  }
  days->count = kept + 1;
}

bool days_intersect(struct days *days, struct days *other,
                    struct error *error) {
  struct days both;
  days_init(&both);
  sort_and_join(days);
  sort_and_join(other);
  for (size_t i = 0, j = 0; i < days->count && j < other->count;) {
    struct stretch a = days->at[i], b = other->at[j];
    int first = a.first > b.first ? a.first : b.first;
    int last = a.last < b.last ? a.last : b.last;
    if (!days_add(&both, first, last, error)) {
      days_clear(&both);
      return false;
    }
    if (a.last < b.last) {
      i++;
    } else {
      j++;
    }
  }
  days_clear(days);
  *days = both;
  return true;
}

static bool is_empty(const struct days *days) {
  return days->start == days->count;
}

void days_cut(struct days *days, int last) {
  while (!is_empty(days) && days->at[days->count - 1].first > last) {
    days->count--;
  }
  if (is_empty(days)) return;
  struct stretch *end = &days->at[days->count - 1];
  if (end->last > last) end->last = last;
}

bool days_has(const struct days *days, int day) {
  for (size_t i = days->start; i < days->count; i++) {
    assert(i == days->start || days->at[i - 1].last < days->at[i].first);
    if (day < days->at[i].first) return false;
    if (day <= days->at[i].last) return true;
  }
  return false;
}

bool days_is_open(const struct days *days) {
  return !is_empty(days) && days->at[days->count - 1].last == DAY_MAX;
}

bool days_take_first(struct days *days, int *day) {
  if (is_empty(days)) return false;
  struct stretch *first = &days->at[days->start];
  assert(first->first <= first->last);
  *day = first->first++;
  if (first->first > first->last) days->start++;
  return true;
}

bool days_take_last(struct days *days, int *day) {
  if (is_empty(days)) return false;
  struct stretch *last = &days->at[days->count - 1];
  assert(last->first <= last->last);
  *day = last->last--;
  if (last->last < last->first) days->count--;
  return true;
}
