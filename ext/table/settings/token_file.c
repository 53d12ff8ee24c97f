#include "table/settings/token_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_CAP = 4096 };

static const char *variable(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : NULL;
}

char *token_file_path(struct error *error) {
  static const struct {
    const char *variable, *below;
  } places[] = {
      {"HF_TOKEN_PATH", ""},
      {"HF_HOME", "/token"},
      {"XDG_CACHE_HOME", "/huggingface/token"},
      {"HOME", "/.cache/huggingface/token"},
  };
  const char *home = variable("HOME");
  struct buffer path;
  buffer_init(&path, PATH_CAP);
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    const char *from = variable(places[i].variable);
    if (!from) continue;
    if (home && strncmp(from, "~/", 2) == 0) {
      buffer_append_text(&path, home);
      from++;
    }
    buffer_append_text(&path, from);
    buffer_append_text(&path, places[i].below);
    char *taken = buffer_take(&path);
    if (path.failed == NO_MEMORY) error_no_memory(error);
    buffer_clear(&path);
    return taken;
  }
  return NULL;
}

/* One byte more than the cap is asked for, so that the buffer notices. */
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

bool token_file_read(const char *path, struct buffer *content,
                     struct error *error) {
  /* O_NONBLOCK: to open a pipe that nobody writes to would wait for ever. */
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
