/* What lies at the path of a cache, found out before SQLite opens it as a
** database: a path may name a file of the user's. Such a file is read (its
** first 100 bytes), never changed, and nothing is made beside it.
**
** Everything goes through SQLite's own layer for files: to open and close a
** file in any other way would drop the locks that this process has on it, and
** it may be a database that the host works with. */
#ifndef PAPERS_NET_CACHE_PLACE_H
#define PAPERS_NET_CACHE_PLACE_H

#include <sys/types.h>

#include "base/error.h"
#include "net/cache/sqlite.h"

/* All zeros is a place that was not found. */
struct cache_place {
  char *name; /* owned; absolute, without symbolic links */
  bool is_default;
  dev_t device; /* which file it was at the last look */
  ino_t inode;
};

enum place_kind {
  PLACE_FREE,    /* nothing is there */
  PLACE_OURS,    /* a cache, by the application id in its header */
  PLACE_EMPTY,   /* a file without content at the default path */
  PLACE_DAMAGED, /* no database, at the default path */
  PLACE_LEFT     /* anything else, which is left alone */
};

/* The place that a path names, with the folders that lead there, which are
** made for their owner alone. A symbolic link at the default path is the
** user's, so that the place is not the default one then. False with the error
** set. */
bool cache_place_find(struct cache_place *place, const char *path,
                      const char *default_path, struct error *error);

/* Harmless twice. */
void cache_place_clear(struct cache_place *place);

/* With PLACE_LEFT the error says what is there. */
enum place_kind cache_place_look(struct cache_place *place,
                                 struct error *error);

/* Does `path` name another file by now, or none? */
bool cache_place_has_moved(const struct cache_place *place, const char *path);

/* Is an open database still one of ours by its header? True, too, where that
** cannot be read. */
bool cache_place_is_ours(sqlite3 *db);

/* Renames the file that the last look found, with its -wal, -shm and -journal,
** to NAME.aside or a name like it that is free. Does nothing if another process
** was faster, so that another file, or none, has the name by now. An SQLite
** code: SQLITE_BUSY while another process is at it, otherwise with the error
** set. */
int cache_place_put_aside(struct cache_place *place, struct error *error);

/* A new name beside it for a file that is to become it; the caller frees it.
** NULL for want of memory. */
char *cache_place_new_name(const struct cache_place *place);

/* Gives a whole file its place, if that is still free. False with the error
** set. */
bool cache_place_take(const struct cache_place *place, const char *new_name,
                      struct error *error);

/* Takes the new name away, and what SQLite may have left beside it. */
void cache_place_drop_new(const char *new_name);

#endif
