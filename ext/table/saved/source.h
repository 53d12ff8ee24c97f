/* The source of the bytes of a saved listing: a file, a pipe or a value. */
#ifndef PAPERS_TABLE_SAVED_SOURCE_H
#define PAPERS_TABLE_SAVED_SOURCE_H

#include "base/error.h"
#include "base/slice.h"
#include "net/host.h"

enum { SAVED_PIECE = 64 * 1024 };

struct saved_source {
  int file;          /* a descriptor; -1 where a value is read */
  struct slice rest; /* the unread part of the value, which is not owned */
  char *piece;       /* SAVED_PIECE bytes for reading a file; else NULL */
};

/* A source without bytes. Allocates nothing. */
void saved_source_init(struct saved_source *source);
void saved_source_clear(struct saved_source *source);

/* Reads a value. The caller keeps it while the source is read. */
void saved_source_value(struct saved_source *source, struct slice value);

/* Opens a regular file or a pipe, such as /dev/stdin. Devices and sockets are
** refused, because reading them may never end, or takes bytes from another
** program. false with the error set. */
bool saved_source_open(struct saved_source *source, const char *path,
                       struct error *error);

/* The next bytes, at most SAVED_PIECE; length 0 means the end. While it waits
** for a pipe it polls the host for a stop. false with the error set. */
bool saved_source_next(struct saved_source *source, const struct net_host *host,
                       struct slice *piece, struct error *error);

#endif
