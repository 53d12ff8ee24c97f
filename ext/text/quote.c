/* JSON strings, written. This file is about single strings; arrays are put
** together by their callers. */
#include "text/quote.h"

/* The letter of the escape that the byte needs: 'u' for the long form, 0 if it
** needs none. */
static char escape_of(char byte) {
  static const char controls[] = "uuuuuuuubtnufruuuuuuuuuuuuuuuuuu";
  if (byte == '"' || byte == '\\') return byte;
  return (unsigned char)byte < 0x20 ? controls[(unsigned char)byte] : 0;
}

static void append_escape(struct buffer *to, char byte, char letter) {
  buffer_append_byte(to, '\\');
  buffer_append_byte(to, letter);
  if (letter == 'u') buffer_format(to, "%04x", (unsigned char)byte);
}

void quote_append(struct buffer *to, struct slice text) {
  size_t from = 0;
  buffer_append_byte(to, '"');
  for (size_t i = 0; i < text.length; i++) {
    char letter = escape_of(text.at[i]);
    if (!letter) continue;
    buffer_append(to, text.at + from, i - from);
    append_escape(to, text.at[i], letter);
    from = i + 1;
  }
  buffer_append(to, text.at + from, text.length - from);
  buffer_append_byte(to, '"');
}
