/* Fuzzes what comes from a server: status lines, fields, redirects, encoded and
** broken bodies, through libcurl and net/http. The first byte of the input
** chooses options of the request. The rest are the answers, one for each
** connection, with a zero byte between two of them. What libcurl itself knows
** about the last answer is the second opinion. */
#include <curl/curl.h>

#include "base/ascii.h"
#include "fuzz/check.h"
#include "fuzz/wire.h"
#include "net/http.h"

static struct slice answers; /* those to come */

static void next_answer(const char *url, struct buffer *answer) {
  const char *end =
      answers.length ? memchr(answers.at, 0, answers.length) : NULL;
  size_t length = end ? (size_t)(end - answers.at) : answers.length;
  (void)url;
  buffer_append(answer, answers.at, length);
  answers = ascii_skip(answers, length + (end != NULL));
}

/* --- what is known of an answer ----------------------------------------- */

/* Finds the n-th field of this name in the last answer. */
static bool find_field(const char *name, size_t n, struct slice *value) {
  struct curl_header *found;
  if (curl_easy_header(wire_handle(), name, n, CURLH_HEADER, -1, &found)) {
    return false;
  }
  *value = slice_of(found->value);
  return true;
}

/* The first tag that is neither empty nor too long. */
static void check_etag(const struct http_response *response) {
  struct slice value;
  for (size_t n = 0; find_field("ETag", n, &value); n++) {
    value = slice_trim(value);
    if (!value.length || value.length >= HEADER_TEXT_SIZE) continue;
    expect(slice_is(value, response->etag));
    return;
  }
  expect(!response->etag[0]);
}

static void check_type(const struct http_response *response) {
  struct slice value = {0};
  if (response->status == 404) return; /* that of a page for what is absent */
  find_field("Content-Type", 0, &value);
  expect(response->is_html == ascii_begins(slice_trim(value), "text/html"));
}

static void check_retry_after(const struct http_response *response) {
  struct slice value;
  expect((response->retry_after >= 0) == find_field("Retry-After", 0, &value));
}

static void check_fields(const struct http_response *response) {
  check_etag(response);
  check_type(response);
  check_retry_after(response);
}

/* libcurl appends a folded line to the field before, and we leave it out. It
** ends a value at a control character, and the cache refuses such tags. */
static bool is_plain(struct slice head) {
  for (size_t i = 0; i < head.length; i++) {
    unsigned char byte = (unsigned char)head.at[i];
    bool is_folded = i && head.at[i - 1] == '\n' && byte <= ' ' &&
                     byte != '\r' && byte != '\n';
    bool is_end = byte == '\n' || (byte == '\r' && i + 1 < head.length &&
                                   head.at[i + 1] == '\n');
    if (is_folded || (byte < ' ' && byte && !is_end)) return false;
  }
  return true;
}

static void check_response(const struct http_response *response,
                           struct slice input, int64_t received) {
  expect(response->end != HTTP_RUNS);
  expect(response->status == 0 ||
         (response->status >= 100 && response->status <= 999));
  expect(response->length >= -1 && response->retry_after >= -1);
  expect(response->next && strlen(response->next) < HEADER_LINK_SIZE);
  if (response->end != HTTP_WHOLE) return;
  expect(response->status > 0);
  bool has_body = response->status != 204 && response->status != 304;
  struct slice coding;
  if (response->length >= 0 && has_body &&
      !find_field("Content-Encoding", 0, &coding)) {
    expect(received == response->length);
  }
  if (!is_plain(input) || response->status < 200) return;
  check_fields(response);
}

/* --- an attempt --------------------------------------------------------- */

struct counted {
  int64_t bytes, most;
};

static bool count_bytes(void *context, const struct http_response *response,
                        const char *bytes, size_t length) {
  struct counted *counted = context;
  expect(response->status >= 0 && bytes && length);
  counted->bytes += (int64_t)length;
  return counted->bytes <= counted->most;
}

/* `choice`: whether a token, a tag, a page for what is absent are given, and
** whether the sink refuses a large body. */
static void get(struct http *http, unsigned choice, struct slice input) {
  struct counted counted = {0, choice & 8 ? 100 : 1 << 24};
  struct http_transfer *transfer = http_start(
      http, "http://127.0.0.1/api/papers/1?a=b", choice & 1 ? "token" : NULL,
      "papers", choice & 2 ? "\"tag\"" : NULL, choice & 4 ? "/absent" : NULL,
      (struct http_sink){count_bytes, &counted});
  expect(transfer != NULL);
  const struct http_response *response = http_response(transfer);
  for (int turns = 0; response->end == HTTP_RUNS && turns < 10000; turns++) {
    expect(http_run(http, 0.05));
  }
  check_response(response, input, counted.bytes);
  http_drop(transfer);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  answers = (struct slice){(const char *)bytes, length};
  unsigned choice = take_byte(&answers);
  wire_begin(next_answer);
  struct http *http = http_new();
  expect(http != NULL);
  get(http, choice, answers);
  http_free(http);
  wire_end();
  return 0;
}
