/* One attempt to get one URL over HTTP: the only file that knows libcurl.
** What to make of the outcome, when to ask again and how long to wait is for
** others to say (net/request). Nothing here waits but http_run. */
#ifndef PAPERS_NET_HTTP_H
#define PAPERS_NET_HTTP_H

#include "base/error.h"
#include "net/header.h"

struct http; /* a multi handle of libcurl with its connections */

/* How an attempt ended. */
enum http_end {
  HTTP_RUNS,            /* it has not */
  HTTP_WHOLE,           /* an answer came whole, of whatever status */
  HTTP_UNRESOLVED,      /* the name of the host is not known */
  HTTP_UNCONNECTED,     /* nobody listens, or no way leads there */
  HTTP_NO_PROXY,        /* the proxy cannot be used; `detail` says why */
  HTTP_BROKEN,          /* the connection was closed or reset too early */
  HTTP_NOT_TLS,         /* asked by https, it answered without TLS */
  HTTP_NOT_SECURED,     /* no TLS that both take */
  HTTP_UNTRUSTED,       /* the certificate is not one to trust */
  HTTP_FOREIGN,         /* redirected to something that is not http or https */
  HTTP_CIRCULAR,        /* redirected too often */
  HTTP_NOT_HTTP,        /* what answered does not speak HTTP */
  HTTP_LONG_HEADERS,    /* more of them than anybody needs */
  HTTP_ENCODED,         /* a body in an encoding that is not known here */
  HTTP_ENCODED_TWICE,   /* or in several, one in another */
  HTTP_REFUSED_BY_SINK, /* the sink did not want more */
  HTTP_NO_MEMORY,
  HTTP_OTHER
};

enum { HTTP_MAX_REDIRECTS = 5, HTTP_TEXT_SIZE = HEADER_TEXT_SIZE };

/* What is known of the answer. Everything but `end`, `detail` and `error`
** is known as soon as the sink gets the first byte. */
struct http_response {
  enum http_end end;
  int status;          /* of the last answer, after redirects; 0: none came */
  bool has_next_page;  /* Link: rel="next" */
  bool is_html;        /* by its Content-Type */
  int64_t length;      /* of the body as announced; negative: not said */
  int64_t retry_after; /* seconds; negative: not said */
  struct rate_limit limit;
  char etag[HTTP_TEXT_SIZE];    /* "" where none came, or too long a one */
  char message[HTTP_TEXT_SIZE]; /* X-Error-Message, "" where none came */
  char host[HTTP_TEXT_SIZE];    /* who was asked last; "" if unknown */
  char detail[HTTP_TEXT_SIZE];  /* libcurl's words, or the foreign protocol,
                                ** or the encoding */
};

/* Takes the body piece by piece, decompressed. false: no more is wanted. */
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
** it: closes this process's copies of the sockets and touches nothing else.
** Nothing is sent, so that the connections of the other process stay as they
** are. The memory is given up, and with it that of all transfers, for which
** nothing more may be called. */
void http_leave(struct http *http);

/* Begins to get a URL, if it is not what `etag` (NULL: none) stands for by
** now: then the status is 304. The texts are copied. The token, NULL or empty
** for none, goes to the origin (scheme, host and port) of the URL and to no
** other. NULL when there is no memory. */
struct http_transfer *http_start(struct http *http, const char *url,
                                 const char *token, const char *user_agent,
                                 const char *etag, struct http_sink sink);

/* Ends it where it stands, without waiting for anything. */
void http_drop(struct http_transfer *transfer);

/* Lets all transfers go on for at most `seconds`; returns early when something
** happened. false: libcurl has no memory for it. */
bool http_run(struct http *http, double seconds);

/* Valid until http_drop. */
const struct http_response *http_response(const struct http_transfer *transfer);

/* A number that changes whenever bytes come in. */
int64_t http_activity(const struct http_transfer *transfer);

/* Is a connection there, with all its handshakes? */
bool http_is_connected(const struct http_transfer *transfer);

/* Which libcurl does the work: "7.88.1". Static. */
const char *http_library_version(void);

#endif
