/* Cuts bytes into lines and cleans each line. Does not know what a line says.
 */
#include "saved/lines.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/references.h"

/* Cleaning makes at most three bytes of one; decoding adds none. */
enum { CLEAN_MAX = 3 * (PAGE_LINE_MAX + 1), REFERENCES_DEPTH = 3 };

void page_lines_init(struct page_lines *lines) {
  *lines = (struct page_lines){0};
  buffer_init(&lines->bytes, PAGE_LINE_MAX + 1);
  buffer_init(&lines->clean, CLEAN_MAX);
  buffer_init(&lines->plain, CLEAN_MAX);
  buffer_init(&lines->encoded, CLEAN_MAX);
  buffer_init(&lines->folded, CLEAN_MAX);
}

void page_lines_clear(struct page_lines *lines) {
  buffer_clear(&lines->bytes);
  buffer_clear(&lines->clean);
  buffer_clear(&lines->plain);
  buffer_clear(&lines->encoded);
  buffer_clear(&lines->folded);
}

bool page_lines_is_too_long(const struct page_lines *lines) {
  return lines->bytes.length > PAGE_LINE_MAX;
}

bool page_lines_has_zero(const struct page_lines *lines) {
  struct slice bytes = buffer_slice(&lines->bytes);
  return bytes.length && memchr(bytes.at, 0, bytes.length) != NULL;
}

/* Whether the bytes of the line, `length` bytes of `rest` included, end with
** the first bytes of a line end that has several. */
static bool ends_with(const struct page_lines *lines, struct slice rest,
                      size_t length, const char *first) {
  size_t count = strlen(first);
  for (size_t back = 1; back <= count; back++) {
    size_t stored = lines->bytes.length + length;
    if (stored < back) return false;
    char byte = back <= length
                    ? rest.at[length - back]
                    : lines->bytes.at[lines->bytes.length - (back - length)];
    if (byte != first[count - back]) return false;
  }
  return true;
}

/* Whether the byte of `rest` at `length` ends the line. *before becomes how
** many bytes before it belong to the line end. */
static bool is_line_end(const struct page_lines *lines, struct slice rest,
                        size_t length, size_t *before) {
  unsigned char byte = (unsigned char)rest.at[length];
  *before = 0;
  if (byte >= '\n' && byte <= '\r') return true;
  if (byte == 0x85 && ends_with(lines, rest, length, "\xc2")) *before = 1;
  if ((byte == 0xa8 || byte == 0xa9) &&
      ends_with(lines, rest, length, "\xe2\x80")) {
    *before = 2;
  }
  return *before > 0;
}

bool page_lines_feed(struct page_lines *lines, struct slice *rest) {
  if (lines->is_after_return && rest->length) {
    *rest = ascii_skip(*rest, rest->at[0] == '\n');
    lines->is_after_return = false;
  }
  size_t room = PAGE_LINE_MAX + 1 - lines->bytes.length;
  size_t most = rest->length < room ? rest->length : room;
  size_t length = 0, before = 0;
  while (length < most && !is_line_end(lines, *rest, length, &before)) {
    length++;
  }
  bool is_ended = length < most;
  if (is_ended) lines->is_after_return = rest->at[length] == '\r';
  buffer_append(&lines->bytes, rest->at, length);
  if (is_ended && lines->bytes.failed == OK) lines->bytes.length -= before;
  *rest = ascii_skip(*rest, length + is_ended);
  return is_ended || page_lines_is_too_long(lines) || lines->bytes.failed != OK;
}

static void decode_references(struct slice text, struct buffer *to) {
  struct references references = {0};
  buffer_reset(to);
  references_append(&references, text, to);
  references_end(&references, to);
}

/* Decodes the line until nothing changes: what was encoded more than once is
** decoded as often, up to REFERENCES_DEPTH times. */
static void decode_line(struct page_lines *lines) {
  struct buffer *from = &lines->clean, *to = &lines->plain;
  decode_references(buffer_slice(from), to);
  for (int i = 1; i < REFERENCES_DEPTH && to->length < from->length; i++) {
    if (to->failed != OK) return;
    from = &lines->encoded;
    buffer_reset(from);
    buffer_append_slice(from, buffer_slice(to));
    if (from->failed != OK) return;
    decode_references(buffer_slice(from), to);
  }
}

/* Characters that show nothing: soft hyphens, marks of direction, spaces of no
** width. The joiners join nothing behind ASCII, nor where a line begins. */
static bool is_invisible(uint32_t character, bool is_behind_letter) {
  if (character == 0x200c || character == 0x200d) return !is_behind_letter;
  return character == 0xad || character == 0x200b || character == 0xfeff ||
         character == 0x200e || character == 0x200f || character == 0x2060 ||
         (character >= 0x202a && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069);
}

/* Takes the characters out that show nothing. */
static void drop_invisible(struct buffer *text) {
  struct slice rest = buffer_slice(text);
  size_t length = 0, width;
  uint32_t character;
  bool is_behind_letter = false;
  for (; (width = utf8_read(rest, &character));
       rest = ascii_skip(rest, width)) {
    if (is_invisible(character, is_behind_letter)) continue;
    memmove(text->at + length, rest.at, width);
    length += width;
    is_behind_letter = character >= 0x80;
  }
  assert(!rest.length || text->failed != OK);
  text->length = length;
}

/* A mail quotes a text with "> " before its lines, and a mail in a mail so
** again. */
static struct slice skip_quotes(struct slice bytes) {
  while (bytes.length && bytes.at[0] == '>') {
    bytes = ascii_skip(bytes, 1);
    bytes = ascii_skip(bytes, bytes.length && bytes.at[0] == ' ');
  }
  return bytes;
}

bool page_lines_take(struct page_lines *lines, struct text_line *line,
                     struct error *error) {
  struct slice bytes = buffer_slice(&lines->bytes);
  *line = (struct text_line){.number = ++lines->number};
  if (!buffer_check(&lines->bytes, error)) return false;
  if (lines->is_quoted) bytes = skip_quotes(bytes);
  if (bytes.length) {
    line->begins_with_space = ascii_is_space(bytes.at[0]);
    line->ends_with_space = ascii_is_space(bytes.at[bytes.length - 1]);
  }
  buffer_reset(&lines->clean);
  clean_append(&lines->clean, bytes);
  line->width = utf8_count(buffer_slice(&lines->clean));
  decode_line(lines);
  drop_invisible(&lines->plain);
  buffer_reset(&lines->folded);
  fold_line(buffer_slice(&lines->plain), &lines->folded);
  buffer_reset(&lines->bytes);
  line->text = buffer_slice(&lines->folded);
  return buffer_check(&lines->clean, error) &&
         buffer_check(&lines->plain, error) &&
         buffer_check(&lines->encoded, error) &&
         buffer_check(&lines->folded, error);
}
