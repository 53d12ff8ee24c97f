/* The cache's file, opened by the host's SQLite on a handle of its own.
** Everything is off by which a file could make SQLite run code. */
#ifndef PAPERS_NET_CACHE_FILE_H
#define PAPERS_NET_CACHE_FILE_H

#include "base/error.h"
#include "base/sha256.h"
#include "net/cache/place.h"
#include "net/cache/sql.h"

struct cache_file {
  struct cache_sql sql; /* with the database */
  unsigned char salt[SHA256_SIZE];
  double wait_until; /* clock_steady's: no lock is waited for any longer */
  bool is_memory;
  int64_t keeps_to; /* bytes; 0: not known, or it is still larger */
  struct cache_place place;
};

/* All zeros is a file that is not open. Folders and the file are made so that
** only their owner may read them. A damaged cache is put aside, and a new one
** is made; a file that is no cache, or is of a newer version, is left as it is
** (net/cache/place tells them apart). Returns SQLITE_OK, or else another code:
** the file is not open then, and the error says why. */
int cache_file_open(struct cache_file *file, const char *path,
                    const char *default_path, struct error *error);

/* The same in memory, without a file. */
int cache_file_open_memory(struct cache_file *file, struct error *error);

/* Harmless twice. */
void cache_file_close(struct cache_file *file);

/* Whether `path` names another file by now, or none, or the file is no cache
** any more. */
bool cache_file_has_moved(const struct cache_file *file, const char *path);

/* Closes a damaged file and puts it aside, if it still has its name and is
** still a cache by its header. */
void cache_file_put_aside(struct cache_file *file);

/* Whether this SQLite code is about what is in the file, and not about how to
** reach it. */
bool cache_file_is_damage(int code);

#endif
