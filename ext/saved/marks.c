/* Takes marks off a line. Does not know what the words of a line mean. */
#include "saved/marks.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

/* Marks around marks, as in "12. **[A Title](address)**", are this deep. */
enum { MARKS_DEPTH = 4, REFERENCE_MARK_MAX = 24, HEADING_LEVELS = 6 };

/* Bullets and dots whose UTF-8 was read as another encoding, or that are
** written as character references. */
static const char *const damaged_bullets[] = {
    "\u00e2\u20ac\u00a2",   /* U+2022 as Windows-1252 */
    "\u00e2\xc2\x80\u00a2", /* U+2022 as Latin-1 */
    "\u201a\u00c4\u00a2",   /* U+2022 as Mac Roman */
    "\u00e2\u20ac\u201c",   /* U+2013 as Windows-1252 */
    "\u00e2\u20ac\u201d",   /* U+2014 as Windows-1252 */
    "\u00c2\u00b7",         /* U+00B7 as Windows-1252 or Latin-1 */
    "\u00ac\u2211",         /* U+00B7 as Mac Roman */
    "&bull;",
    "&middot;",
};

/* U+FFFD is what was a bullet in a text of another encoding. */
static bool is_dot(uint32_t character) {
  static const uint32_t dots[] = {
      0xb7,   0x2022, 0x2023, 0x2027, 0x2043, 0x204c, 0x204d, 0x2212, 0x2219,
      0x22c5, 0x2013, 0x2014, 0x25a0, 0x25a1, 0x25aa, 0x25ab, 0x25b6, 0x25b8,
      0x25ba, 0x25c6, 0x25c7, 0x25cb, 0x25cf, 0x25e6, 0x2605, 0x2726, 0x27a2,
      0x29bf, 0x30fb, 0xf0b7, 0xff65, 0x2192, 0x27a4, 0xfffd};
  for (size_t i = 0; i < sizeof dots / sizeof dots[0]; i++) {
    if (dots[i] == character) return true;
  }
  return false;
}

/* A bullet of ASCII is one only where a space or nothing follows. '?' is what
** a program writes for a bullet that its encoding lacks. */
static bool is_ascii_bullet(struct slice text) {
  return text.length && ascii_is_in(text.at[0], "*-+|o?") &&
         (text.length == 1 || text.at[1] == ' ');
}

static size_t damaged_length(struct slice text) {
  size_t count = sizeof damaged_bullets / sizeof damaged_bullets[0];
  for (size_t i = 0; i < count; i++) {
    size_t length = strlen(damaged_bullets[i]);
    if (text.length >= length &&
        memcmp(text.at, damaged_bullets[i], length) == 0) {
      return length;
    }
  }
  return 0;
}

/* The length of the dot or space that the text begins with; 0: neither. */
static size_t dot_length(struct slice text) {
  uint32_t character;
  size_t width = utf8_read(text, &character);
  if (width && (character == ' ' || is_dot(character))) return width;
  return damaged_length(text);
}

struct slice marks_skip_dots(struct slice text) {
  for (size_t length; (length = dot_length(text));) {
    text = ascii_skip(text, length);
  }
  return text;
}

struct slice marks_skip_bullets(struct slice text) {
  for (;;) {
    struct slice rest = marks_skip_dots(text);
    if (is_ascii_bullet(rest)) rest = ascii_skip(rest, 1);
    if (rest.length == text.length) return text;
    text = rest;
  }
}

bool marks_take_number(struct slice *text, int64_t *number) {
  size_t length = 0, digits = 0;
  *number = 0;
  for (; length < text->length; length++) {
    char byte = text->at[length];
    if (byte == ',' && digits) continue;
    if (!ascii_is_digit(byte)) break;
    if (++digits > MARKS_DIGITS) return false;
    *number = *number * 10 + (byte - '0');
  }
  if (!digits || text->at[length - 1] == ',') return false;
  *text = ascii_skip(*text, length);
  return true;
}

struct slice marks_skip_number(struct slice text, int64_t *number) {
  struct slice rest = text;
  if (!marks_take_number(&rest, number)) return text;
  bool is_item = rest.length > 1 && ascii_is_in(rest.at[0], ".)") &&
                 ascii_is_in(rest.at[1], " *[");
  return is_item ? slice_trim(ascii_skip(rest, 1)) : text;
}

/* The place of `words` in the text; its length where they do not occur. */
static size_t find(struct slice text, const char *words) {
  size_t length = strlen(words);
  for (size_t i = 0; i + length <= text.length; i++) {
    if (memcmp(text.at + i, words, length) == 0) return i;
  }
  return text.length;
}

bool marks_has_link(struct slice text) {
  return find(text, "](") < text.length;
}

/* Text browsers write "[12]" for a link, "[IMG]" for a picture, "[ ]" for a
** box to tick and "(BUTTON)". */
static struct slice skip_references(struct slice text) {
  static const char button[] = "(button)";
  for (;;) {
    size_t length = 1;
    if (ascii_begins(text, button)) {
      text = slice_trim(ascii_skip(text, sizeof button - 1));
      continue;
    }
    if (!text.length || text.at[0] != '[') return text;
    while (length < text.length && length < REFERENCE_MARK_MAX &&
           ascii_is_in(text.at[length], "0123456789 IMG")) {
      length++;
    }
    if (length == text.length || text.at[length] != ']') return text;
    struct slice rest = ascii_skip(text, length + 1);
    if (rest.length && rest.at[0] == '(') return text;
    text = slice_trim(rest);
  }
}

static struct slice skip_heading(struct slice text, bool *is_heading) {
  size_t level = 0;
  while (level < text.length && text.at[level] == '#') {
    level++;
  }
  if (!level || level > HEADING_LEVELS || level == text.length) return text;
  if (text.at[level] != ' ') return text;
  *is_heading = true;
  text = ascii_skip(text, level + 1);
  while (text.length && text.at[text.length - 1] == '#') {
    text.length--;
  }
  return slice_trim(text);
}

/* Takes off "**", "__", "*" or "_" around all of the text. */
static struct slice skip_strong(struct slice text) {
  static const char *const marks[] = {"**", "__"};
  for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
    if (text.length > 4 && memcmp(text.at, marks[i], 2) == 0 &&
        memcmp(text.at + text.length - 2, marks[i], 2) == 0) {
      return slice_trim((struct slice){text.at + 2, text.length - 4});
    }
  }
  bool is_weak = text.length > 2 && ascii_is_in(text.at[0], "*_") &&
                 text.at[text.length - 1] == text.at[0];
  struct slice inner = {text.at + 1, is_weak ? text.length - 2 : 0};
  return is_weak && !memchr(inner.at, text.at[0], inner.length) ? inner : text;
}

/* "[words](address)" that is all of the text. */
static bool split_link(struct slice text, struct slice *words,
                       struct slice *address) {
  size_t middle = find(text, "](");
  if (middle == text.length || text.at[0] != '[') return false;
  *words = (struct slice){text.at + 1, middle - 1};
  *address = ascii_skip(text, middle + 2);
  if (address->at[address->length - 1] != ')') return false;
  address->length--;
  return !marks_has_link(*address);
}

static void find_id(struct slice address, struct marks *marks) {
  bool is_own = find(address, "/papers/") < address.length;
  bool is_paper = is_own || find(address, "arxiv.org/") < address.length;
  /* A link to the discussion of a paper is not the link of its title. */
  if (!is_paper || memchr(address.at, '#', address.length)) return;
  marks->is_paper = arxiv_find(address, &marks->id);
  marks->is_own = marks->is_paper && is_own;
}

static bool strip_link(struct marks *marks) {
  struct slice words, address;
  if (!split_link(marks->text, &words, &address)) return false;
  marks->text = slice_trim(words);
  find_id(address, marks);
  return true;
}

/* Takes off what stands directly around the words, in any order. */
static void strip_inner(struct marks *marks, bool is_numbered) {
  for (int depth = 0; depth < MARKS_DEPTH; depth++) {
    int64_t ignored;
    marks->text = skip_strong(marks->text);
    if (is_numbered) marks->text = marks_skip_number(marks->text, &ignored);
    strip_link(marks);
  }
}

/* Whether a link begins behind the marks in front of the text and does not
** end. */
static bool is_open_link(struct slice text) {
  int64_t ignored;
  text = marks_skip_number(marks_skip_bullets(text), &ignored);
  while (text.length && ascii_is_in(text.at[0], "*_")) {
    text = ascii_skip(text, 1);
  }
  return text.length > 1 && text.at[0] == '[' &&
         (!memchr(text.at, ']', text.length) ||
          (marks_has_link(text) && !memchr(text.at, ')', text.length)));
}

struct marks marks_read(struct slice text, bool is_numbered) {
  if (ascii_begins(text, "> ")) text = ascii_skip(text, 2);
  struct marks marks = {.text = skip_references(text)};
  marks.text = skip_heading(marks.text, &marks.is_heading);
  marks.is_open = is_open_link(marks.text);
  struct marks item = marks;
  item.text = marks_skip_bullets(marks.text);
  strip_inner(&item, true);
  /* A bullet or a number is part of the text unless a link to a paper follows.
   */
  if (item.is_paper) return item;
  strip_inner(&marks, is_numbered);
  return marks;
}
