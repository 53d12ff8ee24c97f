/* An address from its host name on: the user and the port that may stand beside
** the name, its breaks, and what a sentence puts after the whole. */
#include "text/link/read.h"

#include "text/link/path.h"
#include "text/link/words.h"

/* Whether two hyphens stand here that are a dash: in a name they only follow
** the xn of a coded label. */
static bool is_dash(const struct link_address *address) {
  struct slice read = {address->bytes, address->length};
  struct slice tail = ascii_skip(read, read.length < 2 ? 0 : read.length - 2);
  return ascii_begins(link_rest(address), "--") && !ascii_is(tail, "xn");
}

/* The length of what stands here and may stand in a host name: a letter of any
** script, a digit, a hyphen, a dot, an underscore. 0 if there is none. */
static size_t host_character_length(const struct link_address *address) {
  bool is_east_asian;
  char byte = link_peek(address, 0);
  if (!byte || is_dash(address)) return 0;
  if (ascii_is_word(byte) || ascii_is_in(byte, "-._")) return 1;
  return link_letter_length(address, &is_east_asian);
}

static void read_labels(struct link_address *address) {
  for (;;) {
    link_skip_invisible(address);
    if (ascii_begins(link_rest(address), "\\_")) address->at++;
    size_t length = host_character_length(address);
    if (!length || address->length + length > LINK_LONGEST_HOST) return;
    link_add_bytes(address, length);
  }
}

/* Skips "user:password@" before a host name. No slash stands in it, so that the
** names of many addresses are looked through once. */
static void skip_user(struct link_address *address) {
  for (size_t i = 0;; i++) {
    char byte = link_peek(address, i);
    if (byte == '@') {
      address->at += i + 1;
      address->start = address->at;
      return;
    }
    bool is_inside =
        ascii_is_word(byte) || (byte && ascii_is_in(byte, "-._~%!$&*+;=:"));
    if (!is_inside) return;
  }
}

static struct slice host_so_far(const struct link_address *address) {
  struct slice host = {address->bytes, address->length};
  while (host.length && host.at[host.length - 1] == '.')
    host.length--;
  return host;
}

/* Names of hosts have fewer breaks. Without a limit, a text of many such breaks
** would be read up to the longest name once for each of them. */
enum { MOST_BREAKS = 4 };

/* Reads a name with breaks beside its dots ("github. com"). */
static void read_broken_host(struct link_address *address) {
  for (int breaks = 0;; breaks++) {
    read_labels(address);
    size_t length = link_break(address->text, address->at);
    bool at_dot = address->length && address->bytes[address->length - 1] == '.';
    if (!length || (!at_dot && link_peek(address, length) != '.')) return;
    if (breaks == MOST_BREAKS) return;
    address->at += length;
    if (!host_character_length(address)) {
      address->at -= length;
      return;
    }
  }
}

/* Reads the name again with its breaks, if that gives one that the table has
** and a path follows. */
static bool read_known_broken_host(struct link_address *address, size_t start) {
  size_t end = address->at, length = address->length;
  if (!link_break(address->text, end)) return false;
  address->at = start;
  address->length = 0;
  read_broken_host(address);
  address->host = link_host_find(host_so_far(address));
  if (address->host && link_peek(address, 0) == '/') return true;
  address->host = NULL;
  address->at = end;
  address->length = length;
  return false;
}

/* Drops the prose of a script without spaces that stands after a name's last
** label, which is never of two scripts: no name ends so. */
static void drop_glued_script(struct link_address *address) {
  size_t label = address->length, at;
  while (label > 0 && address->bytes[label - 1] != '.')
    label--;
  for (at = label; at < address->length; at++) {
    if ((unsigned char)address->bytes[at] >= 0x80) break;
  }
  if (at == label || at == address->length) return;
  struct link_address rest = {.text = {address->bytes, address->length},
                              .at = at};
  bool is_east_asian;
  link_letter_length(&rest, &is_east_asian);
  if (!is_east_asian) return;
  address->length = at;
  address->at = link_address_end(address);
}

/* Reads a port after the host name. The usual ports are dropped; with another
** one the host is not the one in the table. */
static void read_port(struct link_address *address, bool is_http) {
  size_t digits = 0;
  while (digits < 6 && ascii_is_digit(link_peek(address, 1 + digits)))
    digits++;
  if (link_peek(address, 0) != ':' || !digits) return;
  struct slice port = {address->text.at + address->at + 1, digits};
  bool is_usual = slice_is(port, is_http ? "80" : "443");
  if (is_usual || (address->host && slice_is(port, "443"))) {
    address->at += 1 + digits;
    return;
  }
  address->host = NULL;
  link_add_bytes(address, 1 + digits);
}

/* Whether the name goes on with what cannot stand in one: then what was read is
** another name than the one in the text. */
static bool is_cut(const struct link_address *address) {
  bool is_east_asian;
  char byte = link_peek(address, 0);
  if (ascii_is_word(byte) || (byte && ascii_is_in(byte, "_%@"))) return true;
  char next = link_peek(address, 1);
  if ((byte == '.' || byte == '-') && ascii_is_word(next)) return true;
  if (byte == '-' && (unsigned char)next >= 0x80) return true;
  bool is_path = byte == '/' && address->length;
  if (is_path && address->bytes[address->length - 1] == '_') return true;
  return link_letter_length(address, &is_east_asian) && !is_east_asian;
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

/* The same for a host name that the table does not have. What is left must be a
** name in small letters, or one that the table has: else the word may be the
** end of a name that is written with capitals, as in Docs.Example.Org. */
static void drop_glued_sentence(struct link_address *address) {
  size_t length = address->length;
  if (address->host) return;
  drop_glued_word(address);
  struct slice left = host_so_far(address);
  bool is_small = link_host_is_valid(left);
  for (size_t i = 0; i < left.length; i++)
    is_small = is_small && !ascii_is_upper(left.at[i]);
  if (!is_small && !link_host_find(left)) address->length = length;
}

/* Drops the punctuation after an address, and escaped spaces. */
static void drop_punctuation(struct link_address *address) {
  const char *marks = address->quote == '_' ? ".,;:!?'*~$_" : ".,;:!?'*~$";
  size_t end = address->length;
  for (;;) {
    struct slice tail = {address->bytes + end - 3, 3};
    if (end && ascii_is_in(address->bytes[end - 1], marks)) {
      end--;
    } else if (end > 3 && slice_is(tail, "%20")) {
      end -= 3;
    } else {
      break;
    }
  }
  address->length = end;
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
static bool read_host(struct link_address *address, bool is_http) {
  size_t start = address->at;
  read_labels(address);
  if (!address->length) return false;
  drop_glued_script(address);
  address->host = link_host_find(host_so_far(address));
  if (!address->host) read_known_broken_host(address, start);
  read_port(address, is_http);
  if (is_cut(address)) return false;
  if (!ascii_is_in(link_peek(address, 0), "/?#:\\")) {
    drop_glued_sentence(address);
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
  if (!read_host(address, candidate->is_http)) return false;
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
