/* Fuzzes the reading of header fields, of the link to the next page, and of the
** origin to which a token may go; libcurl's reading of URLs is the second
** opinion. The first line of the input is the URL of a request, the second an
** endpoint, and the others are the head of an answer. */
#include <curl/curl.h>
#include <strings.h>

#include "base/buffer.h"
#include "fuzz/check.h"
#include "net/header.h"
#include "net/http.h"
#include "net/settings.h"

/* --- a head ------------------------------------------------------------- */

static void check_limit(struct rate_limit limit) {
  expect(limit.left >= -1 && limit.left <= RATE_LIMIT_MOST);
  expect(limit.reset >= -1 && limit.reset <= RATE_LIMIT_MOST);
}

/* One more policy can only make a limit tighter. */
static void check_policies(struct slice value) {
  struct buffer more;
  struct rate_limit limit = header_rate_limit(value);
  buffer_init(&more, 1 << 20);
  buffer_append_text(&more, "\"one\";r=5;t=9, ");
  buffer_append_slice(&more, value);
  struct rate_limit both = header_rate_limit(buffer_slice(&more));
  expect(both.left <= 5);
  expect(limit.left < 0 || limit.left > 5 || both.left == limit.left);
  check_limit(limit);
  check_limit(both);
  buffer_clear(&more);
}

static void check_next(struct slice value) {
  struct slice next = header_next(value);
  if (!next.length) return;
  expect(next.at > value.at && next.at[-1] == '<');
  expect(next.at + next.length <= value.at + value.length);
}

/* Each line stands alone in memory, so that reading past it shows. */
static void read_line(struct header_fields *fields, struct slice line) {
  char *alone = malloc(line.length + !line.length);
  expect(alone != NULL);
  if (line.length) memcpy(alone, line.at, line.length);
  struct slice copy = {alone, line.length};
  header_read_line(fields, copy);
  check_policies(copy);
  check_next(copy);
  free(alone);
}

static void check_fields(const struct header_fields *fields) {
  expect(memchr(fields->next, 0, sizeof fields->next) != NULL);
  expect(memchr(fields->etag, 0, sizeof fields->etag) != NULL);
  expect(memchr(fields->message, 0, sizeof fields->message) != NULL);
  expect(memchr(fields->coding, 0, sizeof fields->coding) != NULL);
  expect(fields->has_next_page || !fields->next[0]);
  expect(fields->codings > 0 || !fields->coding[0]);
  if (fields->has_limit) check_limit(fields->limit);
}

/* --- URLs --------------------------------------------------------------- */

static CURLU *read_url(const char *text) {
  CURLU *url = curl_url();
  if (curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK) return url;
  curl_url_cleanup(url);
  return NULL;
}

static bool can_read(const char *text) {
  CURLU *url = read_url(text);
  curl_url_cleanup(url);
  return url != NULL;
}

/* Compares without regard to case. A part that both lack is the same. */
static bool has_same(CURLU *one, CURLU *other, CURLUPart part) {
  char *a = NULL, *b = NULL;
  curl_url_get(one, part, &a, CURLU_DEFAULT_PORT);
  curl_url_get(other, part, &b, CURLU_DEFAULT_PORT);
  bool is_same = a && b ? strcasecmp(a, b) == 0 : a == b;
  curl_free(a);
  curl_free(b);
  return is_same;
}

static bool has_same_origin(const char *a, const char *b) {
  CURLU *one = read_url(a), *other = read_url(b);
  bool is_same = one && other && has_same(one, other, CURLUPART_SCHEME) &&
                 has_same(one, other, CURLUPART_HOST) &&
                 has_same(one, other, CURLUPART_PORT);
  curl_url_cleanup(one);
  curl_url_cleanup(other);
  return is_same;
}

/* A token goes nowhere but to the origin of the endpoint. Libcurl refuses what
** is no URL before anything is sent. */
static void check_token(const char *endpoint, const char *url) {
  struct net_settings settings = {.token = "token", .token_endpoint = endpoint};
  if (can_read(endpoint) && can_read(url) &&
      net_settings_token(&settings, url)) {
    expect(has_same_origin(endpoint, url));
  }
}

/* The next page is on the same origin, and the same URL leads back to it. */
static void check_page(const char *url, const char *link) {
  struct error error = {0};
  if (!can_read(url)) return;
  char *next = http_next_url(url, link, &error);
  expect(!next == (error.outcome != OK));
  if (next) expect(has_same_origin(url, next) && !strchr(next, '#'));
  free(next);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  struct slice input = {(const char *)bytes, length};
  struct header_fields fields = {0};
  char *url = copy_terminated(take_line(&input));
  char *endpoint = copy_terminated(take_line(&input));
  while (input.length) {
    read_line(&fields, take_line(&input));
    check_fields(&fields);
  }
  check_token(endpoint, url);
  check_page(url, fields.next);
  check_page(url, endpoint);
  free(url);
  free(endpoint);
  return 0;
}
