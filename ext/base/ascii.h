/* Classes of ASCII bytes, the same in every locale. Bytes of 0x80 and above are
** in no class. */
#ifndef PAPERS_BASE_ASCII_H
#define PAPERS_BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

static inline bool ascii_is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

static inline bool ascii_is_upper(char byte) {
  return byte >= 'A' && byte <= 'Z';
}

static inline bool ascii_is_lower(char byte) {
  return byte >= 'a' && byte <= 'z';
}

static inline bool ascii_is_letter(char byte) {
  return ascii_is_lower(byte) || ascii_is_upper(byte);
}

static inline bool ascii_is_word(char byte) {
  return ascii_is_letter(byte) || ascii_is_digit(byte);
}

static inline bool ascii_is_space(char byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static inline char ascii_lower(char byte) {
  return ascii_is_upper(byte) ? (char)(byte - 'A' + 'a') : byte;
}

/* Whether the byte is in the terminated set. A byte of 0 is in no set. */
bool ascii_is_in(char byte, const char *set);

/* Whether the slice is `small`, which has no capitals, in any mixture of
** capitals and small letters. */
bool ascii_is(struct slice slice, const char *small);

/* Whether the slice begins with `small`, in the same sense. */
bool ascii_begins(struct slice slice, const char *small);

/* Whether the slice is one of a list that ends with NULL, in the same sense. */
bool ascii_is_one_of(struct slice slice, const char *const *small);

/* The slice without its first `count` bytes, at most all of them. */
struct slice ascii_skip(struct slice slice, size_t count);

/* Whether all bytes are ASCII. Such texts have one order in every encoding. */
bool ascii_is_all(struct slice text);

#endif
