/* Where links may begin in a text: at a scheme before a slash, or at a dot in a
** host name. This file does not know what belongs to a link. */
#include <assert.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/letters.h"
#include "text/link/describe.h"
#include "text/link/read.h"

void link_scan_init(struct link_scan *scan, struct slice text) {
  *scan = (struct link_scan){.text = text};
}

/* The next dot or slash: every link has one before it ends. */
static size_t next_mark(struct slice text, size_t at) {
  static const bool is_mark[256] = {['.'] = true, ['/'] = true};
  while (at < text.length && !is_mark[(unsigned char)text.at[at]])
    at++;
  return at;
}

/* Skips a few spaces backwards. */
static size_t before_spaces(const struct link_scan *scan, size_t at) {
  for (int i = 0; i < 3 && at > scan->floor; i++) {
    if (!ascii_is_space(scan->text.at[at - 1])) break;
    at--;
  }
  return at;
}

/* Reads the scheme that ends at `end`. */
static bool read_scheme_before(const struct link_scan *scan, size_t end,
                               struct link_candidate *candidate) {
  static const struct {
    const char *name;
    size_t length;
    bool is_web;
  } schemes[] = {{"https", 5, true},
                 {"http", 4, true},
                 {"git", 3, false},
                 {"ssh", 3, false}};
  for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
    size_t length = schemes[i].length;
    if (end < scan->floor + length) continue;
    struct slice tail = {scan->text.at + end - length, length};
    if (!ascii_is(tail, schemes[i].name)) continue;
    candidate->start = end - length;
    candidate->any_host = schemes[i].is_web;
    candidate->is_http = ascii_is(tail, "http");
    candidate->lead = LINK_LEAD_SCHEME;
    return true;
  }
  return false;
}

/* Finds the link with a scheme whose first slash is at `slash`. */
static bool find_from_slash(const struct link_scan *scan, size_t slash,
                            struct link_candidate *candidate) {
  struct slice text = scan->text;
  size_t at = slash, next = slash + 1;
  if (at > scan->floor && text.at[at - 1] == '\\') at--;
  at = before_spaces(scan, at);
  if (at == scan->floor || text.at[at - 1] != ':') return false;
  if (!read_scheme_before(scan, before_spaces(scan, at - 1), candidate)) {
    return false;
  }
  next += link_break(text, next);
  if (next < text.length && text.at[next] == '\\') next++;
  if (next == text.length || text.at[next] != '/') return false;
  while (next < text.length && text.at[next] == '/')
    next++;
  candidate->host = next + link_break(text, next);
  return true;
}

/* Whether the character before `end` belongs to the name after it: a letter,
** but not Han, kana or Hangul, which stand beside names without a space. */
static bool goes_before(const struct link_scan *scan, size_t end) {
  size_t at = end - 1;
  uint32_t character;
  while (at > 0 && end - at < 4 && (scan->text.at[at] & 0xc0) == 0x80)
    at--;
  struct slice last = {scan->text.at + at, end - at};
  if (utf8_read(last, &character) != last.length) return false;
  if (character < 0x80)
    return ascii_is_in((char)character, "\\_@-.%") ||
           ascii_is_word((char)character);
  return letter_is_in_names(character) && !letter_is_east_asian(character);
}

/* Whether a host name can begin at `start`: not inside a longer one, and not
** in a mail address, but in git's "git@host:owner/repo". */
static bool is_host_start(const struct link_scan *scan, size_t start) {
  start = link_before_invisible(scan->text, start);
  if (start == 0) return true;
  char byte = scan->text.at[start - 1];
  if (ascii_is_in(byte, ".@-%") || ascii_is_word(byte)) return false;
  if (byte == '_') return start == 1 || !goes_before(scan, start - 1);
  return (unsigned char)byte < 0x80 || !goes_before(scan, start);
}

static bool is_label_byte(char byte) {
  return ascii_is_word(byte) || byte == '-' || byte == '_';
}

/* Finds the link without a scheme that has the dot in its host name. */
static bool find_from_dot(const struct link_scan *scan, size_t dot,
                          struct link_candidate *candidate) {
  struct slice text = scan->text;
  size_t end = before_spaces(scan, dot), start = end;
  while (start > scan->floor && end - start <= LINK_LONGEST_LABEL &&
         is_label_byte(text.at[start - 1])) {
    start--;
  }
  while (start < end && text.at[start] == '_')
    start++;
  struct slice label = {text.at + start, end - start};
  if (!label.length) return false;
  bool is_www = ascii_is(label, "www");
  if (!is_www &&
      !link_host_may_begin(label, ascii_skip(text, dot + 1), end < dot)) {
    return false;
  }
  *candidate = (struct link_candidate){
      .start = start, .host = start, .any_host = is_www};
  struct slice before = {text.at, start};
  size_t git = scan->floor + 4;
  if (start >= git && ascii_is(ascii_skip(before, start - 4), "git@")) {
    candidate->start -= 4;
    candidate->lead = LINK_LEAD_GIT;
  }
  return is_host_start(scan, candidate->start);
}

/* Whether what was read is a link: a known name without a scheme needs more. */
static bool is_link(const struct link_candidate *candidate,
                    const struct link_address *address) {
  return !address->host || candidate->lead == LINK_LEAD_SCHEME ||
         link_address_path(address).length > 1 ||
         link_host_is_page(address->host);
}

/* Characters up to byte `end` as SQLite counts them: a byte of 0xc0 or above
** takes the continuation bytes after it with it. */
static void count_to(struct link_scan *scan, size_t end) {
  const char *bytes = scan->text.at;
  size_t at = scan->counted;
  while (at < end) {
    if ((unsigned char)bytes[at++] >= 0xc0) {
      while (at < end && (bytes[at] & 0xc0) == 0x80)
        at++;
    }
    scan->characters++;
  }
  scan->counted = at;
}

static bool read_candidate(struct link_scan *scan,
                           const struct link_candidate *candidate,
                           struct link *link) {
  struct link_address address;
  bool read = link_read(&address, scan->text, candidate);
  if (address.too_long) scan->at = address.at;
  if (!read || !is_link(candidate, &address)) return false;
  if (!link_describe(address.host, link_address_host(&address),
                     link_address_path(&address), candidate->is_http, link)) {
    return false;
  }
  size_t end = link_address_end(&address);
  link->raw =
      (struct slice){scan->text.at + candidate->start, end - candidate->start};
  count_to(scan, candidate->start);
  link->start = scan->characters;
  scan->floor = scan->at = end;
  return true;
}

bool link_scan_next(struct link_scan *scan, struct link *link) {
  for (;;) {
    size_t at = next_mark(scan->text, scan->at);
    if (at >= scan->text.length) return false;
    struct link_candidate candidate = {0};
    bool found = scan->text.at[at] == '/'
                     ? find_from_slash(scan, at, &candidate)
                     : find_from_dot(scan, at, &candidate);
    scan->at = at + 1;
    if (found && read_candidate(scan, &candidate, link)) return true;
  }
}
