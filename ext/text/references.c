/* Character references, undone as the text comes in. This file does not know
** HTML's tags. */
#include "text/references.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

enum { REPLACEMENT = 0xfffd };

static const struct name {
  const char *text;
  uint32_t character;
} names[] = {
    {"quot", '"'}, {"amp", '&'},   {"lt", '<'},
    {"gt", '>'},   {"apos", '\''}, {"nbsp", 0xa0},
};

static int digit_of(char byte, int base) {
  if (ascii_is_digit(byte)) return byte - '0';
  char small = ascii_lower(byte);
  if (base == 16 && small >= 'a' && small <= 'f') return small - 'a' + 10;
  return -1;
}

static bool is_character(uint32_t number) {
  return number && number <= 0x10ffff && (number < 0xd800 || number > 0xdfff);
}

/* The character of "#39" or "#x27"; 0 if the text is not such a number. */
static uint32_t read_number(struct slice text) {
  bool is_hexadecimal = text.length > 1 && ascii_lower(text.at[1]) == 'x';
  int base = is_hexadecimal ? 16 : 10;
  struct slice digits = ascii_skip(text, is_hexadecimal ? 2 : 1);
  uint32_t number = 0;
  if (!digits.length) return 0;
  for (size_t i = 0; i < digits.length; i++) {
    int digit = digit_of(digits.at[i], base);
    if (digit < 0) return 0;
    if (number <= 0x10ffff) number = number * (uint32_t)base + (uint32_t)digit;
  }
  return is_character(number) ? number : REPLACEMENT;
}

/* The character that the text between '&' and ';' stands for; 0 if none. */
static uint32_t character_of(struct slice text) {
  if (text.length && text.at[0] == '#') return read_number(text);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (slice_is(text, names[i].text)) return names[i].character;
  }
  return 0;
}

void references_end(struct references *references, struct buffer *to) {
  buffer_append(to, references->held, references->length);
  references->length = 0;
}

/* Reads one byte behind the '&'. */
static void read_byte(struct references *references, char byte,
                      struct buffer *to) {
  char written[4];
  if (byte == ';') {
    uint32_t character = character_of(
        (struct slice){references->held + 1, references->length - 1});
    if (character) {
      buffer_append(to, written, utf8_write(character, written));
      references->length = 0;
      return;
    }
  }
  references->held[references->length++] = byte;
  bool goes_on = ascii_is_word(byte) || byte == '#';
  if (!goes_on || references->length == REFERENCE_SIZE) {
    references_end(references, to);
  }
}

void references_append(struct references *references, struct slice piece,
                       struct buffer *to) {
  while (piece.length) {
    if (references->length && piece.at[0] != '&') {
      read_byte(references, piece.at[0], to);
      piece = ascii_skip(piece, 1);
      continue;
    }
    references_end(references, to);
    const char *mark = memchr(piece.at, '&', piece.length);
    size_t plain = mark ? (size_t)(mark - piece.at) : piece.length;
    buffer_append(to, piece.at, plain);
    piece = ascii_skip(piece, plain);
    if (!mark) return;
    references->held[0] = '&';
    references->length = 1;
    piece = ascii_skip(piece, 1);
  }
}
