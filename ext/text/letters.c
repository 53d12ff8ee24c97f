/* Letters by ranges of Unicode. The ranges are coarse on purpose: what is not
** known to be punctuation or a sign is taken for a letter. */
#include "text/letters.h"

#include <stddef.h>

#include "base/ascii.h"

/* Punctuation and signs above Latin-1's, in order. */
static const struct sign_range {
  uint32_t first, last;
} signs[] = {
    {0xd7, 0xd7},       {0xf7, 0xf7},       {0x37e, 0x37e},   {0x55a, 0x55f},
    {0x589, 0x58a},     {0x5be, 0x5be},     {0x60c, 0x60d},   {0x61b, 0x61f},
    {0x66a, 0x66d},     {0x6d4, 0x6d4},     {0x964, 0x965},   {0x1361, 0x1368},
    {0x2000, 0x2bff},   {0x2e00, 0x2e7f},   {0x3000, 0x3004}, {0x3008, 0x3020},
    {0x3030, 0x3030},   {0x30fb, 0x30fb},   {0xd800, 0xf8ff}, {0xfe00, 0xfe6f},
    {0xfeff, 0xff20},   {0xff3b, 0xff40},   {0xff5b, 0xff65}, {0xffe0, 0xffff},
    {0x1f000, 0x1faff}, {0xe0000, 0x10ffff}};

bool letter_is(uint32_t character) {
  if (character < 0x80) return ascii_is_letter((char)character);
  if (character < 0xc0) return false;
  for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
    if (character < signs[i].first) return true;
    if (character <= signs[i].last) return false;
  }
  return true;
}

/* Superscripts are not among them: after an address they are footnotes. */
bool letter_is_in_names(uint32_t character) {
  bool is_sign = character == 0xaa || character == 0xb5 || character == 0xba;
  bool is_wide_digit = character >= 0xff10 && character <= 0xff19;
  return letter_is(character) || is_sign || is_wide_digit;
}

/* Where a block pairs each capital with its small letter, the capitals have
** even numbers, but in two stretches. */
bool letter_is_capital(uint32_t character) {
  if (character < 0x80) return ascii_is_upper((char)character);
  if (character < 0x100) return character >= 0xc0 && character < 0xdf;
  if (character < 0x180) {
    bool is_odd_stretch = (character >= 0x139 && character <= 0x148) ||
                          (character >= 0x179 && character <= 0x17e);
    return (character % 2 == 0) != is_odd_stretch;
  }
  if (character < 0x370) return character < 0x250;
  if (character < 0x400) return character >= 0x386 && character <= 0x3ab;
  if (character < 0x430) return true;
  return character >= 0x1e00 && character < 0x1f00 && character % 2 == 0;
}

bool letter_is_east_asian(uint32_t character) {
  bool is_in_range = (character >= 0x3005 && character <= 0xd7ff) ||
                     (character >= 0x20000 && character <= 0x3ffff);
  return is_in_range && letter_is(character);
}

bool letter_is_accent(uint32_t character) {
  return character >= 0x300 && character <= 0x36f;
}
