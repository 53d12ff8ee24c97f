/* NEAR as a plain loop over the lists of occurrences. Must not know queries or
** tokens.
**
** Each list has a current occurrence. Lists whose occurrence ends too far
** before the last one move on, until all are close together; then the
** occurrences are kept, and the list whose next occurrence begins first moves
** on. FTS5 does not try every combination either, so the order of these moves
** is FTS5's: it decides which occurrences are kept. */
#include "text/keyword/near.h"

#include <assert.h>
#include <stddef.h>

static const int64_t never = INT64_MAX;

/* Moves the list to its next occurrence, which must exist. */
static void move_to_next(struct keyword_near *list) {
  list->at++;
  assert(list->at < list->count);
  assert(list->starts[list->at - 1] < list->starts[list->at]);
  list->next = list->at + 1 < list->count ? list->starts[list->at + 1] : never;
}

static int64_t start_of(const struct keyword_near *list) {
  return list->starts[list->at];
}

/* Moves lists on until all are close together; false when a list has no more
** occurrences. *last is the last start. No list moves further than it must. */
static bool move_together(struct keyword_near *lists, uint32_t count,
                          int64_t distance, int64_t *last) {
  bool grown = true;
  while (grown) {
    grown = false;
    for (uint32_t i = 0; i < count; i++) {
      struct keyword_near *list = &lists[i];
      int64_t least = *last - list->length - distance;
      while (start_of(list) < least) {
        if (list->next == never) return false;
        move_to_next(list);
      }
      if (start_of(list) <= *last) continue;
      *last = start_of(list);
      grown = true;
    }
  }
  return true;
}

/* Keeps the start of the current occurrence, once. */
static void keep_start(struct keyword_near *list) {
  uint32_t start = list->starts[list->at];
  if (list->kept_count && list->kept[list->kept_count - 1] == start) return;
  assert(list->kept_count < list->count);
  list->kept[list->kept_count++] = start;
}

/* The list whose next occurrence begins first; of several the first one. NULL
** if no list has a next occurrence. */
static struct keyword_near *list_to_move(struct keyword_near *lists,
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
  if (!move_together(lists, count, distance, &last)) return false;
  if (!lists->kept) return true;
  for (uint32_t i = 0; i < count; i++)
    keep_start(&lists[i]);
  struct keyword_near *moved = list_to_move(lists, count);
  for (; moved; moved = list_to_move(lists, count)) {
    move_to_next(moved);
    if (start_of(moved) > last) {
      if (!move_together(lists, count, distance, &last)) break;
      for (uint32_t i = 0; i < count; i++)
        keep_start(&lists[i]);
    } else {
      keep_start(moved); /* all are still close together */
    }
  }
  return true;
}
