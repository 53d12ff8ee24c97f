#include "net/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum { SAYING_SIZE = HTTP_TEXT_SIZE };

/* A text that was born with its size, for the words of others. */
struct saying {
  char text[SAYING_SIZE];
  size_t length;
};

static void say(struct saying *saying, uint32_t character) {
  char bytes[4];
  size_t width = utf8_write(character < 0x20 ? ' ' : character, bytes);
  if (saying->length + width >= SAYING_SIZE) return;
  memcpy(saying->text + saying->length, bytes, width);
  saying->length += width;
}

static uint32_t hex(struct slice text) {
  uint32_t value = 0;
  if (text.length < 4) return '?';
  for (size_t i = 0; i < 4; i++) {
    static const char digits[] = "0123456789abcdef";
    const char *digit = strchr(digits, text.at[i] | 0x20);
    if (!digit || !*digit) return '?';
    value = value << 4 | (uint32_t)(digit - digits);
  }
  return value >= 0xd800 && value <= 0xdfff ? '?' : value;
}

/* Reads what stands behind a backslash and returns its length. */
static size_t say_escaped(struct saying *saying, struct slice text) {
  if (!text.length) return 0;
  if (text.at[0] == 'u') {
    say(saying, hex((struct slice){text.at + 1, text.length - 1}));
    return text.length < 5 ? text.length : 5;
  }
  bool is_space = strchr("nrtbf", text.at[0]) && text.at[0];
  say(saying, is_space ? ' ' : (unsigned char)text.at[0] & 0x7f);
  return 1;
}

/* A JSON string from behind its first quote, as far as it goes. */
static void say_string(struct saying *saying, struct slice text) {
  while (text.length && text.at[0] != '"') {
    uint32_t character = '?';
    size_t width = utf8_read(text, &character);
    if (text.at[0] == '\\') {
      struct slice rest = {text.at + 1, text.length - 1};
      width = 1 + say_escaped(saying, rest);
    } else {
      say(saying, character);
    }
    width = width ? width : 1;
    text.at += width;
    text.length -= width;
  }
}

/* What stands behind `word`, its first occurrence; "no value" without it. */
static struct slice behind(struct slice text, const char *word) {
  size_t length = strlen(word);
  for (; text.length >= length; text.at++, text.length--) {
    if (memcmp(text.at, word, length) == 0) {
      return (struct slice){text.at + length, text.length - length};
    }
  }
  return (struct slice){0};
}

/* {"error":"..."}: what errors of the service look like. No parser: this is
** the cut off beginning of a body, and only good for a message. */
static void say_json_error(struct saying *saying, struct slice body) {
  struct slice rest = slice_trim(behind(body, "\"error\""));
  if (!rest.length || rest.at[0] != ':') return;
  rest = slice_trim((struct slice){rest.at + 1, rest.length - 1});
  if (!rest.length || rest.at[0] != '"') return;
  say_string(saying, (struct slice){rest.at + 1, rest.length - 1});
}

static struct saying complaint_of(const struct http_reply *reply,
                                  struct slice body) {
  struct saying saying = {0};
  if (reply->message[0]) {
    snprintf(saying.text, SAYING_SIZE, "%s", reply->message);
  } else if (reply->is_html) {
    snprintf(saying.text, SAYING_SIZE, "an HTML page");
  } else {
    say_json_error(&saying, body);
  }
  return saying;
}

static void add_attempts(struct error *error, int attempts) {
  size_t length = strlen(error->text);
  if (attempts < 2 || error->outcome == OK) return;
  snprintf(error->text + length, sizeof error->text - length, ", %d attempts",
           attempts);
}

static void say_status(struct error *error, const struct http_reply *reply,
                       struct slice body) {
  struct saying saying = complaint_of(reply, body);
  const char *what = reply->status == 429 ? "rate limited: " : "";
  if (saying.text[0]) {
    error_set(error, FAILED, "%sthe service answered %d (%s)", what,
              reply->status, saying.text);
  } else {
    error_set(error, FAILED, "%sthe service answered %d", what, reply->status);
  }
}

static void say_broken(struct error *error, int64_t bytes) {
  if (bytes) {
    error_set(error, FAILED, "the connection broke after %" PRId64 " bytes",
              bytes);
  } else {
    error_set(error, FAILED, "the connection broke before the answer");
  }
}

static void say_no_connection(struct error *error,
                              const struct http_reply *reply) {
  switch (reply->end) {
  case HTTP_UNRESOLVED:
    error_set(error, FAILED, "the host name %s could not be resolved",
              reply->host);
    break;
  case HTTP_UNCONNECTED:
    error_set(error, FAILED, "could not connect to %s: %s", reply->host,
              reply->detail);
    break;
  case HTTP_NO_PROXY:
    error_set(error, FAILED,
              "the proxy (http_proxy, https_proxy or all_proxy in the "
              "environment) cannot be used: %s",
              reply->detail);
    break;
  case HTTP_NOT_TLS:
    error_set(error, FAILED,
              "%s answers without TLS: the endpoint or the proxy may be meant "
              "with http: in place of https:",
              reply->host);
    break;
  case HTTP_NOT_SECURED:
    error_set(error, FAILED, "no secure connection to %s: %s", reply->host,
              reply->detail);
    break;
  case HTTP_UNTRUSTED:
    error_set(error, FAILED, "the certificate of %s is not trusted: %s",
              reply->host, reply->detail);
    break;
  default:
    error_set(error, FAILED, "%s", reply->detail);
    break;
  }
}

void words_for_end(struct error *error, const struct http_reply *reply,
                   struct slice complaint, int64_t bytes, int attempts) {
  switch (reply->end) {
  case HTTP_WHOLE:
  case HTTP_REFUSED_BY_SINK:
    say_status(error, reply, complaint);
    break;
  case HTTP_BROKEN:
    say_broken(error, bytes);
    break;
  case HTTP_FOREIGN:
    error_set(error, FAILED,
              "a redirect to another protocol (%s:) is not "
              "followed",
              reply->detail);
    break;
  case HTTP_CIRCULAR:
    error_set(error, FAILED, "more than %d redirects", HTTP_MAX_REDIRECTS);
    break;
  case HTTP_NOT_HTTP:
    error_set(error, FAILED, "what answers there does not speak HTTP");
    break;
  case HTTP_LONG_HEADERS:
    error_set(error, FAILED, "the headers of the answer are too long");
    break;
  case HTTP_ENCODED:
    error_set(error, FAILED,
              "the answer is encoded as %s, which is not known here: a proxy "
              "in between may do that",
              reply->detail);
    break;
  case HTTP_ENCODED_TWICE:
    error_set(error, FAILED, "the answer is encoded more than once");
    break;
  case HTTP_NO_MEMORY:
    error_no_memory(error);
    break;
  default:
    say_no_connection(error, reply);
    break;
  }
  add_attempts(error, attempts);
}

void words_for_time(struct error *error, const char *what, double seconds,
                    const char *setting) {
  error_set(error, FAILED, "%s %g s (%s)", what, seconds, setting);
}

void words_for_rate_limit(struct error *error, int64_t resets_in) {
  error_set(error, FAILED, "rate limited, resets in %" PRId64 " s", resets_in);
}

void words_for_waits(struct error *error, double seconds, int times) {
  error_set(error, FAILED,
            "rate limited: this query has waited %.0f s for rate limits by "
            "now, %d times max_wait; ask for less, or come back later",
            seconds, times);
}
