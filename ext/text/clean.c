/* Replaces what SQLite must not store. This file does not fold white space:
** text/fold does. */
#include "text/clean.h"

#include <string.h>

#include "base/utf8.h"

/* Whether all 8 bytes are ASCII and none is NUL. */
static bool is_plain_word(const char *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return ((word | (word - 0x0101010101010101u)) & 0x8080808080808080u) == 0;
}

/* How many bytes at the start of `text` need no change. */
static size_t clean_length(struct slice text) {
  size_t length = 0;
  while (length < text.length) {
    if (text.length - length >= 8 && is_plain_word(text.at + length)) {
      length += 8;
      continue;
    }
    uint32_t character;
    size_t width = utf8_read(
        (struct slice){text.at + length, text.length - length}, &character);
    if (!width || !character) break;
    length += width;
  }
  return length;
}

void clean_append(struct buffer *to, struct slice text) {
  for (;;) {
    size_t length = clean_length(text);
    buffer_append(to, text.at, length);
    if (length == text.length) return;
    buffer_append_text(to, "\xef\xbf\xbd");
    text.at += length + 1;
    text.length -= length + 1;
  }
}
