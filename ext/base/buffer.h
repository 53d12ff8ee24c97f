/* A buffer of bytes that grows up to a cap. A failure is sticky: every append
** after it does nothing. So a caller appends without checking and looks at
** `failed` once, at the end. */
#ifndef PAPERS_BASE_BUFFER_H
#define PAPERS_BASE_BUFFER_H

#include "base/error.h"
#include "base/slice.h"

struct buffer {
  char *at; /* NULL while nothing was appended */
  size_t length;
  size_t capacity;
  size_t cap;          /* the most bytes; TOO_BIG beyond */
  enum outcome failed; /* OK, NO_MEMORY or TOO_BIG */
};

/* An empty buffer. Allocates nothing. */
void buffer_init(struct buffer *buffer, size_t cap);

/* Frees the memory; the buffer is as after buffer_init. Harmless twice. */
void buffer_clear(struct buffer *buffer);

/* Empties the buffer and clears its failure; keeps the memory. */
void buffer_reset(struct buffer *buffer);

void buffer_append(struct buffer *buffer, const char *bytes, size_t length);
void buffer_append_slice(struct buffer *buffer, struct slice slice);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_byte(struct buffer *buffer, char byte);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds `length` bytes, which the caller writes. NULL on failure. */
char *buffer_extend(struct buffer *buffer, size_t length);

/* The content. Valid until the next append. */
struct slice buffer_slice(const struct buffer *buffer);

/* Gives the content away as a terminated string, which the caller frees with
** free(). The buffer is empty then and holds no memory. NULL on failure; the
** buffer keeps the failure. */
char *buffer_take(struct buffer *buffer);

/* False, with the error set, if the buffer has failed. */
bool buffer_check(const struct buffer *buffer, struct error *error);

#endif
