/* The address that is being read out of a text: the bytes that belong to it,
** and where each of them ended in the text. The readers of its host name and
** of its path share it. */
#ifndef PAPERS_TEXT_LINK_ADDRESS_H
#define PAPERS_TEXT_LINK_ADDRESS_H

#include <stdint.h>

#include "base/ascii.h"
#include "text/link/hosts.h"

/* How many bytes of the text one look ahead may read. */
enum { LINK_LONGEST_TOKEN = 128 };

struct link_address {
  struct slice text;
  size_t start;  /* of the host name in the text */
  size_t at;     /* the next byte of the text */
  char quote;    /* ' _ or * before the link, which then closes it; or 0 */
  bool too_long; /* bytes were passed over and not kept */
  const struct link_host *host; /* NULL: not in the table */
  size_t host_length;
  size_t length;
  char bytes[LINK_URL_SIZE];    /* the host name, then the path */
  uint16_t ends[LINK_URL_SIZE]; /* where in the text each byte ended, counted
                                   from start */
};

/* The byte so far ahead in the text; 0 after its end. */
static inline char link_peek(const struct link_address *address, size_t ahead) {
  size_t at = address->at + ahead;
  return at < address->text.length ? address->text.at[at] : 0;
}

/* The text from the next byte on. */
static inline struct slice link_rest(const struct link_address *address) {
  return ascii_skip(address->text, address->at);
}

/* Adds `byte` to the address; it took `consumed` bytes of the text. */
void link_add_byte(struct link_address *address, char byte, size_t consumed);

/* Takes the last `count` bytes off the address, which stood so in the text. */
void link_give_back(struct link_address *address, size_t count);

/* Where in the text the address ends. */
size_t link_address_end(const struct link_address *address);

struct slice link_address_host(const struct link_address *address);
struct slice link_address_path(const struct link_address *address);

/* The length in bytes of the letter that stands here beyond ASCII; 0 if there
** is none. *is_east_asian says whether it is Han, kana or Hangul, which prose
** puts after an address without a space. */
size_t link_letter_length(const struct link_address *address,
                          bool *is_east_asian);

/* Adds `length` bytes as they stand. */
void link_add_bytes(struct link_address *address, size_t length);

/* Skips what is invisible in print and stands inside an address: LaTeX's
** \allowbreak, a zero-width space, a soft hyphen. */
void link_skip_invisible(struct link_address *address);

/* The place before what is so invisible and ends at `end`. */
size_t link_before_invisible(struct slice text, size_t end);

/* The length of a break at `at` in the text, such as the wrapping of lines
** makes: up to three spaces, one line end, and then something else. 0 if there
** is none. */
size_t link_break(struct slice text, size_t at);

#endif
