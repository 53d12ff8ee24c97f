/* Separators of author lists: commas, "and", what LaTeX, HTML and other scripts
** write in their place. This file does not know what stands between them. */
#include "text/author_separators.h"

#include <string.h>

#include "base/ascii.h"

/* Separators that are one character or tag, wherever they stand. */
static enum author_separator fixed_separator(struct slice rest,
                                             size_t *length) {
  static const struct {
    const char *text;
    enum author_separator separator;
  } fixed[] = {
      {";", STRONG},
      {"|", STRONG},
      {"<br>", STRONG},
      {"<br/>", STRONG},
      {"<br />", STRONG},
      {"\xe2\x80\xa2", STRONG}, /* a bullet */
      {"\xef\xbc\x9b", STRONG}, /* the wide semicolon, bar and slash */
      {"\xef\xbd\x9c", STRONG},
      {"\xef\xbc\x8f", STRONG},
      {"\xd8\x9b", STRONG},         /* the Arabic semicolon */
      {"\xef\xbc\x8c", LIST_COMMA}, /* the wide comma */
      {"\xe3\x80\x81", LIST_COMMA}, /* the ideographic comma */
      {"\xd8\x8c", LIST_COMMA},     /* the Arabic comma */
  };
  for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
    *length = strlen(fixed[i].text);
    if (ascii_begins(rest, fixed[i].text)) return fixed[i].separator;
  }
  return NO_SEPARATOR;
}

/* The comma, but not that of 1,204. */
static enum author_separator comma_at(struct slice text, size_t at) {
  bool is_thousand = at > 0 && ascii_is_digit(text.at[at - 1]) &&
                     at + 3 < text.length && ascii_is_digit(text.at[at + 1]) &&
                     ascii_is_digit(text.at[at + 2]) &&
                     ascii_is_digit(text.at[at + 3]);
  return is_thousand ? NO_SEPARATOR : COMMA;
}

/* "and" or "&" as a word of its own. */
static enum author_separator and_at(struct slice text, size_t at,
                                    size_t *length) {
  char before = at ? text.at[at - 1] : ' ';
  if (ascii_is_letter(before) ||
      (!ascii_is_space(before) && !ascii_is_in(before, ",;)}>~"))) {
    return NO_SEPARATOR;
  }
  struct slice rest = ascii_skip(text, at);
  *length = ascii_begins(rest, "and") ? 3 : 1;
  if (*length == 1 && rest.at[0] != '&') return NO_SEPARATOR;
  rest = ascii_skip(rest, *length);
  bool ends = !rest.length || ascii_is_space(rest.at[0]) || rest.at[0] == '~';
  return ends ? AND : NO_SEPARATOR;
}

/* "&", and HTML's "&amp;"; another reference is passed over, with the semicolon
** that ends it. */
static enum author_separator ampersand_at(struct slice text, size_t at,
                                          size_t *length) {
  struct slice rest = ascii_skip(text, at);
  size_t end = 1;
  while (end < rest.length && end < 9 &&
         (ascii_is_word(rest.at[end]) || rest.at[end] == '#')) {
    end++;
  }
  if (end == 1 || end == rest.length || rest.at[end] != ';') {
    return and_at(text, at, length);
  }
  *length = end + 1;
  return ascii_begins(rest, "&amp;") ? AND : NO_SEPARATOR;
}

/* LaTeX's \and and \&. */
static enum author_separator command_at(struct slice text, size_t at,
                                        size_t *length) {
  struct slice rest = ascii_skip(text, at);
  bool is_and = ascii_begins(rest, "\\and") &&
                (rest.length == 4 || !ascii_is_letter(rest.at[4]));
  bool is_ampersand = ascii_begins(rest, "\\&");
  *length = is_and ? 4 : 2;
  if (is_ampersand) return AND;
  return is_and ? STRONG : NO_SEPARATOR;
}

/* The dot in the middle of a line. It is part of a name between two l, as in
** Catalan, and between characters of East Asia. */
static enum author_separator middle_dot_at(struct slice text, size_t at,
                                           size_t *length) {
  static const char dot[] = "\xc2\xb7";
  if (!ascii_begins(ascii_skip(text, at), dot)) return NO_SEPARATOR;
  *length = 2;
  char before = at ? text.at[at - 1] : ' ';
  char after = at + 2 < text.length ? text.at[at + 2] : ' ';
  bool is_catalan = ascii_lower(before) == 'l' && ascii_lower(after) == 'l';
  bool is_inside = (unsigned char)before >= 0xe0 || (before & 0xc0) == 0x80;
  return is_catalan || is_inside ? NO_SEPARATOR : STRONG;
}

/* The slash, but not the two of an address, nor that of a tag around a footnote
** mark. */
static enum author_separator slash_at(struct slice text, size_t at) {
  char before = at ? text.at[at - 1] : ' ';
  struct slice rest = ascii_skip(text, at + 1);
  char after = rest.length ? rest.at[0] : ' ';
  bool is_mark = ascii_begins(rest, "sup>") || ascii_begins(rest, "sub>");
  if (before == '/' || after == '/' || (before == '<' && is_mark)) {
    return NO_SEPARATOR;
  }
  return ascii_is_space(before) && ascii_is_space(after) ? STRONG : SLASH;
}

/* The colon that ends a group's name or a heading. */
static enum author_separator colon_at(struct slice text, size_t at) {
  char after = at + 1 < text.length ? text.at[at + 1] : ' ';
  return ascii_is_space(after) || after == ',' ? COLON : NO_SEPARATOR;
}

size_t author_next_mark(struct slice text, size_t at) {
  static const bool may_begin[256] = {
      [','] = true,  [':'] = true,  ['/'] = true,  ['a'] = true,  ['A'] = true,
      ['&'] = true,  ['\\'] = true, [';'] = true,  ['|'] = true,  ['<'] = true,
      ['('] = true,  ['{'] = true,  [0xc2] = true, [0xd8] = true, [0xe2] = true,
      [0xe3] = true, [0xef] = true};
  while (at < text.length && !may_begin[(unsigned char)text.at[at]])
    at++;
  return at;
}

enum author_separator author_separator_at(struct slice text, size_t at,
                                          size_t *length) {
  unsigned char byte = (unsigned char)text.at[at];
  *length = 1;
  if (byte == ',') return comma_at(text, at);
  if (byte == ':') return colon_at(text, at);
  if (byte == '/') return slash_at(text, at);
  if (byte == 'a' || byte == 'A') return and_at(text, at, length);
  if (byte == '&') return ampersand_at(text, at, length);
  if (byte == '\\') return command_at(text, at, length);
  if (byte == 0xc2) return middle_dot_at(text, at, length);
  if (byte < 0x80 && !ascii_is_in((char)byte, ";|<")) return NO_SEPARATOR;
  enum author_separator separator =
      fixed_separator(ascii_skip(text, at), length);
  if (separator == NO_SEPARATOR) *length = 1;
  return separator;
}

/* The length of a line's end, or of what stands for one: a tab, a wide gap,
** LaTeX's \\; 0 if there is none. */
static size_t line_end_length(struct slice text) {
  if (ascii_is_in(text.at[0], "\n\r\t")) return 1;
  if (text.at[0] == '\\') return ascii_begins(text, "\\\\") ? 2 : 0;
  if (text.at[0] == ' ' && (text.length < 3 || text.at[1] != ' ')) return 0;
  if (text.at[0] == ' ') return text.at[2] == ' ' ? 3 : 0;
  bool is_wide =
      ascii_begins(text, "\xe2\x80\xa8") || ascii_begins(text, "\xe2\x80\xa9");
  return is_wide ? 3 : 0;
}

struct slice author_next_line(struct slice *text) {
  static const bool may_end[256] = {
      ['\n'] = true, ['\r'] = true, ['\t'] = true,
      ['\\'] = true, [' '] = true,  [0xe2] = true};
  struct slice rest = *text;
  while (rest.length &&
         (!may_end[(unsigned char)rest.at[0]] || !line_end_length(rest))) {
    rest.at++;
    rest.length--;
  }
  struct slice line = slice_between(text->at, rest.at);
  *text = ascii_skip(rest, rest.length ? line_end_length(rest) : 0);
  return line;
}
