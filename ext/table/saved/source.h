/* Where the bytes of a saved listing come from: a file or a value. */
#ifndef PAPERS_TABLE_SAVED_SOURCE_H
#define PAPERS_TABLE_SAVED_SOURCE_H

#include "base/error.h"
#include "base/slice.h"
#include "net/host.h"

enum { SAVED_PIECE = 64 * 1024 };

struct saved_source {
  int file;          /* -1: a value is read */
  struct slice rest; /* of the value, which is not owned */
  char *piece;       /* SAVED_PIECE bytes, of a file */
};

/* Nothing to read. Takes no memory. */
void saved_source_init(struct saved_source *source);
void saved_source_clear(struct saved_source *source);

/* Reads a value, which must stay. */
void saved_source_value(struct saved_source *source, struct slice value);

/* Opens a file: a regular one, or a pipe such as /dev/stdin may be. Devices
** and sockets are refused, because reading them may never end or take what
** somebody else waits for. false with the error set. */
bool saved_source_open(struct saved_source *source, const char *path,
                       struct error *error);

/* The next bytes, SAVED_PIECE at most; of length 0 at the end. While a pipe
** has none yet the host is asked whether to stop. false with the error set. */
bool saved_source_next(struct saved_source *source, const struct net_host *host,
                       struct slice *piece, struct error *error);

#endif
