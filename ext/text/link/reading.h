/* The address that is being read, shared by the two files that read it: its
** host name (link_read.c) and its path (link_path.c). */
#ifndef PAPERS_TEXT_LINK_READING_H
#define PAPERS_TEXT_LINK_READING_H

#include "base/ascii.h"
#include "text/link/read.h"

/* How far ahead one look goes. */
enum { LINK_LONGEST_TOKEN = 128 };

/* The byte so far ahead in the text; 0 behind its end. */
static inline char link_peek(const struct link_reading *reading, size_t ahead) {
  size_t at = reading->at + ahead;
  return at < reading->text.length ? reading->text.at[at] : 0;
}

/* What is left of the text. */
static inline struct slice link_rest(const struct link_reading *reading) {
  return ascii_skip(reading->text, reading->at);
}

/* Takes `consumed` bytes of the text as one of the address. */
void link_take(struct link_reading *reading, char byte, size_t consumed);

/* Reads the path, which begins with segment 1 where its slash is taken
** already. */
void link_read_path(struct link_reading *reading, bool slash_is_taken);

#endif
