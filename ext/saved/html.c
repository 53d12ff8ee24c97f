/* A state machine over the bytes of an HTML page, one state for each value of
** enum html_state. It does not depend on where one piece ends and the next one
** begins. It builds no tree, and it does not know what the JSON means. */
#include "saved/html.h"

#include <assert.h>
#include <string.h>

#include "base/ascii.h"

/* How many bytes of data-props go to the decoder at a time. */
enum { PROPS_STEP = 16 * 1024 };

void html_init(struct html *html, struct decoder *decoder) {
  *html = (struct html){.decoder = decoder};
  buffer_init(&html->kept, HTML_MAX_KEPT);
  /* A character reference is at least as long as its character. */
  buffer_init(&html->json, PROPS_STEP + REFERENCE_SIZE);
}

void html_clear(struct html *html) {
  buffer_clear(&html->kept);
  buffer_clear(&html->json);
}

static void word_begin(struct html *html) {
  html->length = 0;
}

static void word_add(struct html *html, char byte) {
  if (html->length < HTML_WORD_SIZE) html->word[html->length] = byte;
  html->length++;
}

/* The collected name or value; "no value" if it is too long to compare. */
static struct slice word_of(const struct html *html) {
  if (html->length > HTML_WORD_SIZE) return (struct slice){0};
  return (struct slice){html->word, html->length};
}

static bool decode_json(struct html *html, struct error *error) {
  if (!buffer_check(&html->json, error)) return false;
  struct slice json = buffer_slice(&html->json);
  bool fed = decode_feed(html->decoder, json.at, json.length, error);
  if (!fed) error_prefix(error, "data-props: ");
  buffer_reset(&html->json);
  return fed;
}

static bool decode_props(struct html *html, struct slice value,
                         struct error *error) {
  while (value.length) {
    size_t step = value.length < PROPS_STEP ? value.length : PROPS_STEP;
    references_append(&html->references, (struct slice){value.at, step},
                      &html->json);
    if (!decode_json(html, error)) return false;
    value = ascii_skip(value, step);
  }
  return true;
}

static bool end_props(struct html *html, struct error *error) {
  bool truncated;
  references_end(&html->references, &html->json);
  if (!decode_json(html, error)) return false;
  html->is_found = decode_end(html->decoder, &truncated, error);
  if (!html->is_found) error_prefix(error, "data-props: ");
  return html->is_found;
}

/* Reads a part of an attribute's value. */
static bool read_value_part(struct html *html, struct slice value,
                            struct error *error) {
  if (html->attribute == HTML_TARGET) {
    for (size_t i = 0; i < value.length && i <= HTML_WORD_SIZE; i++) {
      word_add(html, value.at[i]);
    }
  }
  if (html->attribute != HTML_PROPS) return true;
  if (html->is_target) return decode_props(html, value, error);
  if (html->has_target) return true;
  buffer_append_slice(&html->kept, value);
  html->has_kept = true;
  return html->kept.failed != NO_MEMORY || buffer_check(&html->kept, error);
}

static bool end_value(struct html *html, struct error *error) {
  html->state = HTML_BETWEEN;
  if (html->attribute == HTML_PROPS) {
    return !html->is_target || end_props(html, error);
  }
  if (html->attribute != HTML_TARGET) return true;
  html->has_target = true;
  html->is_target = slice_is(word_of(html), "DailyPapers");
  if (!html->is_target || !html->has_kept) return true;
  return buffer_check(&html->kept, error) &&
         decode_props(html, buffer_slice(&html->kept), error) &&
         end_props(html, error);
}

static void begin_tag(struct html *html, bool is_end_tag) {
  html->state = HTML_TAG;
  html->is_end_tag = is_end_tag;
  html->has_target = html->is_target = html->has_kept = false;
  buffer_reset(&html->kept);
  word_begin(html);
}

/* The name of the element is complete. */
static void end_tag_name(struct html *html) {
  /* Tags in the content of these elements are text. */
  static const char *const raw[] = {"script",   "style",  "textarea", "title",
                                    "noscript", "iframe", "xmp",      NULL};
  struct slice name = word_of(html);
  bool is_raw = !html->is_end_tag && name.at && ascii_is_one_of(name, raw);
  size_t length = is_raw ? name.length : 0;
  assert(length <= HTML_WORD_SIZE);
  if (is_raw) memcpy(html->raw, name.at, length);
  html->raw[length] = 0;
  html->state = HTML_BETWEEN;
}

static void end_tag(struct html *html) {
  html->state = html->raw[0] ? HTML_RAW : HTML_TEXT;
  word_begin(html);
}

static void begin_name(struct html *html, char byte) {
  html->state = HTML_NAME;
  word_begin(html);
  word_add(html, ascii_lower(byte));
}

static void end_name(struct html *html, enum html_state next) {
  struct slice name = word_of(html);
  html->state = next;
  html->attribute = HTML_OTHER;
  if (html->is_end_tag) return;
  if (slice_is(name, "data-target")) html->attribute = HTML_TARGET;
  if (slice_is(name, "data-props")) html->attribute = HTML_PROPS;
}

static void begin_value(struct html *html, char quote) {
  html->state = HTML_VALUE;
  html->quote = quote;
  word_begin(html);
}

/* The number of bytes before `byte`, or of all bytes. */
static size_t length_before(struct slice text, char byte) {
  const char *at = memchr(text.at, byte, text.length);
  return at ? (size_t)(at - text.at) : text.length;
}

static size_t value_length(const struct html *html, struct slice rest) {
  if (html->quote) return length_before(rest, html->quote);
  size_t length = 0;
  while (length < rest.length && rest.at[length] != '>' &&
         !ascii_is_space(rest.at[length])) {
    length++;
  }
  return length;
}

/* Reads bytes of a value, and its closing quote. Returns how many bytes it
** read; 0 with the error set. */
static size_t read_value(struct html *html, struct slice rest,
                         struct error *error) {
  size_t length = value_length(html, rest);
  if (!read_value_part(html, (struct slice){rest.at, length}, error)) return 0;
  if (length == rest.length) return length;
  if (!end_value(html, error)) return 0;
  /* The '>' behind a value without quotes is read again: it ends the tag. */
  return html->quote ? length + 1 : length;
}

static void read_open(struct html *html, char byte) {
  if (byte == '!') {
    html->state = HTML_BANG;
    word_begin(html);
  } else if (byte == '/' || byte == '?') {
    begin_tag(html, true);
  } else if (ascii_is_letter(byte)) {
    begin_tag(html, false);
    word_add(html, ascii_lower(byte));
  } else if (byte != '<') {
    html->state = HTML_TEXT;
  }
}

static void read_bang(struct html *html, char byte) {
  word_add(html, byte);
  if (byte == '>') {
    html->state = HTML_TEXT;
  } else if (byte != '-') {
    begin_tag(html, true);
  } else if (html->length == 2) {
    html->state = HTML_COMMENT;
  }
}

/* Counts the dashes before '>': two of them end the comment. */
static void read_comment(struct html *html, char byte) {
  if (byte == '>' && html->length >= 2) html->state = HTML_TEXT;
  html->length = byte == '-' ? html->length + 1 : 0;
}

static void read_tag_name(struct html *html, char byte) {
  if (byte == '>' || byte == '/' || ascii_is_space(byte)) {
    end_tag_name(html);
    if (byte == '>') end_tag(html);
  } else {
    word_add(html, ascii_lower(byte));
  }
}

/* Reads a byte before an attribute, in its name or behind its name. */
static void read_attribute(struct html *html, char byte) {
  bool in_name = html->state == HTML_NAME;
  bool has_name = in_name || html->state == HTML_AFTER_NAME;
  if (byte == '>') {
    end_tag(html);
  } else if (byte == '/') {
    html->state = HTML_BETWEEN;
  } else if (ascii_is_space(byte)) {
    if (in_name) end_name(html, HTML_AFTER_NAME);
  } else if (byte == '=' && has_name) {
    if (in_name) end_name(html, HTML_BEFORE_VALUE);
    html->state = HTML_BEFORE_VALUE;
  } else if (in_name) {
    word_add(html, ascii_lower(byte));
  } else {
    begin_name(html, byte);
  }
}

/* Reads a byte behind '='. false: the byte belongs to the value. */
static bool read_before_value(struct html *html, char byte) {
  if (ascii_is_space(byte)) return true;
  if (byte == '>') {
    end_tag(html);
    return true;
  }
  bool is_quote = byte == '"' || byte == '\'';
  begin_value(html, is_quote ? byte : 0);
  return is_quote;
}

/* Compares raw content with "</name", of which html->length bytes were found.
** A '<' can only be its first byte. */
static void read_raw(struct html *html, char byte) {
  assert(html->raw[0]);
  size_t matched = html->length;
  size_t length = strlen(html->raw);
  bool fits = matched == 0   ? byte == '<'
              : matched == 1 ? byte == '/'
              : matched < length + 2
                  ? ascii_lower(byte) == html->raw[matched - 2]
                  : byte == '>' || byte == '/' || ascii_is_space(byte);
  if (!fits) {
    html->length = byte == '<';
  } else if (matched < length + 2) {
    html->length++;
  } else {
    begin_tag(html, true);
    html->raw[0] = 0;
    read_attribute(html, byte);
  }
}

/* Reads at least one byte of `rest` or changes the state. Returns how many
** bytes it read. */
static size_t read_step(struct html *html, struct slice rest,
                        struct error *error) {
  char byte = rest.at[0];
  switch (html->state) {
  case HTML_TEXT: {
    size_t length = length_before(rest, '<');
    if (length == rest.length) return length;
    html->state = HTML_OPEN;
    return length + 1;
  }
  case HTML_OPEN:
    read_open(html, byte);
    return 1;
  case HTML_BANG:
    read_bang(html, byte);
    return 1;
  case HTML_COMMENT:
    read_comment(html, byte);
    return 1;
  case HTML_TAG:
    read_tag_name(html, byte);
    return 1;
  case HTML_BETWEEN:
  case HTML_NAME:
  case HTML_AFTER_NAME:
    read_attribute(html, byte);
    return 1;
  case HTML_BEFORE_VALUE:
    if (read_before_value(html, byte)) return 1;
    return read_value(html, rest, error);
  case HTML_VALUE:
    return read_value(html, rest, error);
  case HTML_RAW:
    read_raw(html, byte);
    return 1;
  }
  return 1;
}

bool html_feed(struct html *html, const char *bytes, size_t length,
               struct error *error) {
  struct slice rest = {bytes, length};
  while (rest.length && !html->is_found) {
    size_t length_read = read_step(html, rest, error);
    if (error->outcome != OK) return false;
    rest = ascii_skip(rest, length_read);
  }
  return true;
}

bool html_end(struct html *html, struct error *error) {
  if (html->is_found) return true;
  if (html->state == HTML_VALUE && html->is_target &&
      html->attribute == HTML_PROPS) {
    error_set(error, FAILED, "the HTML page breaks off in its data-props");
  }
  error_set(error, FAILED,
            "an HTML page without an element that has "
            "data-target=\"DailyPapers\" and data-props");
  return false;
}
