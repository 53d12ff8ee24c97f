#include "text/keyword_near.h"

#include <stdlib.h>

/* The smallest of many numbers, and whose it is: a tree over the lists, whose
** leaves are the numbers. Of equal ones the first counts. */
struct smallest {
  int64_t *keys; /* from 1: the children of n are 2n and 2n+1 */
  uint32_t leaves;
};

static const int64_t never = INT64_MAX;

static bool smallest_init(struct smallest *smallest, uint32_t count) {
  uint32_t leaves = 1;
  while (leaves < count)
    leaves *= 2;
  smallest->leaves = leaves;
  smallest->keys = malloc(2 * (size_t)leaves * sizeof(int64_t));
  if (!smallest->keys) return false;
  for (uint32_t i = 0; i < 2 * leaves; i++)
    smallest->keys[i] = never;
  return true;
}

static void smallest_set(struct smallest *smallest, uint32_t list,
                         int64_t key) {
  int64_t *keys = smallest->keys;
  uint32_t at = smallest->leaves + list;
  keys[at] = key;
  for (at /= 2; at; at /= 2) {
    keys[at] =
        keys[2 * at] <= keys[2 * at + 1] ? keys[2 * at] : keys[2 * at + 1];
  }
}

static uint32_t smallest_list(const struct smallest *smallest) {
  uint32_t at = 1;
  while (at < smallest->leaves) {
    at *= 2;
    if (smallest->keys[at + 1] < smallest->keys[at]) at++;
  }
  return at - smallest->leaves;
}

struct search {
  struct keyword_near *lists;
  int64_t distance;
  int64_t last;           /* the largest start among the current ones */
  struct smallest limits; /* by list: how far the last one may be */
  struct smallest nexts;  /* by list: its next start */
  uint32_t *moved;        /* the lists to be kept at the next match */
  uint32_t moved_count;
};

static void place(struct search *search, uint32_t number) {
  struct keyword_near *list = &search->lists[number];
  int64_t start = list->starts[list->at];
  bool more = list->at + 1 < list->count;
  smallest_set(&search->limits, number,
               start + list->length + search->distance);
  smallest_set(&search->nexts, number,
               more ? list->starts[list->at + 1] : never);
  if (start > search->last) search->last = start;
  if (!list->settled) return;
  list->settled = false;
  search->moved[search->moved_count++] = number;
}

/* Moves lists on until all are close together; false at the end of one. */
static bool settle(struct search *search) {
  while (search->limits.keys[1] < search->last) {
    uint32_t number = smallest_list(&search->limits);
    struct keyword_near *list = &search->lists[number];
    int64_t least = search->last - list->length - search->distance;
    while (list->starts[list->at] < least) {
      if (++list->at == list->count) return false;
    }
    place(search, number);
  }
  return true;
}

static void keep(struct search *search) {
  while (search->moved_count) {
    uint32_t number = search->moved[--search->moved_count];
    struct keyword_near *list = &search->lists[number];
    list->kept[list->kept_count++] = list->starts[list->at];
    list->settled = true;
  }
}

/* The order in which FTS5 goes through the occurrences: always the one that
** begins next; of equal ones the first phrase's. */
static bool run(struct search *search, uint32_t count, bool only_whether) {
  bool found = false;
  for (uint32_t i = 0; i < count; i++) {
    struct keyword_near *list = &search->lists[i];
    list->at = list->kept_count = 0;
    list->settled = true;
    if (!list->count) return false;
  }
  for (uint32_t i = 0; i < count; i++)
    place(search, i);
  while (settle(search)) {
    found = true;
    if (only_whether) return true;
    keep(search);
    if (search->nexts.keys[1] == never) return true;
    uint32_t number = smallest_list(&search->nexts);
    search->lists[number].at++;
    place(search, number);
  }
  return found;
}

bool keyword_near(struct keyword_near *lists, uint32_t count, long distance,
                  bool only_whether, bool *found, struct error *error) {
  struct search search = {.lists = lists, .distance = distance, .last = -1};
  search.moved = malloc(((size_t)count + 1) * sizeof(uint32_t));
  bool ready = search.moved && smallest_init(&search.limits, count) &&
               smallest_init(&search.nexts, count);
  if (ready) {
    *found = run(&search, count, only_whether);
  } else {
    error_no_memory(error);
  }
  free(search.moved);
  free(search.limits.keys);
  free(search.nexts.keys);
  return ready;
}
