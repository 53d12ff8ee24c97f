/* The cache's file: to open it, make it, tell whether it is one, and put aside
** what is none. Opened by the host's SQLite on a handle of its own, with
** everything off that could make a file run code. */
#ifndef PAPERS_NET_CACHE_FILE_H
#define PAPERS_NET_CACHE_FILE_H

#include <sys/types.h>

#include "base/error.h"
#include "base/sha256.h"
#include "net/cache_sql.h"

struct cache_file {
  sqlite3 *db; /* NULL: not open */
  sqlite3_stmt *prepared[CACHE_STATEMENTS];
  unsigned char salt[SHA256_SIZE];
  double patient_until; /* clock_steady's: no lock is waited for any longer */
  bool is_memory;
  dev_t device; /* which file it is, whatever its name */
  ino_t inode;
};

/* All zeros is a file that is not open. `path` is a name or `:memory:`. Folders
** and the file are made for their owner alone. A file that is none of ours, or
** damaged, is renamed to `path`.aside (with its -wal and -shm), the one before
** it going. SQLITE_OK; else the file is not open and the error says why. */
int cache_file_open(struct cache_file *file, const char *path,
                    struct error *error);

/* Harmless twice. */
void cache_file_close(struct cache_file *file);

/* Does `path` name another file by now, or none? */
bool cache_file_has_moved(const struct cache_file *file, const char *path);

/* Closes the file and puts it aside, if it still has its name. */
void cache_file_put_aside(struct cache_file *file, const char *path);

/* Is this SQLite code about what is in the file, not about reaching it? */
bool cache_file_is_damage(int code);

#endif
