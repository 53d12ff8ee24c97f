#include "text/link/reading.h"
#include "text/link/words.h"

struct slice link_reading_path(const struct link_reading *reading) {
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
  return place.segment <=
         link_host_depth(reading->host, link_reading_path(reading));
}

/* Stores what an escape at this place stands for and returns its length, 0 if
** there is none. */
static size_t read_escape(const struct link_reading *reading, char *meant) {
  char next = link_peek(reading, 1);
  switch (link_peek(reading, 0)) {
  case '\\':
    if (!ascii_is_in(next, "_#%&~$/")) return 0;
    *meant = next;
    return next == '~' && link_peek(reading, 2) == '{' &&
                   link_peek(reading, 3) == '}'
               ? 4
               : 2;
  case '{':
    if (next != '\\' || link_peek(reading, 3) != '}') return 0;
    *meant = link_peek(reading, 2);
    return *meant == '_' ? 4 : 0;
  case '&':
    *meant = '&';
    return ascii_begins(link_rest(reading), "&amp;") ? 5 : 0;
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
  for (size_t i = 1; i < LINK_LONGEST_TOKEN; i++) {
    char byte = link_peek(reading, i);
    if (byte == ')') return true;
    if (!ascii_is_word(byte) && !ascii_is_in(byte, "-._~/,;=&%+!*'")) {
      return false;
    }
  }
  return false;
}

/* Whether the byte here goes on with the address. */
static bool goes_on(const struct link_reading *reading, struct place place) {
  char byte = link_peek(reading, 0);
  bool is_dash = ascii_begins(link_rest(reading), "---");
  if (ascii_is_word(byte) || ascii_is_in(byte, "._/?#")) return true;
  if (byte == '-' && !is_dash) return true;
  if (is_strict(reading, place)) return false;
  if (byte == reading->quote && byte) return false;
  if (byte == '(') return is_closed(reading);
  if (byte == ')') return place.open > 0;
  if (byte == '&') return !is_entity(link_rest(reading));
  return ascii_is_in(byte, "~:@!$'*+,;=%");
}

/* The same for an escape. */
static bool escape_goes_on(const struct link_reading *reading,
                           struct place place) {
  char meant;
  if (!read_escape(reading, &meant)) return false;
  return !is_strict(reading, place) || ascii_is_in(meant, "_/#");
}

/* Whether a new address begins in the last bytes read ("...https" before
** "://"): these are then given back. */
static bool gives_back_scheme(struct link_reading *reading) {
  bool is_escaped = link_peek(reading, 1) == '\\';
  if (link_peek(reading, 0) != ':') return false;
  if (link_peek(reading, is_escaped ? 2 : 1) != '/') return false;
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
  while (end < text.length && end - at < LINK_LONGEST_TOKEN &&
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
  size_t depth = link_host_depth(reading->host, link_reading_path(reading));
  if (place.segment > depth) return false;
  if (place.segment < depth) return more && !link_word_is_prose(head);
  size_t end = at + head.length;
  return !link_word_is_prose(head) &&
         (more || !link_word_is_verb(ascii_skip(reading->text, end)));
}

/* Whether a name that was broken behind a hyphen goes on in the next line:
** that is where long addresses are broken in print. */
static bool hyphen_joins(const struct link_reading *reading, struct place place,
                         size_t gap) {
  struct slice token = token_at(reading->text, reading->at + gap);
  return is_strict(reading, place) && place.segment > 1 && token.length &&
         reading->text.at[reading->at + gap - 1] == '\n' &&
         ascii_is_word(token.at[0]) && !link_word_is_prose(head_of(token));
}

/* Passes over a break inside the path. */
static bool skip_break(struct link_reading *reading, struct place place) {
  size_t gap = link_break(reading->text, reading->at);
  if (!gap || !reading->host || place.free) return false;
  bool goes_on = false;
  switch (reading->bytes[reading->length - 1]) {
  case '/':
    goes_on = joins(reading, place, gap);
    break;
  case '-':
    goes_on = hyphen_joins(reading, place, gap);
    break;
  default:
    goes_on = !place.segment && link_peek(reading, gap) == '/' &&
              ascii_is_word(link_peek(reading, gap + 1));
  }
  if (goes_on) reading->at += gap;
  return goes_on;
}

static void read_path_byte(struct link_reading *reading, struct place *place) {
  char meant = link_peek(reading, 0);
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
  link_take(reading, meant, escape ? escape : 1);
}

void link_read_path(struct link_reading *reading, bool slash_is_taken) {
  struct place place = {.segment = slash_is_taken};
  char first;
  for (;;) {
    if (place.segment == 0 && !place.free) {
      size_t escape = read_escape(reading, &first);
      if (!escape) first = link_peek(reading, 0);
      if (!ascii_is_in(first, "/?#") && !skip_break(reading, place)) return;
    }
    if (gives_back_scheme(reading)) return;
    if (escape_goes_on(reading, place) || goes_on(reading, place)) {
      read_path_byte(reading, &place);
    } else if (!skip_break(reading, place)) {
      return;
    }
  }
}
