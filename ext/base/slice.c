/* Compares and trims slices. Must not change the bytes of a slice. */
#include "base/slice.h"

#include <string.h>

struct slice slice_of(const char *text) {
  return (struct slice){text, text ? strlen(text) : 0};
}

struct slice slice_between(const char *from, const char *to) {
  return (struct slice){from, (size_t)(to - from)};
}

bool slice_equal(struct slice a, struct slice b) {
  if (!a.at || !b.at) return !a.at && !b.at;
  return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

bool slice_is(struct slice slice, const char *text) {
  return slice_equal(slice, slice_of(text));
}

int slice_compare(struct slice a, struct slice b) {
  size_t shorter = a.length < b.length ? a.length : b.length;
  int order = shorter ? memcmp(a.at, b.at, shorter) : 0;
  if (order) return order;
  return (a.length > b.length) - (a.length < b.length);
}

static bool is_space(char byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

struct slice slice_trim(struct slice slice) {
  while (slice.length && is_space(slice.at[0])) {
    slice.at++;
    slice.length--;
  }
  while (slice.length && is_space(slice.at[slice.length - 1])) {
    slice.length--;
  }
  return slice;
}
