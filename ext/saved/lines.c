/* Cuts bytes into lines and cleans each line. Does not know what a line says.
 */
#include "saved/lines.h"

#include <string.h>

#include "base/ascii.h"
#include "text/clean.h"
#include "text/fold.h"

/* Cleaning makes at most three bytes of one. */
enum { CLEAN_MAX = 3 * (PAGE_LINE_MAX + 1) };

void page_lines_init(struct page_lines *lines) {
  buffer_init(&lines->bytes, PAGE_LINE_MAX + 1);
  buffer_init(&lines->clean, CLEAN_MAX);
  buffer_init(&lines->folded, CLEAN_MAX);
}

void page_lines_clear(struct page_lines *lines) {
  buffer_clear(&lines->bytes);
  buffer_clear(&lines->clean);
  buffer_clear(&lines->folded);
}

bool page_lines_is_too_long(const struct page_lines *lines) {
  return lines->bytes.length > PAGE_LINE_MAX;
}

bool page_lines_has_zero(const struct page_lines *lines) {
  struct slice bytes = buffer_slice(&lines->bytes);
  return memchr(bytes.at, 0, bytes.length) != NULL;
}

bool page_lines_feed(struct page_lines *lines, struct slice *rest) {
  size_t room = PAGE_LINE_MAX + 1 - lines->bytes.length;
  size_t most = rest->length < room ? rest->length : room;
  size_t length = 0;
  while (length < most && rest->at[length] != '\n' &&
         rest->at[length] != '\r') {
    length++;
  }
  bool is_ended = length < rest->length;
  buffer_append(&lines->bytes, rest->at, length);
  *rest = ascii_skip(*rest, length + is_ended);
  return is_ended || page_lines_is_too_long(lines) || lines->bytes.failed != OK;
}

struct slice page_lines_take(struct page_lines *lines, struct error *error) {
  if (!buffer_check(&lines->bytes, error)) return (struct slice){0};
  buffer_reset(&lines->clean);
  clean_append(&lines->clean, buffer_slice(&lines->bytes));
  buffer_reset(&lines->bytes);
  buffer_reset(&lines->folded);
  fold_line(buffer_slice(&lines->clean), &lines->folded);
  if (!buffer_check(&lines->clean, error)) return (struct slice){0};
  if (!buffer_check(&lines->folded, error)) return (struct slice){0};
  return buffer_slice(&lines->folded);
}
