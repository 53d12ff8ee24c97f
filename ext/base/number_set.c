/* A hash table with open addressing and linear probing. */
#include "base/number_set.h"

#include <assert.h>
#include <stdlib.h>

#include "base/hash.h"

void number_set_init(struct number_set *set) {
  *set = (struct number_set){0};
}

void number_set_clear(struct number_set *set) {
  free(set->at);
  number_set_init(set);
}

/* The place of the number, or the free place where it belongs. */
static size_t place_of(const struct number_set *set, int64_t number) {
  size_t mask = set->capacity - 1;
  assert(number && set->capacity && !(set->capacity & mask));
  size_t place = (size_t)hash_number((uint64_t)number) & mask;
  while (set->at[place] && set->at[place] != number) {
    place = (place + 1) & mask;
  }
  return place;
}

/* Doubles the capacity; false, with the set as it was, when there is no
** memory. */
static bool grow_set(struct number_set *set) {
  struct number_set larger = {.capacity =
                                  set->capacity ? set->capacity * 2 : 64};
  larger.at = calloc(larger.capacity, sizeof *larger.at);
  if (!larger.at) return false;
  for (size_t i = 0; i < set->capacity; i++) {
    if (set->at[i]) larger.at[place_of(&larger, set->at[i])] = set->at[i];
  }
  free(set->at);
  set->at = larger.at;
  set->capacity = larger.capacity;
  return true;
}

enum number_set_answer number_set_add(struct number_set *set, int64_t number) {
  if (!number) {
    if (set->has_zero) return NUMBER_PRESENT;
    set->has_zero = true;
    return NUMBER_ADDED;
  }
  if (set->count * 2 >= set->capacity && !grow_set(set))
    return NUMBER_NO_MEMORY;
  size_t place = place_of(set, number);
  if (set->at[place]) return NUMBER_PRESENT;
  set->at[place] = number;
  set->count++;
  return NUMBER_ADDED;
}
