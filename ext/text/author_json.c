#include "text/author_json.h"

#include "base/ascii.h"
#include "text/author_names.h"

/* As deep as SQLite's own JSON functions go. */
enum { DEEPEST = 1000 };

struct json {
  struct slice text;
  size_t at;
};

static void skip_space(struct json *json) {
  while (json->at < json->text.length &&
         ascii_is_in(json->text.at[json->at], " \t\r\n")) {
    json->at++;
  }
}

static char peek(const struct json *json) {
  return json->at < json->text.length ? json->text.at[json->at] : 0;
}

/* Takes the byte, if it is what comes, and the white space around it. */
static bool take(struct json *json, char byte) {
  skip_space(json);
  if (peek(json) != byte) return false;
  json->at++;
  skip_space(json);
  return true;
}

static bool take_word(struct json *json, const char *word) {
  struct slice rest = ascii_skip(json->text, json->at);
  size_t length = slice_of(word).length;
  if (rest.length < length ||
      !slice_is((struct slice){rest.at, length}, word)) {
    return false;
  }
  json->at += length;
  return true;
}

static bool is_hex(char byte) {
  byte = ascii_lower(byte);
  return ascii_is_digit(byte) || (byte >= 'a' && byte <= 'f');
}

static bool take_escape(struct json *json) {
  json->at++;
  if (peek(json) != 'u') {
    bool known = peek(json) && ascii_is_in(peek(json), "\"\\/bfnrt");
    json->at++;
    return known;
  }
  json->at++;
  for (int i = 0; i < 4; i++, json->at++) {
    if (!is_hex(peek(json))) return false;
  }
  return true;
}

/* A string; what stands between its quotes, escapes as they are. */
static bool take_string(struct json *json, struct slice *content) {
  if (peek(json) != '"') return false;
  size_t start = ++json->at;
  while (json->at < json->text.length && peek(json) != '"') {
    if ((unsigned char)peek(json) < 0x20) return false;
    if (peek(json) != '\\') {
      json->at++;
    } else if (!take_escape(json)) {
      return false;
    }
  }
  *content = (struct slice){json->text.at + start, json->at - start};
  return take(json, '"');
}

static size_t take_digits(struct json *json) {
  size_t start = json->at;
  while (ascii_is_digit(peek(json)))
    json->at++;
  return json->at - start;
}

static bool take_number(struct json *json) {
  if (peek(json) == '-') json->at++;
  bool zero = peek(json) == '0';
  size_t digits = take_digits(json);
  if (!digits || (zero && digits > 1)) return false;
  if (peek(json) == '.') {
    json->at++;
    if (!take_digits(json)) return false;
  }
  if (ascii_lower(peek(json)) != 'e') return true;
  json->at++;
  if (ascii_is_in(peek(json), "+-")) json->at++;
  return take_digits(json) > 0;
}

static bool take_key(struct json *json, struct slice *key) {
  return take_string(json, key) && take(json, ':');
}

static bool take_scalar(struct json *json) {
  struct slice content;
  switch (peek(json)) {
  case '"':
    return take_string(json, &content);
  case 't':
    return take_word(json, "true");
  case 'f':
    return take_word(json, "false");
  case 'n':
    return take_word(json, "null");
  default:
    return take_number(json);
  }
}

/* The arrays and objects that are open in a value, by what closes them. The
** text decides how many they are: they are kept here and not on the stack. */
struct nesting {
  char closings[DEEPEST];
  size_t depth;
};

/* Goes on to the value that comes next in the innermost array or object: in an
** object its key is taken first. */
static bool take_to_value(struct json *json, const struct nesting *nesting) {
  struct slice key;
  return nesting->closings[nesting->depth - 1] == ']' || take_key(json, &key);
}

/* Takes an opening bracket; and the closing one, if nothing is between. */
static bool take_opening(struct json *json, struct nesting *nesting) {
  char closing = peek(json) == '[' ? ']' : '}';
  take(json, peek(json));
  if (take(json, closing)) return true;
  nesting->closings[nesting->depth++] = closing;
  return take_to_value(json, nesting);
}

/* Behind a value: takes brackets that close here, up to the next comma. */
static bool take_closings(struct json *json, struct nesting *nesting) {
  while (nesting->depth) {
    if (take(json, ',')) return take_to_value(json, nesting);
    if (!take(json, nesting->closings[nesting->depth - 1])) return false;
    nesting->depth--;
  }
  return true;
}

/* Takes a value that stands in so many arrays and objects. */
static bool take_value(struct json *json, size_t outside) {
  struct nesting nesting;
  nesting.depth = 0;
  do {
    size_t depth = nesting.depth;
    bool opens = peek(json) == '[' || peek(json) == '{';
    if (outside + depth > DEEPEST) return false;
    if (!(opens ? take_opening(json, &nesting) : take_scalar(json))) {
      return false;
    }
    bool is_over = nesting.depth == depth;
    if (is_over && !take_closings(json, &nesting)) return false;
  } while (nesting.depth);
  return true;
}

/* What the elements say together. */
struct found {
  int64_t count;
  bool is_open;
};

static void add_name(struct found *found, struct slice name) {
  int64_t number;
  switch (author_piece_read(name, &number)) {
  case AUTHOR_MORE:
    found->is_open = true;
    break;
  case AUTHOR_NUMBER:
    found->count += number;
    break;
  case AUTHOR_NAME:
  case AUTHOR_INITIALS:
    found->count++;
    break;
  case AUTHOR_NOTHING:
  case AUTHOR_SUFFIX:
    break;
  }
}

/* An object that is an author. */
static bool take_author(struct json *json, struct found *found) {
  struct slice key, name = {0};
  bool is_hidden = false;
  if (!take(json, '{')) return false;
  if (take(json, '}')) return true;
  do {
    if (!take_key(json, &key)) return false;
    if (slice_is(key, "hidden")) is_hidden = peek(json) == 't';
    bool is_name = slice_is(key, "name") && peek(json) == '"';
    if (!(is_name ? take_string(json, &name) : take_value(json, 2))) {
      return false;
    }
  } while (take(json, ','));
  if (name.at && !is_hidden) add_name(found, name);
  return take(json, '}');
}

static bool take_element(struct json *json, struct found *found) {
  struct slice name;
  skip_space(json);
  if (peek(json) == '{') return take_author(json, found);
  if (peek(json) != '"') return take_value(json, 1);
  if (!take_string(json, &name)) return false;
  add_name(found, name);
  return true;
}

static bool take_elements(struct json *json, struct found *found) {
  if (!take(json, '[')) return false;
  if (take(json, ']')) return true;
  do {
    if (!take_element(json, found)) return false;
  } while (take(json, ','));
  return take(json, ']');
}

bool author_json_count(struct slice text, int64_t *count, struct error *error) {
  struct json json = {.text = text};
  struct found found = {0};
  if (!take_elements(&json, &found) || json.at != text.length) {
    error_set(error, FAILED,
              "the text begins with [ and is no JSON array (byte %zu)",
              json.at + 1);
    return false;
  }
  *count = found.is_open ? AUTHORS_UNKNOWN : found.count;
  return true;
}
