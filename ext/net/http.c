/* libcurl behind an interface of our own: see the header. Knows nothing of
** retries, time limits or the cache. */
#include "net/http.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/number.h"

/* Header bytes of one attempt; no honest server sends more. */
enum { HEADERS_MAX = 256 * 1024 };

/* An option of libcurl 8.20 that older headers lack; its number stays. */
enum { MULTI_QUICK_EXIT = 21 };

struct http {
  CURLM *multi;
  int *sockets; /* that are open */
  size_t socket_count, socket_capacity;
  struct http *next; /* among those that were left */
};

struct http_transfer {
  struct http *http;
  CURL *easy;
  CURLcode refused; /* the first option that libcurl did not take */
  struct http_sink sink;
  const char *absent_path;
  struct http_response response;
  struct header_fields fields;
  size_t header_bytes;
  bool has_headers; /* the response tells them */
  bool is_connected;
  bool sink_refused;
  bool has_query;              /* the URL has one */
  bool is_sent;                /* the head of the first request */
  bool lost_query;             /* it has none, although the URL has one */
  char peer[HTTP_TEXT_SIZE];   /* address and port of the last socket */
  int64_t peer_port;           /* 0: unknown */
  struct curl_slist *headers;  /* of the request */
  char words[CURL_ERROR_SIZE]; /* libcurl's, on failure */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode once_code;

/* Never undone, because the host may use libcurl, too. */
static void begin_curl(void) {
  once_code = curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct http *http_new(void) {
  pthread_once(&once, begin_curl);
  if (once_code != CURLE_OK) return NULL;
  struct http *http = calloc(1, sizeof *http);
  if (!http) return NULL;
  http->multi = curl_multi_init();
  if (!http->multi) {
    free(http);
    return NULL;
  }
  /* Without it http_free would wait until all names are resolved. */
  curl_multi_setopt(http->multi, (CURLMoption)MULTI_QUICK_EXIT, 1L);
  return http;
}

static void release_http(struct http *http) {
  free(http->sockets);
  free(http);
}

void http_free(struct http *http) {
  if (!http) return;
  curl_multi_cleanup(http->multi);
  release_http(http);
}

/* --- sockets ------------------------------------------------------------ */

/* Without memory a socket is not remembered: http_leave then leaves it open. */
static void remember_socket(struct http *http, int socket) {
  if (http->socket_count == http->socket_capacity) {
    size_t capacity = http->socket_capacity ? 2 * http->socket_capacity : 8;
    int *grown = realloc(http->sockets, capacity * sizeof *grown);
    if (!grown) return;
    http->sockets = grown;
    http->socket_capacity = capacity;
  }
  http->sockets[http->socket_count++] = socket;
}

static void forget_socket(struct http *http, int socket) {
  for (size_t i = 0; i < http->socket_count; i++) {
    if (http->sockets[i] != socket) continue;
    http->sockets[i] = http->sockets[--http->socket_count];
    return;
  }
}

static int64_t read_port(const char *text) {
  int64_t port;
  digits_read_all(slice_of(text), &port);
  return port;
}

static void note_peer(struct http_transfer *transfer,
                      const struct curl_sockaddr *address) {
  char host[HTTP_TEXT_SIZE - 8], port[8];
  transfer->peer_port = 0;
  if (getnameinfo(&address->addr, address->addrlen, host, sizeof host, port,
                  sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return;
  }
  transfer->peer_port = read_port(port);
  snprintf(transfer->peer, sizeof transfer->peer, "%s:%s", host, port);
}

/* A program that the host starts must not inherit our connections, and libcurl
** (7.88) does not prevent that. It calls this for every socket but one pair, by
** which its threads wake each other and which carries no data. */
static curl_socket_t open_socket(void *context, curlsocktype type,
                                 struct curl_sockaddr *address) {
  struct http_transfer *transfer = context;
  int kind = address->socktype;
  (void)type;
#ifdef SOCK_CLOEXEC
  kind |= SOCK_CLOEXEC;
#endif
  int made = socket(address->family, kind, address->protocol);
  if (made < 0) return CURL_SOCKET_BAD;
  fcntl(made, F_SETFD, FD_CLOEXEC);
  /* After a redirect to another host there is a new connection to wait for. */
  transfer->is_connected = false;
  note_peer(transfer, address);
  remember_socket(transfer->http, made);
  return made;
}

/* A connection outlives the transfer that opened it. */
static int close_socket(void *context, curl_socket_t socket) {
  forget_socket(context, socket);
  return close(socket);
}

/* What http_leave does not free stays reachable, so that a memory checker does
** not report a leak. */
static struct http *left_behind;
static pthread_mutex_t leaving = PTHREAD_MUTEX_INITIALIZER;

void http_leave(struct http *http) {
  if (!http) return;
  for (size_t i = 0; i < http->socket_count; i++) {
    close(http->sockets[i]);
  }
  http->socket_count = 0;
  pthread_mutex_lock(&leaving);
  http->next = left_behind;
  left_behind = http;
  pthread_mutex_unlock(&leaving);
}

/* --- what comes in ------------------------------------------------------ */

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
  return transfer->fields.has_retry_after ? 0 : -1;
}

/* Whether a redirect led to the page that stands for what is not there. */
static bool is_sent_away(const struct http_transfer *transfer) {
  char *url = NULL;
  long redirects = 0;
  if (!transfer->absent_path) return false;
  curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_COUNT, &redirects);
  curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
  const char *host = url ? strstr(url, "//") : NULL;
  const char *path = host ? strchr(host + 2, '/') : NULL;
  size_t length = strlen(transfer->absent_path);
  return redirects && path && strcspn(path, "?#") == length &&
         memcmp(path, transfer->absent_path, length) == 0;
}

static void read_headers(struct http_transfer *transfer) {
  struct http_response *response = &transfer->response;
  const struct header_fields *fields = &transfer->fields;
  long status = 0;
  curl_off_t length = -1;
  curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
                    &length);
  bool is_absent = is_sent_away(transfer);
  /* libcurl lets an answer of HTTP/2 and above have any number. */
  bool is_status = status >= 100 && status <= 999;
  response->status = is_absent ? 404 : is_status ? (int)status : 0;
  response->length = length;
  response->retry_after = retry_after(transfer);
  if (fields->has_limit) response->limit = fields->limit;
  response->has_next_page = fields->has_next_page;
  response->next = fields->next;
  response->is_html = fields->is_html && !is_absent;
  memcpy(response->message, fields->message, sizeof response->message);
  memcpy(response->etag, fields->etag, sizeof response->etag);
  transfer->has_headers = true;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context) {
  struct http_transfer *transfer = context;
  size_t length = size * count;
  if (!transfer->has_headers) read_headers(transfer);
  if (transfer->sink.take(transfer->sink.context, &transfer->response, bytes,
                          length)) {
    return length;
  }
  transfer->sink_refused = true;
  return length + 1; /* anything but the length ends the transfer */
}

static bool are_too_long(const struct http_transfer *transfer) {
  return transfer->header_bytes > HEADERS_MAX;
}

/* A body that was encoded more than once could keep the decoders busy for hours
** before the last one gives a byte to the sink, which could stop it. */
static bool is_encoded_twice(const struct http_transfer *transfer) {
  return transfer->fields.codings > 1;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context) {
  struct http_transfer *transfer = context;
  size_t length = size * count;
  transfer->header_bytes += length;
  if (are_too_long(transfer) || transfer->lost_query) return length + 1;
  header_read_line(&transfer->fields, (struct slice){bytes, length});
  return is_encoded_twice(transfer) ? length + 1 : length;
}

/* Sees the head of each request as it is sent. Without memory for the query of
** a URL, libcurl (7.88) requests the URL without it, and what comes would be
** the answer to another URL. */
static int on_debug(CURL *easy, curl_infotype type, char *bytes, size_t length,
                    void *context) {
  struct http_transfer *transfer = context;
  (void)easy;
  if (type != CURLINFO_HEADER_OUT || transfer->is_sent) return 0;
  if (length < 4 || memcmp(bytes, "GET ", 4) != 0) return 0; /* to a proxy */
  const char *end = memchr(bytes + 4, ' ', length - 4);
  size_t target = end ? (size_t)(end - bytes) : 0;
  transfer->is_sent = true;
  transfer->lost_query =
      end && transfer->has_query && !memchr(bytes, '?', target);
  return 0;
}

static int on_request(void *context, char *remote, char *local, int remote_port,
                      int local_port) {
  struct http_transfer *transfer = context;
  (void)remote, (void)local, (void)remote_port, (void)local_port;
  transfer->is_connected = true;
  return CURL_PREREQFUNC_OK;
}

static void note_code(struct http_transfer *transfer, CURLcode code) {
  if (transfer->refused == CURLE_OK) transfer->refused = code;
}

static void set_number(struct http_transfer *transfer, CURLoption option,
                       long number) {
  note_code(transfer, curl_easy_setopt(transfer->easy, option, number));
}

static void set_text(struct http_transfer *transfer, CURLoption option,
                     const char *text) {
  note_code(transfer, curl_easy_setopt(transfer->easy, option, text));
}

static void set_pointer(struct http_transfer *transfer, CURLoption option,
                        void *pointer) {
  note_code(transfer, curl_easy_setopt(transfer->easy, option, pointer));
}

/* A redirect to file: or another protocol would let the service, or an attacker
** in its place, read what the user can read. */
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

/* Sent as a bearer and not as a header of our own, because libcurl then sends
** it to no other origin after a redirect (since 7.83, by scheme, host and port:
** CVE-2022-27774, CVE-2022-27776). */
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
  if (!transfer->headers) note_code(transfer, CURLE_OUT_OF_MEMORY);
  set_pointer(transfer, CURLOPT_HTTPHEADER, transfer->headers);
}

static void set_callbacks(struct http_transfer *transfer) {
  note_code(transfer,
            curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, on_body));
  note_code(transfer, curl_easy_setopt(transfer->easy, CURLOPT_HEADERFUNCTION,
                                       on_header));
  note_code(transfer, curl_easy_setopt(transfer->easy, CURLOPT_PREREQFUNCTION,
                                       on_request));
  note_code(transfer,
            curl_easy_setopt(transfer->easy, CURLOPT_DEBUGFUNCTION, on_debug));
  note_code(transfer,
            curl_easy_setopt(transfer->easy, CURLOPT_OPENSOCKETFUNCTION,
                             open_socket));
  note_code(transfer,
            curl_easy_setopt(transfer->easy, CURLOPT_CLOSESOCKETFUNCTION,
                             close_socket));
  set_pointer(transfer, CURLOPT_WRITEDATA, transfer);
  set_pointer(transfer, CURLOPT_HEADERDATA, transfer);
  set_pointer(transfer, CURLOPT_PREREQDATA, transfer);
  set_pointer(transfer, CURLOPT_DEBUGDATA, transfer);
  set_number(transfer, CURLOPT_VERBOSE, 1); /* or on_debug is not called */
  set_pointer(transfer, CURLOPT_OPENSOCKETDATA, transfer);
  set_pointer(transfer, CURLOPT_CLOSESOCKETDATA, transfer->http);
  set_pointer(transfer, CURLOPT_PRIVATE, transfer);
  set_pointer(transfer, CURLOPT_ERRORBUFFER, transfer->words);
}

/* NULL if it is not set or blank. */
static const char *read_variable(const char *name) {
  const char *value = getenv(name);
  return value && value[strspn(value, " \t")] ? value : NULL;
}

/* A libcurl may lack proxies. */
static void set_if_known(struct http_transfer *transfer, CURLoption option,
                         const char *text) {
  CURLcode code = curl_easy_setopt(transfer->easy, option, text);
  if (code == CURLE_OUT_OF_MEMORY) note_code(transfer, code);
}

/* Whose certificates are trusted. libcurl reads the variables that name a
** proxy, but not those that name authorities: curl(1) does. These are the same
** variables with the same precedence. */
static void set_authorities(struct http_transfer *transfer) {
  const char *bundle = read_variable("CURL_CA_BUNDLE");
  const char *file = bundle ? bundle : read_variable("SSL_CERT_FILE");
  const char *folder = bundle ? NULL : read_variable("SSL_CERT_DIR");
  if (file) {
    set_text(transfer, CURLOPT_CAINFO, file);
    set_if_known(transfer, CURLOPT_PROXY_CAINFO, file);
  }
  if (folder) {
    set_text(transfer, CURLOPT_CAPATH, folder);
    set_if_known(transfer, CURLOPT_PROXY_CAPATH, folder);
  }
}

/* Options that a libcurl may lack; it works without them. */
static void set_extras(CURL *easy, const char *url) {
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
  /* Wait for a connection that can be shared only where one can be: with
  ** HTTP/2, which is used over TLS only. */
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT,
                   strncmp(url, "https:", 6) == 0 ? 1L : 0L);
#if LIBCURL_VERSION_NUM >= 0x075700
  /* Without it http_drop would wait until the name is resolved. */
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
}

/* libcurl's own time limits are not used: its clocks go on while nobody reads.
 */
static void set_all(struct http_transfer *transfer, const char *url,
                    const char *token, const char *user_agent) {
  set_text(transfer, CURLOPT_URL, url);
  set_text(transfer, CURLOPT_USERAGENT, user_agent);
  set_text(transfer, CURLOPT_ACCEPT_ENCODING, "");
  set_number(transfer, CURLOPT_NOSIGNAL, 1);
  set_number(transfer, CURLOPT_CONNECTTIMEOUT, 24 * 3600);
  set_protocols(transfer);
  set_authorities(transfer);
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
                                 const char *etag, const char *absent_path,
                                 struct http_sink sink) {
  struct http_transfer *transfer = calloc(1, sizeof *transfer);
  if (!transfer) return NULL;
  transfer->absent_path = absent_path;
  transfer->http = http;
  transfer->sink = sink;
  transfer->has_query = strchr(url, '?') != NULL;
  transfer->response.length = transfer->response.retry_after = -1;
  transfer->response.limit = (struct rate_limit){-1, -1};
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

/* libcurl has one code for a response that is not HTTP, a redirect that it does
** not follow and a URL that it does not accept. */
static enum http_end unsupported(struct http_transfer *transfer) {
  char *url = NULL;
  long redirects = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
  curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_COUNT, &redirects);
  size_t length = url ? strcspn(url, ":") : 0;
  if (length >= 4 && strncmp(url, "http", 4) == 0) return HTTP_NOT_HTTP;
  if (!redirects) return HTTP_OTHER;
  keep(transfer->response.detail, (struct slice){url, length});
  return HTTP_FOREIGN;
}

static bool has_words(const struct http_transfer *transfer,
                      const char *const *words) {
  for (; *words; words++) {
    if (strstr(transfer->words, *words)) return true;
  }
  return false;
}

/* libcurl has one code for all failures of a handshake; which one it was stands
** in the message of the TLS library. */
static enum http_end unsecured(const struct http_transfer *transfer) {
  static const char *const no_tls[] = {"wrong version number",
                                       "packet length too long",
                                       "unexpected TLS packet", NULL};
  static const char *const passing[] = {
      "SYSCALL",   "unexpected eof",          "reset by peer",
      "timed out", "non-properly terminated", "pull function",
      NULL};
  if (has_words(transfer, no_tls)) return HTTP_NOT_TLS;
  return has_words(transfer, passing) ? HTTP_BROKEN : HTTP_NOT_SECURED;
}

/* Damaged data may be whole at the next attempt; an unknown encoding stays, and
** so does a Transfer-Encoding that libcurl refuses before we see the field. */
static enum http_end badly_encoded(struct http_transfer *transfer) {
  static const struct {
    const char *name;
    int feature; /* of the libcurl that reads it */
  } known[] = {{"gzip", CURL_VERSION_LIBZ},
               {"x-gzip", CURL_VERSION_LIBZ},
               {"deflate", CURL_VERSION_LIBZ},
               {"br", CURL_VERSION_BROTLI},
               {"zstd", CURL_VERSION_ZSTD}};
  int features = curl_version_info(CURLVERSION_NOW)->features;
  if (!transfer->fields.coding[0]) return HTTP_OTHER;
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (strcmp(transfer->fields.coding, known[i].name) != 0) continue;
    if ((features & known[i].feature) == known[i].feature) return HTTP_BROKEN;
  }
  keep(transfer->response.detail, slice_of(transfer->fields.coding));
  return HTTP_ENCODED;
}

/* Whether the last socket was connected to another port than the URL says. */
static bool is_peer_a_proxy(const struct http_transfer *transfer) {
  char *url = NULL, *port = NULL;
  curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
  CURLU *parts = curl_url();
  bool is_other = false;
  if (parts && url && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
      curl_url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) ==
          CURLUE_OK) {
    is_other = transfer->peer_port && transfer->peer_port != read_port(port);
  }
  curl_free(port);
  curl_url_cleanup(parts);
  return is_other;
}

static enum http_end unconnected(struct http_transfer *transfer) {
  struct http_response *response = &transfer->response;
  char detail[3 * HTTP_TEXT_SIZE];
  if (!is_peer_a_proxy(transfer)) return HTTP_UNCONNECTED;
  snprintf(detail, sizeof detail, "could not connect to %s: %s", transfer->peer,
           response->detail);
  keep(response->detail, slice_of(detail));
  return HTTP_NO_PROXY;
}

/* What a proxy answered that was to connect to the host; 0: there was none. */
static long proxy_status(const struct http_transfer *transfer) {
  long status = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_CONNECTCODE, &status);
  return status;
}

/* A proxy that only failed to connect (500, 502 and above) may succeed at the
** next attempt. */
static enum http_end without_tunnel(struct http_transfer *transfer,
                                    long status) {
  if (status == 500 || status >= 502) return HTTP_BROKEN;
  snprintf(transfer->response.detail, HTTP_TEXT_SIZE, "it answered %ld",
           status);
  return HTTP_NO_PROXY;
}

static enum http_end end_of(struct http_transfer *transfer, CURLcode code) {
  if (transfer->lost_query) return HTTP_NO_MEMORY;
  if (transfer->sink_refused) return HTTP_REFUSED_BY_SINK;
  if (are_too_long(transfer)) return HTTP_LONG_HEADERS;
  if (is_encoded_twice(transfer)) return HTTP_ENCODED_TWICE;
  /* Which code stands for a proxy's refusal differs between libcurls. */
  long proxy = proxy_status(transfer);
  if (code != CURLE_OK && code != CURLE_OUT_OF_MEMORY && proxy >= 300) {
    return without_tunnel(transfer, proxy);
  }
  switch (code) {
  case CURLE_OK:
    return transfer->response.status ? HTTP_WHOLE : HTTP_NOT_HTTP;
  case CURLE_OUT_OF_MEMORY:
    return HTTP_NO_MEMORY;
#if LIBCURL_VERSION_NUM >= 0x080600
  case CURLE_TOO_LARGE:
    return HTTP_LONG_HEADERS;
#endif
  case CURLE_COULDNT_RESOLVE_HOST:
    return HTTP_UNRESOLVED;
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_PROXY:
    return HTTP_NO_PROXY;
  case CURLE_COULDNT_CONNECT:
    return unconnected(transfer);
  case CURLE_GOT_NOTHING:
  case CURLE_PARTIAL_FILE:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM:
    return HTTP_BROKEN;
  case CURLE_BAD_CONTENT_ENCODING:
    return badly_encoded(transfer);
  case CURLE_SSL_CONNECT_ERROR:
    return unsecured(transfer);
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
    keep(transfer->response.host, slice_of(host));
  }
  curl_free(host);
  curl_url_cleanup(parts);
}

/* libcurl's own message names the time and the port, but not the reason. */
static void explain_unconnected(struct http_transfer *transfer) {
  long code = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &code);
  const char *why = code == ECONNREFUSED   ? "connection refused"
                    : code == ENETUNREACH  ? "network unreachable"
                    : code == EHOSTUNREACH ? "host unreachable"
                    : code == ETIMEDOUT    ? "no answer"
                                           : NULL;
  if (why) keep(transfer->response.detail, slice_of(why));
}

static void end(struct http_transfer *transfer, CURLcode code) {
  if (!transfer->has_headers) read_headers(transfer);
  const char *words =
      transfer->words[0] ? transfer->words : curl_easy_strerror(code);
  keep(transfer->response.detail, slice_of(words));
  keep_host(transfer);
  if (code == CURLE_COULDNT_CONNECT) explain_unconnected(transfer);
  transfer->response.end = end_of(transfer, code);
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

const struct http_response *
http_response(const struct http_transfer *transfer) {
  return &transfer->response;
}

int64_t http_activity(const struct http_transfer *transfer) {
  curl_off_t received = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
  return received + (int64_t)transfer->header_bytes;
}

bool http_is_connected(const struct http_transfer *transfer) {
  return transfer->is_connected;
}

/* --- links -------------------------------------------------------------- */

/* Whether libcurl could do it. The error is set if it lacked memory. */
static bool is_done(CURLUcode code, struct error *error) {
  if (code == CURLUE_OUT_OF_MEMORY) error_no_memory(error);
  return code == CURLUE_OK;
}

/* Whether two URLs have the same part; a part that both lack is the same. */
static bool is_same_part(CURLU *one, CURLU *other, CURLUPart part,
                         struct error *error) {
  char *a = NULL, *b = NULL;
  bool has_a = is_done(curl_url_get(one, part, &a, CURLU_DEFAULT_PORT), error);
  bool has_b =
      is_done(curl_url_get(other, part, &b, CURLU_DEFAULT_PORT), error);
  bool is_same = has_a == has_b;
  if (has_a && has_b) {
    is_same = (part == CURLUPART_HOST ? strcasecmp(a, b) : strcmp(a, b)) == 0;
  }
  curl_free(a);
  curl_free(b);
  return is_same;
}

static bool is_same_place(CURLU *one, CURLU *other, struct error *error) {
  static const CURLUPart parts[] = {
      CURLUPART_SCHEME, CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_HOST,
      CURLUPART_ZONEID, CURLUPART_PORT, CURLUPART_PATH};
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    if (!is_same_part(one, other, parts[i], error)) return false;
  }
  return true;
}

/* Sets `next` to the URL to which the link in the answer to `url` leads. */
static bool follow_link(CURLU *next, const char *url, const char *link,
                        struct error *error) {
  return is_done(curl_url_set(next, CURLUPART_URL, url, 0), error) &&
         is_done(curl_url_set(next, CURLUPART_URL, link, 0), error) &&
         is_done(curl_url_set(next, CURLUPART_FRAGMENT, NULL, 0), error);
}

static char *copy_url(CURLU *parts, struct error *error) {
  char *url = NULL;
  curl_url_get(parts, CURLUPART_URL, &url, 0);
  char *copy = url ? strdup(url) : NULL;
  curl_free(url);
  if (!copy) error_no_memory(error);
  return copy;
}

char *http_next_url(const char *url, const char *link, struct error *error) {
  CURLU *here = curl_url();
  CURLU *next = curl_url();
  char *made = NULL;
  if (!here || !next ||
      curl_url_set(here, CURLUPART_URL, url, 0) != CURLUE_OK) {
    error_no_memory(error);
  } else if (!*link) {
    error_set(error, FAILED,
              "the link to its next page is empty or longer than %d bytes",
              HEADER_LINK_SIZE - 1);
  } else if (!follow_link(next, url, link, error) ||
             !is_same_place(here, next, error)) {
    /* Cut: what the error says behind it, such as the URL, has to fit in. */
    error_set(error, FAILED,
              "the link to its next page leads elsewhere: %.300s", link);
  } else {
    made = copy_url(next, error);
  }
  curl_url_cleanup(here);
  curl_url_cleanup(next);
  return made;
}

const char *http_library_version(void) {
  return curl_version_info(CURLVERSION_NOW)->version;
}
