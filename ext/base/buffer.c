/* A buffer that grows up to its cap. Knows nothing about its content. */
#include "base/buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_init(struct buffer *buffer, size_t cap) {
  *buffer = (struct buffer){.cap = cap};
}

void buffer_clear(struct buffer *buffer) {
  free(buffer->at);
  buffer_init(buffer, buffer->cap);
}

void buffer_reset(struct buffer *buffer) {
  buffer->length = 0;
  buffer->failed = OK;
}

/* Makes room for `more` bytes and a terminator. The cap does not count the
** terminator. */
static bool reserve_bytes(struct buffer *buffer, size_t more) {
  if (buffer->failed != OK) return false;
  assert(buffer->length <= buffer->cap);
  if (more > buffer->cap - buffer->length) {
    buffer->failed = TOO_BIG;
    return false;
  }
  size_t needed = buffer->length + more + 1;
  if (needed <= buffer->capacity) return true;
  size_t capacity = buffer->capacity + buffer->capacity / 2;
  if (capacity < needed) capacity = needed < 64 ? 64 : needed;
  char *at = realloc(buffer->at, capacity);
  if (!at) {
    buffer->failed = NO_MEMORY;
    return false;
  }
  buffer->at = at;
  buffer->capacity = capacity;
  return true;
}

char *buffer_extend(struct buffer *buffer, size_t length) {
  if (!reserve_bytes(buffer, length)) return NULL;
  char *at = buffer->at + buffer->length;
  buffer->length += length;
  return at;
}

void buffer_append(struct buffer *buffer, const char *bytes, size_t length) {
  char *at = buffer_extend(buffer, length);
  if (at && length) memcpy(at, bytes, length);
}

void buffer_append_slice(struct buffer *buffer, struct slice slice) {
  buffer_append(buffer, slice.at, slice.length);
}

void buffer_append_text(struct buffer *buffer, const char *text) {
  buffer_append(buffer, text, strlen(text));
}

void buffer_append_byte(struct buffer *buffer, char byte) {
  buffer_append(buffer, &byte, 1);
}

void buffer_format(struct buffer *buffer, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length < 0 || !reserve_bytes(buffer, (size_t)length)) return;
  va_start(arguments, format);
  vsnprintf(buffer->at + buffer->length, (size_t)length + 1, format, arguments);
  va_end(arguments);
  buffer->length += (size_t)length;
}

struct slice buffer_slice(const struct buffer *buffer) {
  return (struct slice){buffer->at ? buffer->at : "", buffer->length};
}

char *buffer_take(struct buffer *buffer) {
  if (!reserve_bytes(buffer, 0)) {
    enum outcome failed = buffer->failed;
    buffer_clear(buffer);
    buffer->failed = failed;
    return NULL;
  }
  char *at = buffer->at;
  at[buffer->length] = 0;
  buffer_init(buffer, buffer->cap);
  return at;
}

bool buffer_check(const struct buffer *buffer, struct error *error) {
  if (buffer->failed == NO_MEMORY) error_no_memory(error);
  if (buffer->failed == TOO_BIG) {
    error_set(error, TOO_BIG, "more than %zu bytes", buffer->cap);
  }
  return buffer->failed == OK;
}
