/* Folding of white space. This file does not know which texts are folded in
** which way. */
#include "text/fold.h"

#include "base/utf8.h"

static bool is_wide_space(uint32_t character) {
  if (character >= 0x2000 && character <= 0x200a) return true;
  return character == 0x85 || character == 0xa0 || character == 0x1680 ||
         character == 0x2028 || character == 0x2029 || character == 0x202f ||
         character == 0x205f || character == 0x3000;
}

/* The length of the white space character at `text`, 0 if there is none. */
static size_t space_at(struct slice text) {
  if (!text.length) return 0;
  unsigned char lead = (unsigned char)text.at[0];
  if (lead < 0x80) return lead == ' ' || (lead >= '\t' && lead <= '\r');
  /* No white space begins with another byte. */
  if (lead != 0xc2 && (lead < 0xe1 || lead > 0xe3)) return 0;
  uint32_t character;
  size_t width = utf8_read(text, &character);
  return width && is_wide_space(character) ? width : 0;
}

static struct slice after(struct slice text, size_t length) {
  return (struct slice){text.at + length, text.length - length};
}

/* The text behind the run of white space that it begins with. *paragraph says
** whether a line break stands before the run's last character. */
static struct slice skip_run(struct slice text, bool *paragraph) {
  bool broken = false;
  size_t width;
  *paragraph = false;
  while ((width = space_at(text)) > 0) {
    *paragraph = broken;
    broken = broken || text.at[0] == '\n';
    text = after(text, width);
  }
  return text;
}

/* How many bytes at the start need no change: words with single spaces between
** them. So most of a text is copied in one piece. */
static size_t regular_length(struct slice text) {
  size_t length = 0;
  while (length < text.length) {
    unsigned char byte = (unsigned char)text.at[length];
    if (byte > ' ' && byte < 0x80) {
      length++;
      continue;
    }
    if (byte == ' ') {
      struct slice next = after(text, length + 1);
      if (!next.length || space_at(next)) break;
    } else if (space_at(after(text, length))) {
      break;
    }
    length++;
  }
  return length;
}

static void fold(struct slice text, bool paragraphs, struct buffer *to) {
  bool paragraph;
  text = skip_run(text, &paragraph);
  while (text.length) {
    size_t length = regular_length(text);
    buffer_append(to, text.at, length);
    text = skip_run(after(text, length), &paragraph);
    if (!text.length) break;
    buffer_append_byte(to, paragraphs && paragraph ? '\n' : ' ');
  }
}

void fold_line(struct slice text, struct buffer *to) {
  fold(text, false, to);
}

void fold_paragraphs(struct slice text, struct buffer *to) {
  fold(text, true, to);
}
