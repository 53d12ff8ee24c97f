/* A growing run of bytes that is born with a cap. Failure is sticky: after
** the first one every append is a no-op, so that a caller appends freely and
** looks at `failed` once, at the end. */
#ifndef PAPERS_BASE_BUFFER_H
#define PAPERS_BASE_BUFFER_H

#include "base/error.h"
#include "base/slice.h"

struct buffer {
  char *at; /* NULL while nothing was appended */
  size_t length;
  size_t capacity;
  size_t cap;          /* in bytes; more is TOO_BIG */
  enum outcome failed; /* OK, NO_MEMORY or TOO_BIG */
};

/* An empty buffer. Takes no memory. */
void buffer_init(struct buffer *buffer, size_t cap);

/* Gives the memory back; the buffer is as after buffer_init. Harmless twice. */
void buffer_clear(struct buffer *buffer);

/* Empties the buffer and forgives its failure, keeping its memory. */
void buffer_reset(struct buffer *buffer);

void buffer_append(struct buffer *buffer, const char *bytes, size_t length);
void buffer_append_slice(struct buffer *buffer, struct slice slice);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_byte(struct buffer *buffer, char byte);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* `length` bytes at the end to be written by the caller; NULL on failure. */
char *buffer_extend(struct buffer *buffer, size_t length);

/* What is in it, until the next append. */
struct slice buffer_slice(const struct buffer *buffer);

/* The content as a terminated string that the caller frees with free(); the
** buffer is empty afterwards, and holds no memory. NULL on failure, which stays
** recorded. */
char *buffer_take(struct buffer *buffer);

/* Passes a failure on to `error`, in words; false if there was one. */
bool buffer_check(const struct buffer *buffer, struct error *error);

#endif
