/* Compares and tests bytes as ASCII. Must not depend on a locale. */
#include "base/ascii.h"

bool ascii_is_in(char byte, const char *set) {
  while (*set && *set != byte)
    set++;
  return *set != 0;
}

bool ascii_begins(struct slice slice, const char *small) {
  size_t i = 0;
  while (i < slice.length && small[i] && ascii_lower(slice.at[i]) == small[i]) {
    i++;
  }
  return !small[i];
}

bool ascii_is(struct slice slice, const char *small) {
  size_t i = 0;
  while (i < slice.length && small[i] && ascii_lower(slice.at[i]) == small[i]) {
    i++;
  }
  return i == slice.length && !small[i];
}

bool ascii_is_one_of(struct slice slice, const char *const *small) {
  char first = slice.length ? ascii_lower(slice.at[0]) : 0;
  for (; *small; small++) {
    if (**small == first && ascii_is(slice, *small)) return true;
  }
  return false;
}

struct slice ascii_skip(struct slice slice, size_t count) {
  if (count > slice.length) count = slice.length;
  return (struct slice){slice.at + count, slice.length - count};
}

bool ascii_is_all(struct slice text) {
  for (size_t i = 0; i < text.length; i++) {
    if ((unsigned char)text.at[i] >= 0x80) return false;
  }
  return true;
}
