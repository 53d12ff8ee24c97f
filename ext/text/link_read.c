#include "text/link_read.h"

#include "text/ascii.h"
#include "text/link_words.h"

/* How far ahead a break may be looked over. */
enum { LONGEST_TOKEN = 128, LONGEST_HOST = 253 };

static char peek(const struct link_reading *reading, size_t ahead) {
  size_t at = reading->at + ahead;
  return at < reading->text.length ? reading->text.at[at] : 0;
}

static struct slice rest(const struct link_reading *reading) {
  return ascii_skip(reading->text, reading->at);
}

/* Takes `consumed` bytes of the text as one of the address. */
static void take(struct link_reading *reading, char byte, size_t consumed) {
  reading->at += consumed;
  size_t offset = reading->at - reading->start;
  if (reading->length >= LINK_URL_SIZE || offset > UINT16_MAX) {
    reading->too_long = true;
    return;
  }
  reading->bytes[reading->length] = byte;
  reading->ends[reading->length++] = (uint16_t)offset;
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

/* ----------------------------------------------------------- host name -- */

static bool is_host_byte(char byte) {
  return ascii_is_word(byte) || byte == '-' || byte == '.';
}

/* Passes over "user:password@" before a host name. */
static void skip_user(struct link_reading *reading) {
  for (size_t i = 0; i < LONGEST_TOKEN; i++) {
    char byte = peek(reading, i);
    if (byte == '@') {
      reading->at += i + 1;
      reading->start = reading->at;
      return;
    }
    if (!ascii_is_word(byte) && !ascii_is_in(byte, "-._~%!$&*+;=:")) return;
  }
}

static struct slice host_so_far(const struct link_reading *reading) {
  struct slice host = {reading->bytes, reading->length};
  while (host.length && host.at[host.length - 1] == '.')
    host.length--;
  return host;
}

/* Reads over breaks beside dots ("github. com"), as long as what comes is a
** label. */
static void read_broken_host(struct link_reading *reading) {
  for (;;) {
    while (is_host_byte(peek(reading, 0)) && reading->length < LONGEST_HOST) {
      take(reading, peek(reading, 0), 1);
    }
    size_t length = link_break(reading->text, reading->at);
    bool at_dot = reading->length && reading->bytes[reading->length - 1] == '.';
    if (!length || (!at_dot && peek(reading, length) != '.')) return;
    if (!is_host_byte(peek(reading, length))) return;
    take(reading, peek(reading, length), length + 1);
  }
}

static bool read_host(struct link_reading *reading) {
  size_t start = reading->at;
  while (is_host_byte(peek(reading, 0)) && reading->length < LONGEST_HOST) {
    take(reading, peek(reading, 0), 1);
  }
  size_t end = reading->at, length = reading->length;
  if (!length) return false;
  reading->host = link_host_find(host_so_far(reading));
  if (!reading->host && link_break(reading->text, reading->at)) {
    reading->at = start;
    reading->length = 0;
    read_broken_host(reading);
    reading->host = link_host_find(host_so_far(reading));
    if (!reading->host || peek(reading, 0) != '/') {
      reading->host = NULL;
      reading->at = end;
      reading->length = length;
    }
  }
  return true;
}

/* A port after the host name. The usual ones say nothing; with another one
** the host is not the one that is known. */
static void read_port(struct link_reading *reading) {
  size_t digits = 0;
  while (digits < 6 && ascii_is_digit(peek(reading, 1 + digits)))
    digits++;
  if (peek(reading, 0) != ':' || !digits) return;
  struct slice port = {reading->text.at + reading->at + 1, digits};
  if (slice_is(port, "443") || slice_is(port, "80")) {
    reading->at += 1 + digits;
    return;
  }
  reading->host = NULL;
  for (size_t i = 0; i <= digits; i++)
    take(reading, peek(reading, 0), 1);
}

/* ---------------------------------------------------------------- path -- */

static struct slice path_so_far(const struct link_reading *reading) {
  return (struct slice){reading->bytes + reading->host_length,
                        reading->length - reading->host_length};
}

/* What is read of a path: the segment it is in, counted from 1. */
struct place {
  size_t segment;
  bool free;   /* past a ? or # */
  size_t open; /* parentheses */
};

/* Whether only a name's characters may stand here. */
static bool is_strict(const struct link_reading *reading, struct place place) {
  if (!reading->host || place.free) return false;
  if (link_host_names_only(reading->host)) return true;
  return place.segment <= link_host_depth(reading->host, path_so_far(reading));
}

/* Stores what an escape at this place stands for and returns its length, 0 if
** there is none. */
static size_t read_escape(const struct link_reading *reading, char *meant) {
  char next = peek(reading, 1);
  switch (peek(reading, 0)) {
  case '\\':
    if (!ascii_is_in(next, "_#%&~$/")) return 0;
    *meant = next;
    return next == '~' && peek(reading, 2) == '{' && peek(reading, 3) == '}'
               ? 4
               : 2;
  case '{':
    if (next != '\\' || peek(reading, 3) != '}') return 0;
    *meant = peek(reading, 2);
    return *meant == '_' ? 4 : 0;
  case '&':
    *meant = '&';
    return ascii_begins(rest(reading), "&amp;") ? 5 : 0;
  default:
    return 0;
  }
}

static bool is_entity(struct slice text) {
  return ascii_begins(text, "&lt;") || ascii_begins(text, "&gt;") ||
         ascii_begins(text, "&quot;") || ascii_begins(text, "&#") ||
         ascii_begins(text, "&nbsp;");
}

/* Whether the parenthesis here is closed within this address. */
static bool is_closed(const struct link_reading *reading) {
  for (size_t i = 1; i < LONGEST_TOKEN; i++) {
    char byte = peek(reading, i);
    if (byte == ')') return true;
    if (!ascii_is_word(byte) && !ascii_is_in(byte, "-._~/,:;=&%+!*'")) {
      return false;
    }
  }
  return false;
}

/* Whether the byte here goes on with the address. */
static bool goes_on(const struct link_reading *reading, struct place place) {
  char byte = peek(reading, 0);
  bool is_dash = ascii_begins(rest(reading), "---");
  if (ascii_is_word(byte) || ascii_is_in(byte, "._/?#")) return true;
  if (byte == '-' && !is_dash) return true;
  if (is_strict(reading, place)) return false;
  if (byte == reading->quote && byte) return false;
  if (byte == '(') return is_closed(reading);
  if (byte == ')') return place.open > 0;
  if (byte == '&') return !is_entity(rest(reading));
  return ascii_is_in(byte, "~:@!$'*+,;=%");
}

/* Whether a new address begins in the last bytes read ("...https" before
** "://"): these are then given back. */
static bool gives_back_scheme(struct link_reading *reading) {
  if (peek(reading, 0) != ':' || peek(reading, 1) != '/') return false;
  size_t length = reading->length;
  size_t kept = reading->host_length;
  static const char *const schemes[] = {"https", "http", NULL};
  for (size_t i = 0; schemes[i]; i++) {
    size_t letters = i ? 4 : 5;
    if (length < kept + letters) continue;
    struct slice tail = {reading->bytes + length - letters, letters};
    if (!ascii_is(tail, schemes[i])) continue;
    reading->length -= letters;
    reading->at -= letters;
    return true;
  }
  return false;
}

/* The run of name characters and slashes behind a break. */
static struct slice token_at(struct slice text, size_t at) {
  size_t end = at;
  while (end < text.length && end - at < LONGEST_TOKEN &&
         (ascii_is_word(text.at[end]) || ascii_is_in(text.at[end], "-_./\\"))) {
    end++;
  }
  return (struct slice){text.at + at, end - at};
}

static bool begins_address(struct slice text) {
  return ascii_begins(text, "http:") || ascii_begins(text, "https:") ||
         ascii_begins(text, "www.") || ascii_begins(text, "github.com") ||
         ascii_begins(text, "huggingface.co") || ascii_begins(text, "hf.co");
}

/* The first segment of a token. */
static struct slice head_of(struct slice token) {
  size_t length = 0;
  while (length < token.length && token.at[length] != '/')
    length++;
  return (struct slice){token.at, length};
}

/* Whether the path, which ends with a slash before a break, goes on behind
** it: what is missing must be there, and it must not be prose. */
static bool joins(const struct link_reading *reading, struct place place,
                  size_t gap) {
  size_t at = reading->at + gap;
  struct slice token = token_at(reading->text, at), head = head_of(token);
  if (!head.length || !ascii_is_word(head.at[0])) return false;
  if (begins_address(ascii_skip(reading->text, at))) return false;
  bool more = head.length < token.length;
  if (link_host_is_page(reading->host)) {
    return place.segment == 1 && more && !link_word_is_prose(head);
  }
  size_t depth = link_host_depth(reading->host, path_so_far(reading));
  if (place.segment > depth) return false;
  if (place.segment < depth) return more && !link_word_is_prose(head);
  size_t end = at + head.length;
  return !link_word_is_prose(head) &&
         (more || !link_word_is_verb(ascii_skip(reading->text, end)));
}

/* Passes over a break inside the path. */
static bool skip_break(struct link_reading *reading, struct place place) {
  size_t gap = link_break(reading->text, reading->at);
  if (!gap || !reading->host || place.free) return false;
  bool after_slash = reading->bytes[reading->length - 1] == '/';
  if (after_slash ? !joins(reading, place, gap)
                  : place.segment || peek(reading, gap) != '/' ||
                        !ascii_is_word(peek(reading, gap + 1))) {
    return false;
  }
  reading->at += gap;
  return true;
}

static void read_path_byte(struct link_reading *reading, struct place *place) {
  char meant = peek(reading, 0);
  size_t escape = read_escape(reading, &meant);
  bool doubled = meant == '/' && reading->bytes[reading->length - 1] == '/';
  if (doubled && reading->host && is_strict(reading, *place)) {
    reading->at += escape ? escape : 1;
    return;
  }
  if (meant == '(') place->open++;
  if (meant == ')' && !escape) place->open--;
  if (meant == '/' && !place->free) place->segment++;
  if (meant == '?' || meant == '#') place->free = true;
  take(reading, meant, escape ? escape : 1);
}

static void read_path(struct link_reading *reading, struct place place) {
  char first;
  for (;;) {
    if (place.segment == 0 && !place.free) {
      size_t escape = read_escape(reading, &first);
      if (!escape) first = peek(reading, 0);
      if (!ascii_is_in(first, "/?#") && !skip_break(reading, place)) return;
    }
    if (gives_back_scheme(reading)) return;
    if (read_escape(reading, &first) || goes_on(reading, place)) {
      read_path_byte(reading, &place);
    } else if (!skip_break(reading, place)) {
      return;
    }
  }
}

/* ----------------------------------------------------------------- end -- */

size_t link_reading_end(const struct link_reading *reading) {
  if (!reading->length) return reading->start;
  return reading->start + reading->ends[reading->length - 1];
}

/* Cuts a word off that begins the next sentence: "repo.We show". */
static void cut_glued_word(struct link_reading *reading) {
  size_t dot = reading->length;
  while (dot > 0 && ascii_is_letter(reading->bytes[dot - 1]))
    dot--;
  if (dot < 2 || dot == reading->length || reading->bytes[dot - 1] != '.') {
    return;
  }
  struct slice word = {reading->bytes + dot, reading->length - dot};
  struct slice after = ascii_skip(reading->text, link_reading_end(reading));
  if (link_word_begins_sentence(word, after)) reading->length = dot - 1;
}

static void trim(struct link_reading *reading) {
  const char *marks = reading->quote == '_' ? ".,;:!?'*~$_" : ".,;:!?'*~$";
  while (reading->length &&
         ascii_is_in(reading->bytes[reading->length - 1], marks)) {
    reading->length--;
  }
}

bool link_read(struct link_reading *reading, struct slice text, size_t before,
               size_t start, enum link_lead lead) {
  reading->text = text;
  reading->start = reading->at = start;
  bool is_quoted = before > 0 && ascii_is_in(text.at[before - 1], "'_*");
  reading->quote = is_quoted ? text.at[before - 1] : 0;
  reading->too_long = false;
  reading->length = reading->host_length = 0;
  if (lead == LINK_LEAD_SCHEME) skip_user(reading);
  if (!read_host(reading)) return false;
  read_port(reading);
  if (!ascii_is_in(peek(reading, 0), "/?#:\\")) {
    cut_glued_word(reading);
    reading->at = link_reading_end(reading);
  }
  trim(reading);
  reading->host_length = reading->length;
  if (!reading->host) {
    reading->host = link_host_find(link_reading_host(reading));
  }
  struct place place = {0};
  if (lead == LINK_LEAD_GIT && peek(reading, 0) == ':') {
    take(reading, '/', 1);
    place.segment = 1;
  }
  read_path(reading, place);
  trim(reading);
  if (reading->host_length < reading->length) cut_glued_word(reading);
  trim(reading);
  return !reading->too_long && reading->length > 0;
}

struct slice link_reading_host(const struct link_reading *reading) {
  return (struct slice){reading->bytes, reading->host_length};
}

struct slice link_reading_path(const struct link_reading *reading) {
  return path_so_far(reading);
}
