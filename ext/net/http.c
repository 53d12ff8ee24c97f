#include "net/http.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More header bytes than this in one attempt are not honest. */
enum { HEADERS_MAX = 256 * 1024 };

struct http {
  CURLM *multi;
};

struct http_transfer {
  struct http *http;
  CURL *easy;
  CURLcode refused; /* the first option that libcurl did not take */
  struct http_sink sink;
  struct http_reply reply;
  size_t header_bytes;
  bool has_headers; /* the reply tells them */
  bool is_connected;
  bool sink_refused;
  struct curl_slist *headers;  /* of the request */
  char words[CURL_ERROR_SIZE]; /* libcurl's, on failure */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode once_code;

/* Never undone: the host may use libcurl too. */
static void begin_curl(void) {
  once_code = curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct http *http_new(void) {
  pthread_once(&once, begin_curl);
  if (once_code != CURLE_OK) return NULL;
  struct http *http = calloc(1, sizeof *http);
  if (!http) return NULL;
  http->multi = curl_multi_init();
  if (http->multi) return http;
  free(http);
  return NULL;
}

void http_free(struct http *http) {
  if (!http) return;
  curl_multi_cleanup(http->multi);
  free(http);
}

/* The field of the last answer; "no value" if it has none. */
static struct slice field(const struct http_transfer *transfer,
                          const char *name) {
  struct curl_header *header;
  CURLHcode code =
      curl_easy_header(transfer->easy, name, 0, CURLH_HEADER, -1, &header);
  return code == CURLHE_OK ? slice_of(header->value) : (struct slice){0};
}

static void keep(char *to, struct slice text) {
  size_t length =
      text.length < HTTP_TEXT_SIZE ? text.length : HTTP_TEXT_SIZE - 1;
  if (length) memcpy(to, text.at, length);
  to[length] = 0;
}

static int64_t retry_after(const struct http_transfer *transfer) {
  curl_off_t seconds = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_RETRY_AFTER, &seconds);
  if (seconds > 0) return seconds;
  return field(transfer, "Retry-After").at ? 0 : -1;
}

/* There may be several Link fields. */
static bool has_next_page(const struct http_transfer *transfer) {
  struct curl_header *header;
  for (size_t i = 0; curl_easy_header(transfer->easy, "Link", i, CURLH_HEADER,
                                      -1, &header) == CURLHE_OK;
       i++) {
    if (header_has_next(slice_of(header->value))) return true;
  }
  return false;
}

static void read_headers(struct http_transfer *transfer) {
  struct http_reply *reply = &transfer->reply;
  long status = 0;
  curl_off_t length = -1;
  curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
                    &length);
  struct slice type = field(transfer, "Content-Type");
  reply->status = (int)status;
  reply->length = length;
  reply->retry_after = retry_after(transfer);
  reply->limit = header_rate_limit(field(transfer, "RateLimit"));
  reply->has_next_page = has_next_page(transfer);
  reply->is_html = type.length >= 9 && !memcmp(type.at, "text/html", 9);
  keep(reply->message, field(transfer, "X-Error-Message"));
  struct slice etag = field(transfer, "ETag");
  if (etag.length < HTTP_TEXT_SIZE) keep(reply->etag, etag);
  transfer->has_headers = true;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context) {
  struct http_transfer *transfer = context;
  size_t length = size * count;
  if (!transfer->has_headers) read_headers(transfer);
  if (transfer->sink.take(transfer->sink.context, &transfer->reply, bytes,
                          length)) {
    return length;
  }
  transfer->sink_refused = true;
  return length + 1; /* anything but the length ends the transfer */
}

static bool are_too_long(const struct http_transfer *transfer) {
  return transfer->header_bytes > HEADERS_MAX;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context) {
  struct http_transfer *transfer = context;
  size_t length = size * count;
  (void)bytes;
  transfer->header_bytes += length;
  return are_too_long(transfer) ? length + 1 : length;
}

static int on_request(void *context, char *remote, char *local, int remote_port,
                      int local_port) {
  struct http_transfer *transfer = context;
  (void)remote, (void)local, (void)remote_port, (void)local_port;
  transfer->is_connected = true;
  return CURL_PREREQFUNC_OK;
}

/* A redirect may lead to a host that has to be connected to first. */
static int on_socket(void *context, curl_socket_t socket, curlsocktype type) {
  struct http_transfer *transfer = context;
  (void)socket, (void)type;
  transfer->is_connected = false;
  return CURL_SOCKOPT_OK;
}

static void note(struct http_transfer *transfer, CURLcode code) {
  if (transfer->refused == CURLE_OK) transfer->refused = code;
}

static void set_number(struct http_transfer *transfer, CURLoption option,
                       long number) {
  note(transfer, curl_easy_setopt(transfer->easy, option, number));
}

static void set_text(struct http_transfer *transfer, CURLoption option,
                     const char *text) {
  note(transfer, curl_easy_setopt(transfer->easy, option, text));
}

static void set_pointer(struct http_transfer *transfer, CURLoption option,
                        void *pointer) {
  note(transfer, curl_easy_setopt(transfer->easy, option, pointer));
}

/* A redirect to file: or to anything else but the web would let a service, or
** who stands in its place, read what the user can read. */
static void set_protocols(struct http_transfer *transfer) {
#if LIBCURL_VERSION_NUM >= 0x075500
  set_text(transfer, CURLOPT_PROTOCOLS_STR, "http,https");
  set_text(transfer, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  set_number(transfer, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
  set_number(transfer, CURLOPT_REDIR_PROTOCOLS,
             CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
  set_number(transfer, CURLOPT_FOLLOWLOCATION, 1);
  set_number(transfer, CURLOPT_MAXREDIRS, HTTP_MAX_REDIRECTS);
}

/* As a bearer and not as a header of our own, so that libcurl, after a
** redirect, keeps it from every origin but the first (since 7.83, by scheme,
** host and port: CVE-2022-27774, CVE-2022-27776). */
static void set_token(struct http_transfer *transfer, const char *token) {
  if (!token || !*token) return;
  set_number(transfer, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
  set_text(transfer, CURLOPT_XOAUTH2_BEARER, token);
}

static void set_etag(struct http_transfer *transfer, const char *etag) {
  char line[HTTP_TEXT_SIZE + 20];
  if (!etag) return;
  snprintf(line, sizeof line, "If-None-Match: %s", etag);
  transfer->headers = curl_slist_append(NULL, line);
  if (!transfer->headers) note(transfer, CURLE_OUT_OF_MEMORY);
  set_pointer(transfer, CURLOPT_HTTPHEADER, transfer->headers);
}

static void set_callbacks(struct http_transfer *transfer) {
  note(transfer,
       curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, on_body));
  note(transfer,
       curl_easy_setopt(transfer->easy, CURLOPT_HEADERFUNCTION, on_header));
  note(transfer,
       curl_easy_setopt(transfer->easy, CURLOPT_PREREQFUNCTION, on_request));
  note(transfer,
       curl_easy_setopt(transfer->easy, CURLOPT_SOCKOPTFUNCTION, on_socket));
  set_pointer(transfer, CURLOPT_WRITEDATA, transfer);
  set_pointer(transfer, CURLOPT_HEADERDATA, transfer);
  set_pointer(transfer, CURLOPT_PREREQDATA, transfer);
  set_pointer(transfer, CURLOPT_SOCKOPTDATA, transfer);
  set_pointer(transfer, CURLOPT_PRIVATE, transfer);
  set_pointer(transfer, CURLOPT_ERRORBUFFER, transfer->words);
}

/* What a libcurl may lack, and what works without it. */
static void set_extras(CURL *easy, const char *url) {
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
  /* Waiting to learn whether a connection can be shared pays off where it
  ** can: HTTP/2, which is only spoken over TLS here. */
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT,
                   strncmp(url, "https:", 6) == 0 ? 1L : 0L);
#if LIBCURL_VERSION_NUM >= 0x075700
  /* Or dropping a transfer waits for the name to be resolved. */
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
}

/* The time limits are not libcurl's, whose clocks go on while nobody reads. */
static void set_all(struct http_transfer *transfer, const char *url,
                    const char *token, const char *user_agent) {
  set_text(transfer, CURLOPT_URL, url);
  set_text(transfer, CURLOPT_USERAGENT, user_agent);
  set_text(transfer, CURLOPT_ACCEPT_ENCODING, "");
  set_number(transfer, CURLOPT_NOSIGNAL, 1);
  set_number(transfer, CURLOPT_CONNECTTIMEOUT, 24 * 3600);
  set_protocols(transfer);
  set_token(transfer, token);
  set_callbacks(transfer);
  set_extras(transfer->easy, url);
}

static void release(struct http_transfer *transfer) {
  curl_easy_cleanup(transfer->easy);
  curl_slist_free_all(transfer->headers);
  free(transfer);
}

struct http_transfer *http_start(struct http *http, const char *url,
                                 const char *token, const char *user_agent,
                                 const char *etag, struct http_sink sink) {
  struct http_transfer *transfer = calloc(1, sizeof *transfer);
  if (!transfer) return NULL;
  transfer->http = http;
  transfer->sink = sink;
  transfer->reply.length = transfer->reply.retry_after = -1;
  transfer->reply.limit = (struct rate_limit){-1, -1};
  transfer->easy = curl_easy_init();
  if (transfer->easy) set_all(transfer, url, token, user_agent);
  if (transfer->easy) set_etag(transfer, etag);
  if (!transfer->easy || transfer->refused != CURLE_OK ||
      curl_multi_add_handle(http->multi, transfer->easy) != CURLM_OK) {
    release(transfer);
    return NULL;
  }
  return transfer;
}

void http_drop(struct http_transfer *transfer) {
  if (!transfer) return;
  curl_multi_remove_handle(transfer->http->multi, transfer->easy);
  release(transfer);
}

/* libcurl calls an answer that is no HTTP, a redirect that it does not follow
** and a URL that it does not take from us all an unsupported protocol. */
static enum http_end unsupported(struct http_transfer *transfer) {
  char *url = NULL;
  long redirects = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
  curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_COUNT, &redirects);
  size_t length = url ? strcspn(url, ":") : 0;
  if (length >= 4 && strncmp(url, "http", 4) == 0) return HTTP_NOT_HTTP;
  if (!redirects) return HTTP_OTHER;
  keep(transfer->reply.detail, (struct slice){url, length});
  return HTTP_FOREIGN;
}

static enum http_end end_of(struct http_transfer *transfer, CURLcode code) {
  if (transfer->sink_refused) return HTTP_REFUSED_BY_SINK;
  if (are_too_long(transfer)) return HTTP_LONG_HEADERS;
  switch (code) {
  case CURLE_OK:
    return HTTP_WHOLE;
  case CURLE_OUT_OF_MEMORY:
    return HTTP_NO_MEMORY;
  case CURLE_COULDNT_RESOLVE_HOST:
    return HTTP_UNRESOLVED;
  case CURLE_COULDNT_CONNECT:
    return HTTP_UNCONNECTED;
  case CURLE_GOT_NOTHING:
  case CURLE_PARTIAL_FILE:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM:
  case CURLE_BAD_CONTENT_ENCODING:
  case CURLE_SSL_CONNECT_ERROR: /* a reset within the handshake, mostly */
    return HTTP_BROKEN;
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
    return HTTP_UNTRUSTED;
  case CURLE_TOO_MANY_REDIRECTS:
    return HTTP_CIRCULAR;
  case CURLE_UNSUPPORTED_PROTOCOL:
    return unsupported(transfer);
  case CURLE_WEIRD_SERVER_REPLY:
    return HTTP_NOT_HTTP;
  default:
    return HTTP_OTHER;
  }
}

static void keep_host(struct http_transfer *transfer) {
  char *url = NULL;
  char *host = NULL;
  curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
  CURLU *parts = curl_url();
  if (parts && url && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
      curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
    keep(transfer->reply.host, slice_of(host));
  }
  curl_free(host);
  curl_url_cleanup(parts);
}

/* libcurl's own words for this name the time and the port, not the reason. */
static void explain_unconnected(struct http_transfer *transfer) {
  long code = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &code);
  const char *why = code == ECONNREFUSED   ? "connection refused"
                    : code == ENETUNREACH  ? "network unreachable"
                    : code == EHOSTUNREACH ? "host unreachable"
                    : code == ETIMEDOUT    ? "no answer"
                                           : NULL;
  if (why) keep(transfer->reply.detail, slice_of(why));
}

static void end(struct http_transfer *transfer, CURLcode code) {
  if (!transfer->has_headers) read_headers(transfer);
  const char *words =
      transfer->words[0] ? transfer->words : curl_easy_strerror(code);
  keep(transfer->reply.detail, slice_of(words));
  keep_host(transfer);
  if (code == CURLE_COULDNT_CONNECT) explain_unconnected(transfer);
  transfer->reply.end = end_of(transfer, code);
}

static void collect_ended(struct http *http) {
  CURLMsg *message;
  int left;
  while ((message = curl_multi_info_read(http->multi, &left))) {
    char *context = NULL;
    if (message->msg != CURLMSG_DONE) continue;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &context);
    if (context)
      end((struct http_transfer *)(void *)context, message->data.result);
  }
}

static bool perform(struct http *http) {
  int running;
  CURLMcode code = curl_multi_perform(http->multi, &running);
  collect_ended(http);
  return code == CURLM_OK;
}

bool http_run(struct http *http, double seconds) {
  int milliseconds = (int)(seconds * 1000 + 0.999);
  if (milliseconds > 0) {
    CURLMcode code = curl_multi_poll(http->multi, NULL, 0, milliseconds, NULL);
    if (code != CURLM_OK) return false;
  }
  return perform(http);
}

const struct http_reply *http_reply(const struct http_transfer *transfer) {
  return &transfer->reply;
}

int64_t http_activity(const struct http_transfer *transfer) {
  curl_off_t received = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
  return received + (int64_t)transfer->header_bytes;
}

bool http_is_connected(const struct http_transfer *transfer) {
  return transfer->is_connected;
}

const char *http_library_version(void) {
  return curl_version_info(CURLVERSION_NOW)->version;
}
