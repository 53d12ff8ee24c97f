/* What lies at the path of a cache, found out before SQLite opens it as a
** database: the path may name a file of the user's. Of such a file the first
** 100 bytes are read; it is never changed, and nothing is made beside it.
**
** Files are opened through SQLite's own VFS. To open and close one in any other
** way would drop the locks that this process has on it, and it may be a
** database that the host works with. */
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

/* Finds the place that a path names, and makes the folders that lead there, so
** that only their owner may read them. A symbolic link at the default path was
** made by the user: the place is not the default one then. False with the error
** set. */
bool cache_place_find(struct cache_place *place, const char *path,
                      const char *default_path, struct error *error);

/* Harmless twice. */
void cache_place_clear(struct cache_place *place);

/* Looks what is there. With PLACE_LEFT the error says why it is left alone. */
enum place_kind cache_place_look(struct cache_place *place,
                                 struct error *error);

/* Whether `path` names another file by now, or none. */
bool cache_place_has_moved(const struct cache_place *place, const char *path);

/* Whether an open database is still one of ours by its header. True, too, if
** that cannot be read. */
bool cache_place_is_ours(sqlite3 *db);

/* Renames the file that the last look found, with its -wal, -shm and -journal,
** to NAME.aside or a similar name that is free. Does nothing if another process
** was faster, so that another file, or none, has the name now. Returns a code
** of SQLite's: SQLITE_BUSY while another process does the same; with any other
** failure the error is set. */
int cache_place_put_aside(struct cache_place *place, struct error *error);

/* A new name in the same folder for a file that is to take the place; the
** caller frees it. NULL when there is no memory. */
char *cache_place_new_name(const struct cache_place *place);

/* Gives the new file, which is whole, the name of the place if that is still
** free. False with the error set. */
bool cache_place_take(const struct cache_place *place, const char *new_name,
                      struct error *error);

/* Deletes the new name, and what SQLite may have left beside it. */
void cache_place_drop_new(const char *new_name);

#endif
