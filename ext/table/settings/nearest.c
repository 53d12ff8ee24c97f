/* A file of its own, because the algorithm knows nothing of settings. */
#include "table/settings/nearest.h"

#include <stdint.h>

#include "base/ascii.h"

/* Of names longer than this only the beginning is compared. */
enum { COMPARED = 32 };

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

/* The Levenshtein distance, computed with one row of its matrix. */
static size_t distance(struct slice a, struct slice b) {
  size_t row[COMPARED + 1];
  for (size_t j = 0; j <= b.length; j++)
    row[j] = j;
  for (size_t i = 1; i <= a.length; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.length; j++) {
      size_t change =
          diagonal + (ascii_lower(a.at[i - 1]) != ascii_lower(b.at[j - 1]));
      diagonal = row[j];
      row[j] = least(change, 1 + least(row[j], row[j - 1]));
    }
  }
  return row[b.length];
}

static struct slice beginning(struct slice name) {
  return (struct slice){name.at, least(name.length, COMPARED)};
}

size_t nearest_name(struct slice name, const char *const *names, size_t count) {
  size_t nearest = 0, best = SIZE_MAX;
  for (size_t i = 0; i < count; i++) {
    size_t far = distance(beginning(name), beginning(slice_of(names[i])));
    if (far >= best) continue;
    best = far;
    nearest = i;
  }
  return nearest;
}
