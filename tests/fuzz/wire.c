/* Sockets whose other end this process holds: see the header. */
#include "fuzz/wire.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz/check.h"

enum { SOCKETS_MAX = 1024, ANSWER_MAX = 128 * 1024 };

static wire_answer *write_answer;
static CURL *last;
static int others[SOCKETS_MAX]; /* by our end; 0: there is none */

CURL *__real_curl_easy_init(void);
CURL *__wrap_curl_easy_init(void);
int __wrap_socket(int family, int kind, int protocol);
double __wrap_clock_unix(void);

int __wrap_socket(int family, int kind, int protocol) {
  int pair[2];
  (void)family, (void)protocol;
  if (socketpair(AF_UNIX, kind, 0, pair) != 0) return -1;
  expect(pair[0] < SOCKETS_MAX);
  if (others[pair[0]]) close(others[pair[0]]);
  others[pair[0]] = pair[1];
  return pair[0];
}

/* In place of the C library's, for libcurl, too, which is another library: our
** sockets are connected, and no other one ever is. */
int connect(int socket, const struct sockaddr *address, socklen_t length) {
  (void)address, (void)length;
  bool is_ours = socket >= 0 && socket < SOCKETS_MAX && others[socket];
  if (!is_ours) errno = ECONNREFUSED;
  return is_ours ? 0 : -1;
}

/* libcurl calls it before it would connect. Now the URL is known. */
static int send_answer(void *easy, curl_socket_t socket, curlsocktype type) {
  char *url = NULL;
  struct buffer answer;
  (void)type;
  curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url);
  buffer_init(&answer, ANSWER_MAX);
  write_answer(url, &answer);
  ssize_t sent = send(others[socket], answer.at, answer.length,
                      MSG_NOSIGNAL | MSG_DONTWAIT);
  (void)sent;
  shutdown(others[socket], SHUT_WR);
  buffer_clear(&answer);
  return CURL_SOCKOPT_OK;
}

/* An address in numbers in place of any host: nothing has to be resolved. */
CURL *__wrap_curl_easy_init(void) {
  static struct curl_slist *anywhere;
  if (!anywhere) anywhere = curl_slist_append(NULL, "::127.0.0.1:9");
  last = __real_curl_easy_init();
  curl_easy_setopt(last, CURLOPT_SOCKOPTFUNCTION, send_answer);
  curl_easy_setopt(last, CURLOPT_SOCKOPTDATA, last);
  curl_easy_setopt(last, CURLOPT_CONNECT_TO, anywhere);
  curl_easy_setopt(last, CURLOPT_PROXY, "");
  return last;
}

/* 2026-08-03, noon. */
double __wrap_clock_unix(void) {
  return 1785758400;
}

void wire_begin(wire_answer *answer) {
  write_answer = answer;
}

CURL *wire_handle(void) {
  return last;
}

void wire_end(void) {
  for (size_t i = 0; i < SOCKETS_MAX; i++) {
    if (others[i]) close(others[i]);
    others[i] = 0;
  }
}
