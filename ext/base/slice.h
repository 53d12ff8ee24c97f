/* A slice is a stretch of bytes that somebody else owns. It is not terminated
** and may hold any byte; `at` is NULL for "no value", which is not the same
** as a slice of length 0. Slices never own. */
#ifndef PAPERS_BASE_SLICE_H
#define PAPERS_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
  const char *at;
  size_t length;
};

/* The bytes of a terminated string; "no value" for NULL. */
struct slice slice_of(const char *text);

/* The bytes from `from` up to, not including, `to`. */
struct slice slice_between(const char *from, const char *to);

/* Byte-wise; two "no value" slices are equal, and unlike any other. */
bool slice_equal(struct slice a, struct slice b);

/* The same against a terminated string. */
bool slice_is(struct slice slice, const char *text);

/* As memcmp with the shorter slice first on a tie: SQLite's BINARY order. */
int slice_compare(struct slice a, struct slice b);

/* Without the ASCII white space at both ends. */
struct slice slice_trim(struct slice slice);

#endif
