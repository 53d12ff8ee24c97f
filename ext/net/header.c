/* Header fields: see the header. Knows no request and no libcurl. */
#include "net/header.h"

#include <string.h>

#include "base/ascii.h"
#include "base/number.h"

/* One parameter of a list element: `name`, `name=value` or `name="value"`. */
struct parameter {
  struct slice name;
  struct slice value; /* without its quotes */
};

static void skip(struct slice *rest, size_t count) {
  rest->at += count;
  rest->length -= count;
}

static void skip_space(struct slice *rest) {
  while (rest->length && (*rest->at == ' ' || *rest->at == '\t')) {
    skip(rest, 1);
  }
}

static bool skip_byte(struct slice *rest, char byte) {
  skip_space(rest);
  if (!rest->length || *rest->at != byte) return false;
  skip(rest, 1);
  return true;
}

/* Takes the bytes up to the first of `ends`, which stays. */
static struct slice take_until(struct slice *rest, const char *ends) {
  struct slice taken = {rest->at, 0};
  while (rest->length && !ascii_is_in(*rest->at, ends)) {
    skip(rest, 1);
    taken.length++;
  }
  return taken;
}

static struct slice take_quoted(struct slice *rest) {
  struct slice taken = take_until(rest, "\"");
  if (rest->length) skip(rest, 1);
  return taken;
}

static struct slice take_value(struct slice *rest) {
  if (skip_byte(rest, '"')) return take_quoted(rest);
  return slice_trim(take_until(rest, ";,"));
}

static struct parameter take_parameter(struct slice *rest) {
  struct parameter parameter = {0};
  if (skip_byte(rest, '"')) {
    parameter.name = take_quoted(rest);
  } else {
    parameter.name = slice_trim(take_until(rest, "=;,"));
  }
  if (skip_byte(rest, '=')) parameter.value = take_value(rest);
  take_until(rest, ";,");
  return parameter;
}

/* Negative if it is no number. */
static int64_t read_number(struct slice digits) {
  int64_t number;
  if (!digits_read_all(digits, &number)) return -1;
  return number < RATE_LIMIT_MOST ? number : RATE_LIMIT_MOST;
}

static struct rate_limit take_policy(struct slice *rest) {
  struct rate_limit limit = {-1, -1};
  take_parameter(rest);
  while (skip_byte(rest, ';')) {
    struct parameter parameter = take_parameter(rest);
    if (slice_is(parameter.name, "r"))
      limit.left = read_number(parameter.value);
    if (slice_is(parameter.name, "t")) {
      limit.reset = read_number(parameter.value);
    }
  }
  return limit;
}

static bool is_tighter(struct rate_limit a, struct rate_limit b) {
  if (a.left < 0 && a.reset < 0) return false;
  if (b.left < 0 && b.reset < 0) return true;
  if (a.left != b.left) return a.left < b.left;
  return a.reset > b.reset;
}

struct rate_limit header_rate_limit(struct slice value) {
  struct rate_limit tightest = {-1, -1};
  do {
    struct rate_limit limit = take_policy(&value);
    if (is_tighter(limit, tightest)) tightest = limit;
  } while (skip_byte(&value, ','));
  return tightest;
}

/* Whether `next` is one of the relation types, which spaces separate. */
static bool names_next(struct slice relations) {
  while (relations.length) {
    skip_space(&relations);
    if (ascii_is(take_until(&relations, " \t"), "next")) return true;
  }
  return false;
}

/* Reads one link and moves *rest behind it. Returns its target if it leads to
** the next page, else "no value". */
static struct slice take_next_link(struct slice *rest) {
  bool is_next = false;
  struct slice target = {rest->at, 0};
  if (skip_byte(rest, '<')) target = take_until(rest, ">");
  take_until(rest, ";,");
  while (skip_byte(rest, ';')) {
    struct parameter parameter = take_parameter(rest);
    if (ascii_is(parameter.name, "rel")) is_next |= names_next(parameter.value);
  }
  return is_next ? target : (struct slice){0};
}

struct slice header_next(struct slice value) {
  struct slice target;
  do {
    target = take_next_link(&value);
  } while (!target.at && skip_byte(&value, ','));
  return target;
}

/* --- a whole head ------------------------------------------------------- */

static void keep_text(char to[HEADER_TEXT_SIZE], struct slice text) {
  size_t length =
      text.length < HEADER_TEXT_SIZE ? text.length : HEADER_TEXT_SIZE - 1;
  memcpy(to, text.at, length);
  to[length] = 0;
}

static void read_link(struct header_fields *fields, struct slice value) {
  if (fields->has_next_page || fields->links++ >= HEADER_MAX_LINKS) return;
  struct slice target = header_next(value);
  if (!target.at) return;
  fields->has_next_page = true;
  /* A target that was cut would be another page. */
  if (target.length >= HEADER_LINK_SIZE) return;
  memcpy(fields->next, target.at, target.length);
  fields->next[target.length] = 0;
}

static void read_limit(struct header_fields *fields, struct slice value) {
  if (fields->has_limit) return;
  fields->has_limit = true;
  fields->limit = header_rate_limit(value);
}

static void read_type(struct header_fields *fields, struct slice value) {
  if (fields->has_type) return;
  fields->has_type = true;
  fields->is_html = ascii_begins(value, "text/html");
}

/* A tag that was cut would be another tag, so a long one counts as none. */
static void read_etag(struct header_fields *fields, struct slice value) {
  if (!fields->etag[0] && value.length < HEADER_TEXT_SIZE) {
    keep_text(fields->etag, value);
  }
}

static void read_message(struct header_fields *fields, struct slice value) {
  if (!fields->message[0]) keep_text(fields->message, value);
}

static void read_retry_after(struct header_fields *fields, struct slice value) {
  (void)value;
  fields->has_retry_after = true;
}

static void keep_coding(struct header_fields *fields, struct slice name) {
  size_t i = 0;
  if (fields->codings++) return;
  for (; i < name.length && i + 1 < HEADER_CODING_SIZE; i++) {
    fields->coding[i] = ascii_lower(name.at[i]);
  }
  fields->coding[i] = 0;
}

static void read_codings(struct header_fields *fields, struct slice value) {
  do {
    struct slice name = slice_trim(take_until(&value, ","));
    bool is_none =
        !name.length || ascii_is(name, "identity") || ascii_is(name, "chunked");
    if (!is_none) keep_coding(fields, name);
  } while (skip_byte(&value, ','));
}

static void read_field(struct header_fields *fields, struct slice name,
                       struct slice value) {
  static const struct {
    const char *name; /* in lower case */
    void (*read)(struct header_fields *fields, struct slice value);
  } known[] = {
      {"link", read_link},
      {"ratelimit", read_limit},
      {"content-type", read_type},
      {"etag", read_etag},
      {"x-error-message", read_message},
      {"retry-after", read_retry_after},
      {"content-encoding", read_codings},
      {"transfer-encoding", read_codings},
  };
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (!ascii_is(name, known[i].name)) continue;
    known[i].read(fields, value);
    return;
  }
}

void header_read_line(struct header_fields *fields, struct slice line) {
  bool may_begin = !fields->has_begun || fields->has_ended;
  if (may_begin && line.length >= 5 && memcmp(line.at, "HTTP/", 5) == 0) {
    *fields = (struct header_fields){.has_begun = true};
    return;
  }
  bool goes_on_with_last = line.length && (*line.at == ' ' || *line.at == '\t');
  line = slice_trim(line);
  if (!line.length) fields->has_ended = true;
  if (goes_on_with_last) return;
  struct slice name = take_until(&line, ":");
  if (fields->has_ended || !skip_byte(&line, ':')) return;
  read_field(fields, name, slice_trim(line));
}
