#include "table/settings/cache_path.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/buffer.h"

enum { PATH_CAP = 4096 };

char *cache_path(struct error *error) {
  static const struct {
    const char *variable, *below;
  } places[] = {
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
    char *taken = buffer_take(&path);
    if (path.failed == NO_MEMORY) error_no_memory(error);
    buffer_clear(&path);
    return taken;
  }
  return NULL;
}

static int64_t size_of(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) return -1;
  return status.st_size;
}

int64_t cache_path_size(const char *path) {
  struct buffer log;
  int64_t size = size_of(path);
  buffer_init(&log, PATH_CAP + 8);
  buffer_format(&log, "%s-wal%c", path, 0);
  int64_t more = log.failed == OK ? size_of(log.at) : -1;
  buffer_clear(&log);
  return size >= 0 && more > 0 ? size + more : size;
}
