/* The words of every way in which an attempt can end. Decides nothing. */
#include "net/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void add_attempts(struct error *error, int attempts) {
  size_t length = strlen(error->text);
  if (attempts < 2 || error->outcome == OK) return;
  snprintf(error->text + length, sizeof error->text - length, ", %d attempts",
           attempts);
}

/* What the service, or somebody in its place, says about the error: "" if it
** says nothing that we can read. */
static const char *reason_in(const struct http_response *response,
                             const char *body_text) {
  if (response->message[0]) return response->message;
  return response->is_html ? "an HTML page" : body_text;
}

static void set_status(struct error *error,
                       const struct http_response *response,
                       const char *body_text) {
  const char *reason = reason_in(response, body_text);
  const char *what = response->status == 429 ? "rate limited: " : "";
  if (*reason) {
    error_set(error, FAILED, "%sthe service answered %d (%s)", what,
              response->status, reason);
  } else {
    error_set(error, FAILED, "%sthe service answered %d", what,
              response->status);
  }
}

static void set_broken(struct error *error, int64_t bytes) {
  if (bytes) {
    error_set(error, FAILED, "the connection broke after %" PRId64 " bytes",
              bytes);
  } else {
    error_set(error, FAILED, "the connection broke before the answer");
  }
}

static void set_unconnected(struct error *error,
                            const struct http_response *response) {
  switch (response->end) {
  case HTTP_UNRESOLVED:
    error_set(error, FAILED, "the host name %s could not be resolved",
              response->host);
    break;
  case HTTP_UNCONNECTED:
    error_set(error, FAILED, "could not connect to %s: %s", response->host,
              response->detail);
    break;
  case HTTP_NO_PROXY:
    error_set(error, FAILED,
              "the proxy (http_proxy, https_proxy or all_proxy in the "
              "environment) cannot be used: %s",
              response->detail);
    break;
  case HTTP_NOT_TLS:
    error_set(error, FAILED,
              "%s answers without TLS: the endpoint or the proxy may be meant "
              "with http: in place of https:",
              response->host);
    break;
  case HTTP_NOT_SECURED:
    error_set(error, FAILED, "no secure connection to %s: %s", response->host,
              response->detail);
    break;
  case HTTP_UNTRUSTED:
    error_set(error, FAILED,
              "the certificate of %s is not trusted: %s; the file of an "
              "authority of your own goes into CURL_CA_BUNDLE or SSL_CERT_FILE",
              response->host, response->detail);
    break;
  default:
    error_set(error, FAILED, "%s", response->detail);
    break;
  }
}

void words_for_end(struct error *error, const struct http_response *response,
                   const char *body_text, int64_t bytes, int attempts) {
  switch (response->end) {
  case HTTP_WHOLE:
  case HTTP_REFUSED_BY_SINK:
    set_status(error, response, body_text);
    break;
  case HTTP_BROKEN:
    set_broken(error, bytes);
    break;
  case HTTP_FOREIGN:
    error_set(error, FAILED,
              "a redirect to another protocol (%s:) is not "
              "followed",
              response->detail);
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
              response->detail);
    break;
  case HTTP_ENCODED_TWICE:
    error_set(error, FAILED, "the answer is encoded more than once");
    break;
  case HTTP_NO_MEMORY:
    error_no_memory(error);
    break;
  default:
    set_unconnected(error, response);
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
