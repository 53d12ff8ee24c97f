/* Reads a file, a pipe or a value in pieces. Does not know what the bytes mean.
 */
#include "table/saved/source.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "table/saved/shared_file.h"

/* Milliseconds between two polls of the host for a stop. */
enum { POLL_INTERVAL = 50 };

void saved_source_init(struct saved_source *source) {
  *source = (struct saved_source){.file = -1};
}

void saved_source_clear(struct saved_source *source) {
  if (source->file >= 0) shared_file_close(source->file);
  free(source->piece);
  saved_source_init(source);
}

void saved_source_value(struct saved_source *source, struct slice value) {
  saved_source_clear(source);
  source->rest = value;
}

/* Sets the error to what errno says. Always false. */
static bool fail_with(int number, struct error *error) {
  char text[256];
  if (number == ENOMEM) error_no_memory(error);
  if (strerror_r(number, text, sizeof text) != 0) strcpy(text, "unknown error");
  error_set(error, IO_FAILED, "%s", text);
  return false;
}

/* false, with the error set, for anything but a regular file and a pipe. */
static bool check_kind(int file, struct error *error) {
  struct stat facts;
  if (fstat(file, &facts) != 0) return fail_with(errno, error);
  if (S_ISDIR(facts.st_mode)) return fail_with(EISDIR, error);
  if (S_ISREG(facts.st_mode) || S_ISFIFO(facts.st_mode)) return true;
  error_set(error, IO_FAILED, "neither a file nor a pipe");
  return false;
}

bool saved_source_open(struct saved_source *source, const char *path,
                       struct error *error) {
  saved_source_clear(source);
  source->file = shared_file_open(path);
  if (source->file < 0) return fail_with(errno, error);
  if (!check_kind(source->file, error)) return false;
  source->piece = malloc(SAVED_PIECE);
  if (!source->piece) error_no_memory(error);
  return source->piece != NULL;
}

static bool wait_for_bytes(int file, const struct net_host *host,
                           struct error *error) {
  struct pollfd ready = {.fd = file, .events = POLLIN};
  while (poll(&ready, 1, POLL_INTERVAL) == 0) {
    if (!host->stop(host->context)) continue;
    error_set(error, INTERRUPTED, "interrupted");
    return false;
  }
  return true;
}

static bool read_file(struct saved_source *source, const struct net_host *host,
                      struct slice *piece, struct error *error) {
  assert(source->piece);
  for (;;) {
    ssize_t length = read(source->file, source->piece, SAVED_PIECE);
    if (length >= 0) {
      *piece = (struct slice){source->piece, (size_t)length};
      return true;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return fail_with(errno, error);
    if (!wait_for_bytes(source->file, host, error)) return false;
  }
}

bool saved_source_next(struct saved_source *source, const struct net_host *host,
                       struct slice *piece, struct error *error) {
  if (source->file >= 0) return read_file(source, host, piece, error);
  size_t length =
      source->rest.length < SAVED_PIECE ? source->rest.length : SAVED_PIECE;
  *piece = (struct slice){source->rest.at, length};
  source->rest.at += length;
  source->rest.length -= length;
  return true;
}
