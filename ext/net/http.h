/* One attempt to get one URL over HTTP: the only file that knows libcurl. What
** an outcome means, whether to try again and when is for net/request to say.
** Nothing here waits but http_run. */
#ifndef PAPERS_NET_HTTP_H
#define PAPERS_NET_HTTP_H

#include "base/error.h"
#include "net/header.h"

struct http; /* a multi handle of libcurl with its connections */

/* How an attempt ended. */
enum http_end {
  HTTP_RUNS,            /* it has not ended */
  HTTP_WHOLE,           /* a response came whole, of whatever status */
  HTTP_UNRESOLVED,      /* the name of the host is not known */
  HTTP_UNCONNECTED,     /* nothing listens there, or no route leads there */
  HTTP_NO_PROXY,        /* the proxy cannot be used; `detail` says why */
  HTTP_BROKEN,          /* the connection was closed or reset too early */
  HTTP_NOT_TLS,         /* requested by https, it answered without TLS */
  HTTP_NOT_SECURED,     /* no version of TLS that both accept */
  HTTP_UNTRUSTED,       /* the certificate is not trusted */
  HTTP_FOREIGN,         /* redirected to something that is not http or https */
  HTTP_CIRCULAR,        /* redirected too often */
  HTTP_NOT_HTTP,        /* what answered is not HTTP */
  HTTP_LONG_HEADERS,    /* more than 256 KiB of them */
  HTTP_ENCODED,         /* a body in an encoding that libcurl does not know */
  HTTP_ENCODED_TWICE,   /* a body that was encoded several times */
  HTTP_REFUSED_BY_SINK, /* the sink has ended it */
  HTTP_NO_MEMORY,
  HTTP_OTHER
};

enum { HTTP_MAX_REDIRECTS = 5, HTTP_TEXT_SIZE = HEADER_TEXT_SIZE };

/* What is known of the response. Everything but `end`, `host` and `detail` is
** known as soon as the sink gets the first byte. */
struct http_response {
  enum http_end end;
  int status;          /* of the last response, after redirects: 100 to 999;
                       ** 0: none */
  bool has_next_page;  /* Link: rel="next" */
  const char *next;    /* its target, "" if it is too long; valid until
                       ** http_drop */
  bool is_html;        /* by its Content-Type */
  int64_t length;      /* of the body as announced; negative: unknown */
  int64_t retry_after; /* seconds; negative: unknown */
  struct rate_limit limit;
  char etag[HTTP_TEXT_SIZE];    /* "" if none came, or one that is too long */
  char message[HTTP_TEXT_SIZE]; /* X-Error-Message, "" if none came */
  char host[HTTP_TEXT_SIZE];    /* of the last URL; "" if unknown */
  char detail[HTTP_TEXT_SIZE];  /* libcurl's words, or the foreign protocol,
                                ** or the encoding */
};

/* Receives the body piece by piece, decompressed. false: ends the attempt. */
struct http_sink {
  bool (*take)(void *context, const struct http_response *response,
               const char *bytes, size_t length);
  void *context;
};

struct http_transfer;

/* NULL when there is no memory. Many may live side by side, each used by one
** thread at a time. */
struct http *http_new(void);
void http_free(struct http *http);

/* In place of http_free in a process that was forked from the one which made
** it. Closes this process's copies of the sockets and does nothing else:
** nothing is sent, so that the connections of the other process stay as they
** are. The memory is never freed, nor that of its transfers; no function may be
** called for them any more. Harmless for NULL. */
void http_leave(struct http *http);

/* Starts an attempt to get a URL. If the service still has what `etag` (NULL:
** none) stands for, the status is 304. If redirects lead to `absent_path`
** (NULL: none; it must stay), the status is 404. The other texts are copied.
** The token, NULL or empty for none, goes to the origin (scheme, host and port)
** of the URL and to no other. NULL when there is no memory. */
struct http_transfer *http_start(struct http *http, const char *url,
                                 const char *token, const char *user_agent,
                                 const char *etag, const char *absent_path,
                                 struct http_sink sink);

/* Ends it where it stands, without waiting, and frees it. Harmless for NULL. */
void http_drop(struct http_transfer *transfer);

/* Lets all transfers make progress for at most `seconds`; returns earlier when
** something happens. false: libcurl has no memory. */
bool http_run(struct http *http, double seconds);

/* Valid until http_drop. */
const struct http_response *http_response(const struct http_transfer *transfer);

/* A number that grows with each byte that comes in. */
int64_t http_activity(const struct http_transfer *transfer);

/* Whether it has a connection, with all handshakes done. */
bool http_is_connected(const struct http_transfer *transfer);

/* The URL of the next page, which the caller frees: that of the link (the
** target in a Link field, perhaps relative) in the answer to `url`. A link is
** followed only on the same origin and to the same path, because whoever
** answers must not be able to send our requests elsewhere. NULL, with the error
** set, if the link leads to another place or has no URL that can be used, or if
** there is no memory. */
char *http_next_url(const char *url, const char *link, struct error *error);

/* Which libcurl does the work: "7.88.1". Static. */
const char *http_library_version(void);

#endif
