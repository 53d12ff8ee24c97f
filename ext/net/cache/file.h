/* The cache's file, opened by the host's SQLite on a handle of its own, with
** everything off that could make a file run code. */
#ifndef PAPERS_NET_CACHE_FILE_H
#define PAPERS_NET_CACHE_FILE_H

#include "base/error.h"
#include "base/sha256.h"
#include "net/cache/place.h"
#include "net/cache/sql.h"

struct cache_file {
  sqlite3 *db; /* NULL: not open */
  sqlite3_stmt *prepared[CACHE_STATEMENTS];
  unsigned char salt[SHA256_SIZE];
  double patient_until; /* clock_steady's: no lock is waited for any longer */
  int ticks;            /* of the run of a statement: how much it has done */
  bool is_memory;
  int64_t brought_to; /* bytes that it keeps to; 0: not known, or not yet */
  struct cache_place place;
};

/* All zeros is a file that is not open. Folders and the file are made for their
** owner alone. A cache that is damaged is put aside, and a new one made; a file
** that is no cache, or of a newer version, is left as it is (net/cache/place
** tells them apart). SQLITE_OK; else the file is not open and the error says
** why. */
int cache_file_open(struct cache_file *file, const char *path,
                    const char *default_path, struct error *error);

/* The same without a file. */
int cache_file_open_memory(struct cache_file *file, struct error *error);

/* Harmless twice. */
void cache_file_close(struct cache_file *file);

/* Does `path` name another file by now, or none, or is the file no cache any
** more? */
bool cache_file_has_moved(const struct cache_file *file, const char *path);

/* Closes a damaged file and puts it aside, if it still has its name and is
** still a cache by its header. */
void cache_file_put_aside(struct cache_file *file);

/* Is this SQLite code about what is in the file, not about reaching it? */
bool cache_file_is_damage(int code);

#endif
