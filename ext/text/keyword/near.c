/* A plain loop over the lists of occurrences, in the order in which FTS5 goes
** through them, because that order decides which occurrences are kept: FTS5
** does not try every combination. */
#include "text/keyword/near.h"

#include <assert.h>
#include <stddef.h>

static const int64_t never = INT64_MAX;

/* Goes to the next occurrence, which must be there. */
static void move_on(struct keyword_near *list) {
  list->at++;
  assert(list->at < list->count);
  list->next = list->at + 1 < list->count ? list->starts[list->at + 1] : never;
}

static int64_t start_of(const struct keyword_near *list) {
  return list->starts[list->at];
}

/* Moves lists on until all are close together; false at the end of one. The
** last start only grows, and no list moves further than it must. */
static bool settle(struct keyword_near *lists, uint32_t count, int64_t distance,
                   int64_t *last) {
  bool grown = true;
  while (grown) {
    grown = false;
    for (uint32_t i = 0; i < count; i++) {
      struct keyword_near *list = &lists[i];
      int64_t least = *last - list->length - distance;
      while (start_of(list) < least) {
        if (list->next == never) return false;
        move_on(list);
      }
      if (start_of(list) <= *last) continue;
      *last = start_of(list);
      grown = true;
    }
  }
  return true;
}

static void keep(struct keyword_near *list) {
  uint32_t start = list->starts[list->at];
  if (list->kept_count && list->kept[list->kept_count - 1] == start) return;
  assert(list->kept_count < list->count);
  list->kept[list->kept_count++] = start;
}

/* The list whose next occurrence begins first, of equal ones the first; NULL
** when all are at their last occurrence. */
static struct keyword_near *first_next(struct keyword_near *lists,
                                       uint32_t count) {
  int64_t first = never;
  struct keyword_near *found = NULL;
  for (uint32_t i = 0; i < count; i++) {
    if (lists[i].next >= first) continue;
    first = lists[i].next;
    found = &lists[i];
  }
  return found;
}

bool keyword_near(struct keyword_near *lists, uint32_t count, long distance) {
  int64_t last = 0;
  for (uint32_t i = 0; i < count; i++) {
    struct keyword_near *list = &lists[i];
    assert(list->count);
    list->at = list->kept_count = 0;
    list->next = list->count > 1 ? list->starts[1] : never;
  }
  if (!settle(lists, count, distance, &last)) return false;
  if (!lists->kept) return true;
  for (uint32_t i = 0; i < count; i++)
    keep(&lists[i]);
  struct keyword_near *moved = first_next(lists, count);
  for (; moved; moved = first_next(lists, count)) {
    move_on(moved);
    if (start_of(moved) > last) {
      if (!settle(lists, count, distance, &last)) break;
      for (uint32_t i = 0; i < count; i++)
        keep(&lists[i]);
    } else {
      keep(moved); /* no other list has to move */
    }
  }
  return true;
}
