/* Finds the message in an error body. The answer has failed already, so nothing
** here is an error: from a body that cannot be read comes the empty text. Knows
** neither the network nor rows. */
#include "hub/decode/error_text.h"

#include <assert.h>
#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "hub/decode/json.h"

enum { BODY_CAP = 8 * 1024, BODY_MAX = BODY_CAP - 8 };

struct error_text {
  char *to;
  size_t size;
  bool is_next; /* the last event was the key "error" */
  bool is_found;
};

/* Writes the first character of the text to `to` and returns its length there.
** A control character becomes a space, a byte of invalid UTF-8 becomes '?'. */
static size_t clean_character(struct slice text, char to[4]) {
  uint32_t character;
  if (!utf8_read(text, &character)) character = '?';
  return utf8_write(character < 0x20 ? ' ' : character, to);
}

static void append_clean(struct buffer *json, struct slice body) {
  if (body.length > BODY_MAX) body.length = BODY_MAX;
  while (body.length) {
    char bytes[4];
    size_t width = clean_character(body, bytes);
    buffer_append(json, bytes, width);
    body.at += width;
    body.length -= width;
  }
}

/* The length of the incomplete escape at the end of the text: 1 for a
** backslash, up to 5 for a part of \u1234, 0 if the text does not end in
** one. */
static size_t cut_escape(struct slice text) {
  for (size_t back = 1; back <= 5 && back <= text.length; back++) {
    size_t at = text.length - back;
    size_t before = at;
    if (text.at[at] != '\\') continue;
    while (before && text.at[before - 1] == '\\')
      before--;
    bool is_escape = (at - before) % 2 == 0;
    bool is_cut = back == 1 || text.at[at + 1] == 'u';
    return is_escape && is_cut ? back : 0;
  }
  return 0;
}

/* Closes the string in which the body may break off. In a complete body this
** adds bytes after the end, which nobody reads: the string was found before. */
static void end_string(struct buffer *json) {
  size_t cut = cut_escape(buffer_slice(json));
  json->length -= cut;
  if (cut > 1) buffer_append_byte(json, '?');
  buffer_append_text(json, "\"");
}

static void write_text(struct error_text *found, struct slice text) {
  size_t length = 0;
  while (text.length) {
    char bytes[4];
    size_t width = clean_character(text, bytes);
    if (length + width >= found->size) break;
    memcpy(found->to + length, bytes, width);
    length += width;
    text.at += width;
    text.length -= width;
  }
  found->to[length] = 0;
}

static bool find_text(void *to, enum json_event event, struct slice text) {
  struct error_text *found = to;
  found->is_found = found->is_next && event == JSON_STRING;
  if (found->is_found) write_text(found, text);
  found->is_next = event == JSON_KEY && slice_is(text, "error");
  return !found->is_found;
}

void error_text_read(struct slice body, char *to, size_t size) {
  struct error_text found = {.to = to, .size = size};
  struct error error = {0};
  struct buffer whole;
  assert(size > 0);
  to[0] = 0;
  struct json *json =
      json_new((struct json_handler){find_text, &found}, &error);
  buffer_init(&whole, BODY_CAP);
  append_clean(&whole, body);
  end_string(&whole);
  if (json && whole.failed == OK) {
    json_feed(json, whole.at, whole.length, &error);
  }
  buffer_clear(&whole);
  json_free(json);
}
