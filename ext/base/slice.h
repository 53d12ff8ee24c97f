/* A slice points to bytes that somebody else owns. The bytes are not terminated
** and can have any value. `at` is NULL for "no value", which is not the same as
** a slice of length 0. */
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

/* Compares the bytes. "No value" equals only "no value". */
bool slice_equal(struct slice a, struct slice b);

/* Whether the slice equals a terminated string. */
bool slice_is(struct slice slice, const char *text);

/* Compares as memcmp does; where one slice begins with the other, the shorter
** one is first. This is SQLite's BINARY order. */
int slice_compare(struct slice a, struct slice b);

/* The slice without ASCII white space at both ends. */
struct slice slice_trim(struct slice slice);

#endif
