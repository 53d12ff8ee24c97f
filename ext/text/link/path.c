/* Which bytes of the text belong to the path of an address, and which breaks
** inside it are undone. This file does not know what the path names: that is
** the table's of hosts. */
#include "text/link/path.h"

#include "text/link/words.h"

/* Where in the path the reader is. */
struct path_place {
  size_t segment; /* counted from 1; 0 before the first slash */
  bool is_query;  /* after a ? or # */
  size_t open;    /* parentheses */
};

/* Whether only characters of names may stand here. */
static bool is_strict(const struct link_address *address,
                      struct path_place place) {
  if (!address->host || place.is_query) return false;
  if (address->host->shape == PATH_GROUPS) return true;
  return place.segment <=
         link_host_depth(address->host, link_address_path(address));
}

static int hex_value(char byte) {
  if (ascii_is_digit(byte)) return byte - '0';
  char small = ascii_lower(byte);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/* The byte of %5F; 0 if these are not two digits. */
static char percent_value(char high, char low) {
  if (hex_value(high) < 0 || hex_value(low) < 0) return 0;
  return (char)(hex_value(high) * 16 + hex_value(low));
}

static bool is_name_byte(char byte) {
  return byte && (ascii_is_word(byte) || ascii_is_in(byte, "-_."));
}

/* The length of the escape that stands here (\_ {\_} &amp; ..., in a name also
** %5F), and in *meant the byte that it stands for; 0 if there is none. */
static size_t read_escape(const struct link_address *address,
                          struct path_place place, char *meant) {
  char next = link_peek(address, 1);
  switch (link_peek(address, 0)) {
  case '\\':
    if (!ascii_is_in(next, "_#%&~$/")) return 0;
    *meant = next;
    return next == '~' && link_peek(address, 2) == '{' &&
                   link_peek(address, 3) == '}'
               ? 4
               : 2;
  case '{':
    if (next != '\\' || link_peek(address, 3) != '}') return 0;
    *meant = link_peek(address, 2);
    return *meant == '_' ? 4 : 0;
  case '&':
    *meant = '&';
    return ascii_begins(link_rest(address), "&amp;") ? 5 : 0;
  case '%':
    if (!is_strict(address, place)) return 0;
    next = percent_value(next, link_peek(address, 2));
    if (!is_name_byte(next)) return 0;
    *meant = next;
    return 3;
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
static bool is_closed(const struct link_address *address) {
  for (size_t i = 1; i < LINK_LONGEST_TOKEN; i++) {
    char byte = link_peek(address, i);
    if (byte == ')') return true;
    if (!ascii_is_word(byte) && !ascii_is_in(byte, "-._~/,;=&%+!*'")) {
      return false;
    }
  }
  return false;
}

/* Whether Han, kana or Hangul belong to the address. Prose puts them after an
** address without a space, so that only a part of a path may begin with them.
*/
static bool east_asian_goes_on(const struct link_address *address,
                               struct path_place place) {
  char last = address->bytes[address->length - 1];
  return !address->host && place.segment > 1 && !ascii_is_word(last);
}

/* Whether the character here belongs to the address. */
static bool goes_on(const struct link_address *address,
                    struct path_place place) {
  char byte = link_peek(address, 0);
  bool is_dash = ascii_begins(link_rest(address), "---");
  if (ascii_is_word(byte) || ascii_is_in(byte, "._/?#")) return true;
  if (byte == '-' && !is_dash) return true;
  bool is_east_asian;
  if (link_letter_length(address, &is_east_asian)) {
    return !is_east_asian || east_asian_goes_on(address, place);
  }
  if (is_strict(address, place)) {
    return byte == '%' &&
           percent_value(link_peek(address, 1), link_peek(address, 2));
  }
  if (byte == address->quote && byte) return false;
  if (byte == '(') return is_closed(address);
  if (byte == ')') return place.open > 0;
  if (byte == '&') return !is_entity(link_rest(address));
  return ascii_is_in(byte, "~:@!$'*+,;=%");
}

/* Whether an escape stands here that belongs to the address. */
static bool escape_goes_on(const struct link_address *address,
                           struct path_place place) {
  char meant;
  if (!read_escape(address, place, &meant)) return false;
  return !is_strict(address, place) ||
         (is_name_byte(meant) || ascii_is_in(meant, "/#"));
}

/* Where a new address begins in the last bytes ("...https" before "://"),
** gives them back to the text. */
static bool give_back_scheme(struct link_address *address) {
  static const char *const schemes[] = {"https", "http"};
  bool is_escaped = link_peek(address, 1) == '\\';
  if (link_peek(address, 0) != ':') return false;
  if (link_peek(address, is_escaped ? 2 : 1) != '/') return false;
  struct slice path = link_address_path(address);
  for (size_t i = 0; i < 2; i++) {
    size_t letters = i ? 4 : 5;
    if (path.length < letters) continue;
    if (!ascii_is(ascii_skip(path, path.length - letters), schemes[i])) {
      continue;
    }
    link_give_back(address, letters);
    return true;
  }
  return false;
}

/* The run of name characters and slashes after a break. */
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
         ascii_begins(text, "www.") || link_host_is_next(text);
}

/* The first segment of a token. */
static struct slice head_of(struct slice token) {
  size_t length = 0;
  while (length < token.length && token.at[length] != '/')
    length++;
  return (struct slice){token.at, length};
}

/* Whether the path, which ends with a slash before a break, goes on after the
** break: the segments that name something must be missing before it and stand
** after it, and they must not be prose. */
static bool joins(const struct link_address *address, struct path_place place,
                  size_t gap) {
  size_t at = address->at + gap;
  struct slice token = token_at(address->text, at), head = head_of(token);
  if (!head.length || !ascii_is_word(head.at[0])) return false;
  if (begins_address(ascii_skip(address->text, at))) return false;
  bool more = head.length < token.length;
  if (link_host_is_page(address->host)) {
    return place.segment == 1 && more && !link_word_is_prose(head);
  }
  size_t depth = link_host_depth(address->host, link_address_path(address));
  if (place.segment > depth) return false;
  if (place.segment < depth) return more && !link_word_is_prose(head);
  size_t end = at + head.length;
  return !link_word_is_prose(head) &&
         (more || !link_word_is_verb(ascii_skip(address->text, end)));
}

/* Whether a name goes on in the next line after a hyphen or an underscore,
** which is where print breaks long addresses. */
static bool hyphen_joins(const struct link_address *address,
                         struct path_place place, size_t gap) {
  struct slice token = token_at(address->text, address->at + gap);
  char last = address->bytes[address->length - 1];
  return is_strict(address, place) && place.segment > 1 && token.length &&
         last != address->quote &&
         address->text.at[address->at + gap - 1] == '\n' &&
         ascii_is_word(token.at[0]) && !link_word_is_prose(head_of(token));
}

/* Skips a break inside the path, if there is one. */
static bool skip_break(struct link_address *address, struct path_place place) {
  size_t gap = link_break(address->text, address->at);
  if (!gap || !address->host || place.is_query) return false;
  bool goes_on = false;
  switch (address->bytes[address->length - 1]) {
  case '/':
    goes_on = joins(address, place, gap);
    break;
  case '-':
  case '_':
    goes_on = hyphen_joins(address, place, gap);
    break;
  default:
    goes_on = !place.segment && link_peek(address, gap) == '/' &&
              ascii_is_word(link_peek(address, gap + 1));
  }
  if (goes_on) address->at += gap;
  return goes_on;
}

static void read_character(struct link_address *address,
                           struct path_place *place) {
  char meant = link_peek(address, 0);
  size_t escape = read_escape(address, *place, &meant);
  bool doubled = meant == '/' && address->bytes[address->length - 1] == '/';
  if (doubled && address->host && is_strict(address, *place)) {
    address->at += escape ? escape : 1;
    return;
  }
  bool is_east_asian;
  size_t letter = escape ? 0 : link_letter_length(address, &is_east_asian);
  if (letter) {
    link_add_bytes(address, letter);
    return;
  }
  if (meant == '(') place->open++;
  if (meant == ')' && !escape) place->open--;
  if (meant == '/' && !place->is_query) place->segment++;
  if (meant == '?' || meant == '#') place->is_query = true;
  link_add_byte(address, meant, escape ? escape : 1);
}

void link_read_path(struct link_address *address, bool slash_is_taken) {
  struct path_place place = {.segment = slash_is_taken};
  char first;
  for (;;) {
    if (place.segment == 0 && !place.is_query) {
      size_t escape = read_escape(address, place, &first);
      if (!escape) first = link_peek(address, 0);
      if (!ascii_is_in(first, "/?#") && !skip_break(address, place)) return;
    }
    link_skip_invisible(address);
    if (give_back_scheme(address)) return;
    if (escape_goes_on(address, place) || goes_on(address, place)) {
      read_character(address, &place);
    } else if (!skip_break(address, place)) {
      return;
    }
  }
}
