/* An address from its host name on: the user and the port that may stand beside
** the name, its breaks, and what a sentence puts behind the whole. */
#include "text/link/read.h"

#include "text/link/path.h"
#include "text/link/words.h"

static bool is_host_byte(char byte) {
  return ascii_is_word(byte) || byte == '-' || byte == '.';
}

/* Skips "user:password@" before a host name. */
static void skip_user(struct link_address *address) {
  for (size_t i = 0; i < LINK_LONGEST_TOKEN; i++) {
    char byte = link_peek(address, i);
    if (byte == '@') {
      address->at += i + 1;
      address->start = address->at;
      return;
    }
    if (!ascii_is_word(byte) && !ascii_is_in(byte, "-._~%!$&*+;=:")) return;
  }
}

static struct slice host_so_far(const struct link_address *address) {
  struct slice host = {address->bytes, address->length};
  while (host.length && host.at[host.length - 1] == '.')
    host.length--;
  return host;
}

/* Reads a name with breaks beside its dots ("github. com"). */
static void read_broken_host(struct link_address *address) {
  for (;;) {
    while (is_host_byte(link_peek(address, 0)) &&
           address->length < LINK_LONGEST_HOST) {
      link_add_byte(address, link_peek(address, 0), 1);
    }
    size_t length = link_break(address->text, address->at);
    bool at_dot = address->length && address->bytes[address->length - 1] == '.';
    if (!length || (!at_dot && link_peek(address, length) != '.')) return;
    if (!is_host_byte(link_peek(address, length))) return;
    link_add_byte(address, link_peek(address, length), length + 1);
  }
}

static bool read_host(struct link_address *address) {
  size_t start = address->at;
  while (is_host_byte(link_peek(address, 0)) &&
         address->length < LINK_LONGEST_HOST) {
    link_add_byte(address, link_peek(address, 0), 1);
  }
  size_t end = address->at, length = address->length;
  if (!length) return false;
  address->host = link_host_find(host_so_far(address));
  if (!address->host && link_break(address->text, address->at)) {
    address->at = start;
    address->length = 0;
    read_broken_host(address);
    address->host = link_host_find(host_so_far(address));
    if (!address->host || link_peek(address, 0) != '/') {
      address->host = NULL;
      address->at = end;
      address->length = length;
    }
  }
  return true;
}

/* Reads a port behind the host name. The usual ports are dropped; with another
** one the host is not the one in the table. */
static void read_port(struct link_address *address) {
  size_t digits = 0;
  while (digits < 6 && ascii_is_digit(link_peek(address, 1 + digits)))
    digits++;
  if (link_peek(address, 0) != ':' || !digits) return;
  struct slice port = {address->text.at + address->at + 1, digits};
  if (slice_is(port, "443") || slice_is(port, "80")) {
    address->at += 1 + digits;
    return;
  }
  address->host = NULL;
  for (size_t i = 0; i <= digits; i++)
    link_add_byte(address, link_peek(address, 0), 1);
}

/* Drops a word that begins the next sentence: "repo.We show". */
static void drop_glued_word(struct link_address *address) {
  size_t dot = address->length;
  while (dot > 0 && ascii_is_letter(address->bytes[dot - 1]))
    dot--;
  if (dot < 2 || dot == address->length || address->bytes[dot - 1] != '.') {
    return;
  }
  struct slice word = {address->bytes + dot, address->length - dot};
  struct slice after = ascii_skip(address->text, link_address_end(address));
  if (link_word_begins_sentence(word, after)) address->length = dot - 1;
}

static void drop_punctuation(struct link_address *address) {
  const char *marks = address->quote == '_' ? ".,;:!?'*~$_" : ".,;:!?'*~$";
  while (address->length &&
         ascii_is_in(address->bytes[address->length - 1], marks)) {
    address->length--;
  }
}

static void begin(struct link_address *address, struct slice text,
                  const struct link_candidate *candidate) {
  size_t start = candidate->start;
  address->text = text;
  address->start = address->at = candidate->host;
  bool is_quoted = start > 0 && ascii_is_in(text.at[start - 1], "'_*");
  address->quote = is_quoted ? text.at[start - 1] : 0;
  address->too_long = false;
  address->host = NULL;
  address->length = address->host_length = 0;
}

/* Reads the host name and its port. false if it is not well formed. */
static bool read_whole_host(struct link_address *address) {
  if (!read_host(address)) return false;
  read_port(address);
  if (!ascii_is_in(link_peek(address, 0), "/?#:\\")) {
    drop_glued_word(address);
    address->at = link_address_end(address);
  }
  drop_punctuation(address);
  address->host_length = address->length;
  struct slice host = link_address_host(address);
  if (!address->host) address->host = link_host_find(host);
  return link_host_is_valid(host);
}

bool link_read(struct link_address *address, struct slice text,
               const struct link_candidate *candidate) {
  begin(address, text, candidate);
  if (candidate->lead == LINK_LEAD_SCHEME) skip_user(address);
  if (!read_whole_host(address)) return false;
  if (!address->host && !candidate->any_host) return false;
  bool is_git =
      candidate->lead == LINK_LEAD_GIT && link_peek(address, 0) == ':';
  if (is_git) link_add_byte(address, '/', 1);
  link_read_path(address, is_git);
  drop_punctuation(address);
  if (address->host_length < address->length) drop_glued_word(address);
  drop_punctuation(address);
  return !address->too_long;
}
