/* The bytes of an address and their places in the text. This file does not
** know which bytes an address may have. */
#include "text/link/address.h"

#include <assert.h>

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
