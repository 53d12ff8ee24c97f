/* Files whose places the environment names: see the header. */
#include "table/settings/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_CAP = 4096 };

/* A file named by a variable of the environment: `below` is appended. */
struct env_place {
  const char *variable, *below;
};

static char *take_path(struct buffer *path, struct error *error) {
  char *taken = buffer_take(path);
  if (path->failed == NO_MEMORY) error_no_memory(error);
  buffer_clear(path);
  return taken;
}

/* --- the cache ---------------------------------------------------------- */

char *files_cache_path(struct error *error) {
  static const struct env_place places[] = {
      {"XDG_CACHE_HOME", "/papers/cache.db"},
      {"HOME", "/.cache/papers/cache.db"},
  };
  struct buffer path;
  buffer_init(&path, PATH_CAP);
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    const char *from = getenv(places[i].variable);
    if (!from || *from != '/') continue;
    buffer_append_text(&path, from);
    buffer_append_text(&path, places[i].below);
    return take_path(&path, error);
  }
  return NULL;
}

static int64_t size_of(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) return -1;
  return status.st_size;
}

int64_t files_cache_size(const char *path) {
  struct buffer log;
  int64_t size = size_of(path);
  buffer_init(&log, PATH_CAP + 8);
  buffer_format(&log, "%s-wal%c", path, 0);
  int64_t more = log.failed == OK ? size_of(log.at) : -1;
  buffer_clear(&log);
  return size >= 0 && more > 0 ? size + more : size;
}

/* --- the token ---------------------------------------------------------- */

static const char *read_variable(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : NULL;
}

char *files_token_path(struct error *error) {
  static const struct env_place places[] = {
      {"HF_TOKEN_PATH", ""},
      {"HF_HOME", "/token"},
      {"XDG_CACHE_HOME", "/huggingface/token"},
      {"HOME", "/.cache/huggingface/token"},
  };
  const char *home = read_variable("HOME");
  struct buffer path;
  buffer_init(&path, PATH_CAP);
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    const char *from = read_variable(places[i].variable);
    if (!from) continue;
    if (home && strncmp(from, "~/", 2) == 0) {
      buffer_append_text(&path, home);
      from++;
    }
    buffer_append_text(&path, from);
    buffer_append_text(&path, places[i].below);
    return take_path(&path, error);
  }
  return NULL;
}

/* Reads beyond the cap of the buffer, too, so that the buffer fails. */
static void read_all(int file, struct buffer *content, struct error *error) {
  char bytes[1024];
  while (content->failed == OK) {
    ssize_t got = read(file, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error_set(error, IO_FAILED, "reading failed");
    if (got <= 0) return;
    buffer_append(content, bytes, (size_t)got);
  }
}

bool files_read_token(const char *path, struct buffer *content,
                      struct error *error) {
  /* O_NONBLOCK: or opening a pipe to which nobody writes would wait for ever.
   */
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) return true;
  struct stat status;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    error_set(error, IO_FAILED, "it is not a file");
  } else {
    read_all(file, content, error);
    buffer_check(content, error);
  }
  close(file);
  error_prefix(error, "the token file %s cannot be used: ", path);
  return error->outcome == OK;
}
