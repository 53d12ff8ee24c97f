/* Reads and writes one character of UTF-8, and counts characters. */
#include "base/utf8.h"

/* The length of a character with this lead byte; 0 if it is no lead byte. */
static size_t announced_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

size_t utf8_read(struct slice text, uint32_t *character) {
  static const unsigned char lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const unsigned char *bytes = (const unsigned char *)text.at;
  if (!text.length) return 0;
  size_t width = announced_length(bytes[0]);
  if (!width || width > text.length) return 0;
  uint32_t value = bytes[0] & lead_bits[width];
  for (size_t i = 1; i < width; i++) {
    if ((bytes[i] & 0xc0) != 0x80) return 0;
    value = value << 6 | (bytes[i] & 0x3f);
  }
  if (value < smallest[width] || value > 0x10ffff) return 0;
  if (value >= 0xd800 && value <= 0xdfff) return 0;
  *character = value;
  return width;
}

size_t utf8_count(struct slice text) {
  size_t count = 0;
  for (size_t i = 0; i < text.length; i++) {
    count += (text.at[i] & 0xc0) != 0x80;
  }
  return count;
}

size_t utf8_write(uint32_t character, char *to) {
  if (character < 0x80) {
    to[0] = (char)character;
    return 1;
  }
  size_t width = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  for (size_t i = width - 1; i > 0; i--) {
    to[i] = (char)(0x80 | (character & 0x3f));
    character >>= 6;
  }
  static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
  to[0] = (char)(lead[width] | character);
  return width;
}
