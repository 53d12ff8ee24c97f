/* The bytes of an address and their places in the text. This file does not
** know which bytes an address may have. */
#include "text/link/address.h"

#include <assert.h>

#include "base/utf8.h"
#include "text/letters.h"

void link_add_byte(struct link_address *address, char byte, size_t consumed) {
  address->at += consumed;
  size_t offset = address->at - address->start;
  assert(address->at <= address->text.length);
  if (address->length >= LINK_URL_SIZE || offset > UINT16_MAX) {
    address->too_long = true;
    return;
  }
  address->bytes[address->length] = byte;
  address->ends[address->length++] = (uint16_t)offset;
}

void link_add_bytes(struct link_address *address, size_t length) {
  while (length--)
    link_add_byte(address, link_peek(address, 0), 1);
}

size_t link_letter_length(const struct link_address *address,
                          bool *is_east_asian) {
  uint32_t character;
  *is_east_asian = false;
  if ((unsigned char)link_peek(address, 0) < 0xc2) return 0;
  size_t width = utf8_read(link_rest(address), &character);
  if (!width || !letter_is_in_names(character)) return 0;
  *is_east_asian = letter_is_east_asian(character);
  return width;
}

/* After the command a space ends its name, and so does {}. */
static size_t command_length(struct slice text) {
  static const char command[] = "\\allowbreak";
  size_t length = sizeof command - 1;
  if (!ascii_begins(text, command)) return 0;
  text = ascii_skip(text, length);
  if (ascii_begins(text, "{}")) return length + 2;
  if (text.length && ascii_is_letter(text.at[0])) return 0;
  return length + ascii_begins(text, " ");
}

/* Zero-width spaces, the second and third of them without a break, and the soft
** hyphen. */
static const char *const invisible[] = {"\xe2\x80\x8b", "\xe2\x81\xa0",
                                        "\xef\xbb\xbf", "\xc2\xad", NULL};

/* The length of one that the text begins with. */
static size_t invisible_length(struct slice text) {
  for (size_t i = 0; invisible[i]; i++) {
    if (ascii_begins(text, invisible[i])) return slice_of(invisible[i]).length;
  }
  return 0;
}

size_t link_before_invisible(struct slice text, size_t end) {
  for (;;) {
    size_t at = end < 3 ? 0 : end - 3;
    while (at < end && at + invisible_length(ascii_skip(text, at)) != end)
      at++;
    if (at == end) return end;
    end = at;
  }
}

void link_skip_invisible(struct link_address *address) {
  size_t length;
  do {
    struct slice rest = link_rest(address);
    length = link_peek(address, 0) == '\\' ? command_length(rest) : 0;
    if (!length && link_peek(address, 0) & 0x80)
      length = invisible_length(rest);
    address->at += length;
  } while (length);
}

void link_give_back(struct link_address *address, size_t count) {
  assert(count <= address->length);
  address->length -= count;
  address->at -= count;
}

size_t link_address_end(const struct link_address *address) {
  if (!address->length) return address->start;
  return address->start + address->ends[address->length - 1];
}

struct slice link_address_host(const struct link_address *address) {
  return (struct slice){address->bytes, address->host_length};
}

struct slice link_address_path(const struct link_address *address) {
  assert(address->host_length <= address->length);
  return ascii_skip((struct slice){address->bytes, address->length},
                    address->host_length);
}

size_t link_break(struct slice text, size_t at) {
  size_t end = at;
  while (end < text.length && end - at < 3 &&
         (text.at[end] == ' ' || text.at[end] == '\t')) {
    end++;
  }
  if (end < text.length && text.at[end] == '\r') end++;
  if (end < text.length && text.at[end] == '\n') end++;
  if (end == text.length || ascii_is_space(text.at[end])) return 0;
  return end - at;
}
