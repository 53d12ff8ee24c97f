/* Where the token may go, and nothing else about a request. Two URLs have the
** same origin when scheme, host and port are the same (RFC 6454, 4). */
#include "net/settings.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "base/number.h"

enum { NO_PORT = 0, PORT_MAX = 65535 };

struct origin {
  bool is_secure;
  const char *host;
  size_t length; /* of the host */
  int port;
};

/* Reads what stands behind the host: nothing, or a colon and digits. */
static int read_port(struct slice text, int standard) {
  int64_t port;
  if (!text.length) return standard;
  if (text.at[0] != ':') return NO_PORT;
  digits_read_all(ascii_skip(text, 1), &port);
  return port <= PORT_MAX ? (int)port : NO_PORT;
}

/* An IPv6 address stands in brackets and has colons of its own. A user name
** before the host is not accepted: the host could be mistaken for it. */
static bool read_origin(const char *url, struct origin *origin) {
  origin->is_secure = strncasecmp(url, "https://", 8) == 0;
  if (!origin->is_secure && strncasecmp(url, "http://", 7) != 0) return false;
  origin->host = url + (origin->is_secure ? 8 : 7);
  const char *end = origin->host + strcspn(origin->host, "/?#\\");
  if (memchr(origin->host, '@', (size_t)(end - origin->host))) return false;
  const char *at = origin->host;
  at += *at == '[' ? strcspn(at, "]/?#\\") : strcspn(at, ":/?#\\");
  if (*at == ']') at++;
  origin->length = (size_t)(at - origin->host);
  origin->port =
      read_port(slice_between(at, end), origin->is_secure ? 443 : 80);
  return origin->length > 0 && origin->port != NO_PORT;
}

static bool have_same_origin(const char *one, const char *other) {
  struct origin a, b;
  if (!read_origin(one, &a) || !read_origin(other, &b)) return false;
  return a.is_secure == b.is_secure && a.port == b.port &&
         a.length == b.length && strncasecmp(a.host, b.host, a.length) == 0;
}

const char *net_settings_token(const struct net_settings *settings,
                               const char *url) {
  const char *only = settings->token_endpoint;
  return !only || have_same_origin(only, url) ? settings->token : NULL;
}

void net_settings_user(const struct net_settings *settings, const char *url,
                       unsigned char user[SHA256_SIZE]) {
  sha256(slice_of(net_settings_token(settings, url)), (struct slice){0}, user);
}
