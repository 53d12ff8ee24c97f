/* Cuts bytes into lines and cleans each line. Does not know what a line says.
 */
#include "saved/lines.h"

#include <string.h>

#include "base/ascii.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/references.h"

/* Cleaning makes at most three bytes of one; decoding adds none. */
enum { CLEAN_MAX = 3 * (PAGE_LINE_MAX + 1) };

void page_lines_init(struct page_lines *lines) {
  *lines = (struct page_lines){0};
  buffer_init(&lines->bytes, PAGE_LINE_MAX + 1);
  buffer_init(&lines->clean, CLEAN_MAX);
  buffer_init(&lines->plain, CLEAN_MAX);
  buffer_init(&lines->folded, CLEAN_MAX);
}

void page_lines_clear(struct page_lines *lines) {
  buffer_clear(&lines->bytes);
  buffer_clear(&lines->clean);
  buffer_clear(&lines->plain);
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

static size_t count_characters(struct slice text) {
  size_t count = 0;
  for (size_t i = 0; i < text.length; i++) {
    count += (text.at[i] & 0xc0) != 0x80;
  }
  return count;
}

static void decode_references(struct slice text, struct buffer *to) {
  struct references references = {0};
  references_append(&references, text, to);
  references_end(&references, to);
}

/* A mail quotes a text with "> " before its lines. */
static struct slice skip_quote(struct slice bytes) {
  if (!bytes.length || bytes.at[0] != '>') return bytes;
  bytes = ascii_skip(bytes, 1);
  return ascii_skip(bytes, bytes.length && bytes.at[0] == ' ');
}

bool page_lines_take(struct page_lines *lines, struct text_line *line,
                     struct error *error) {
  struct slice bytes = buffer_slice(&lines->bytes);
  *line = (struct text_line){.number = ++lines->number};
  if (!buffer_check(&lines->bytes, error)) return false;
  if (lines->is_quoted) bytes = skip_quote(bytes);
  if (bytes.length) {
    line->begins_with_space = ascii_is_space(bytes.at[0]);
    line->ends_with_space = ascii_is_space(bytes.at[bytes.length - 1]);
  }
  buffer_reset(&lines->clean);
  buffer_reset(&lines->plain);
  buffer_reset(&lines->folded);
  clean_append(&lines->clean, bytes);
  line->width = count_characters(buffer_slice(&lines->clean));
  decode_references(buffer_slice(&lines->clean), &lines->plain);
  fold_line(buffer_slice(&lines->plain), &lines->folded);
  buffer_reset(&lines->bytes);
  line->text = buffer_slice(&lines->folded);
  return buffer_check(&lines->clean, error) &&
         buffer_check(&lines->plain, error) &&
         buffer_check(&lines->folded, error);
}
