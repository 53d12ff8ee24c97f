/* What lies at a path: see the header. Reads headers of files and renames
** files; opens no database. */
#include "net/cache/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "net/cache/schema.h"

enum { PATH_CAP = 8 * 1024, HEADER_SIZE = 100, ASIDES = 9, ZEROS = 4 };

/* What SQLite keeps beside a database; the database itself comes last. */
static const char *const parts[] = {"-journal", "-wal", "-shm", ""};

enum { PARTS = sizeof parts / sizeof parts[0] };

/* --- names -------------------------------------------------------------- */

static char *name_with(const char *name, const char *suffix, int number,
                       const char *part) {
  struct buffer made;
  buffer_init(&made, PATH_CAP);
  buffer_append_text(&made, name);
  buffer_append_text(&made, suffix);
  if (number > 1) buffer_format(&made, "-%d", number);
  buffer_append_text(&made, part);
  return buffer_take(&made);
}

static void make_folders(const char *path) {
  char *folder = strdup(path);
  char *slash = folder ? strchr(folder + 1, '/') : NULL;
  for (; slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    mkdir(folder, 0700);
    *slash = '/';
  }
  free(folder);
}

/* What SQLite would open: absolute, with symbolic links resolved. The caller
** frees it; NULL if there is no such name, or no memory. */
static char *full_name(const char *path) {
  sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
  size_t size = vfs ? (size_t)vfs->mxPathname + 1 : 0;
  char *name = vfs ? calloc(1, size) : NULL;
  if (!name) return NULL;
  int code = vfs->xFullPathname(vfs, path, (int)size, name);
  if ((code & 0xff) == SQLITE_OK) return name;
  free(name);
  return NULL;
}

bool cache_place_find(struct cache_place *place, const char *path,
                      const char *default_path, struct error *error) {
  struct stat status;
  bool is_link = lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
  *place = (struct cache_place){.name = full_name(path)};
  place->is_default =
      default_path && strcmp(path, default_path) == 0 && !is_link;
  if (!place->name) {
    error_set(error, FAILED, "there can be no file of that name");
    return false;
  }
  make_folders(place->name);
  return true;
}

void cache_place_clear(struct cache_place *place) {
  free(place->name);
  *place = (struct cache_place){0};
}

/* --- the header --------------------------------------------------------- */

/* https://sqlite.org/fileformat.html, 1.3 */
static uint32_t read_word(const unsigned char *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
         at[3];
}

static bool is_database(const unsigned char *header) {
  return memcmp(header, "SQLite format 3", 16) == 0;
}

static bool is_ours(const unsigned char *header) {
  return is_database(header) && read_word(header + 68) == CACHE_APPLICATION_ID;
}

/* A database without a table may still be ours: all that was written may be in
** its -wal. */
static bool has_no_content(const unsigned char *header) {
  return is_database(header) && !read_word(header + 68) &&
         !read_word(header + 40);
}

struct open_file {
  sqlite3_file *file; /* NULL: not open */
  char *padded;       /* its name, which must live as long */
};

/* SQLite gives its VFS names between zeros, because URI parameters may stand
** behind them. */
static char *pad(const char *name) {
  size_t length = strlen(name);
  char *padded = calloc(1, length + 2 * ZEROS);
  if (padded) memcpy(padded + ZEROS, name, length + 1);
  return padded;
}

static void close_file(struct open_file *open) {
  if (open->file && open->file->pMethods) {
    open->file->pMethods->xClose(open->file);
  }
  free(open->file);
  free(open->padded);
  *open = (struct open_file){0};
}

static int open_file(struct open_file *open, const char *path, int flags) {
  sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
  *open = (struct open_file){.padded = vfs ? pad(path) : NULL};
  open->file = open->padded ? calloc(1, (size_t)vfs->szOsFile) : NULL;
  if (!open->file) {
    close_file(open);
    return SQLITE_CANTOPEN;
  }
  int code = vfs->xOpen(vfs, open->padded + ZEROS, open->file,
                        flags | SQLITE_OPEN_MAIN_DB, NULL);
  if (code != SQLITE_OK) close_file(open);
  return code;
}

/* Reads the first bytes of a file; if it is known to be short, the bytes that
** it lacks are zeros. A code of SQLite's. */
static int read_header(const char *name, bool is_short,
                       unsigned char header[HEADER_SIZE]) {
  struct open_file open;
  int code = open_file(&open, name, SQLITE_OPEN_READONLY);
  if (code != SQLITE_OK) return code;
  code = open.file->pMethods->xRead(open.file, header, HEADER_SIZE, 0);
  close_file(&open);
  return is_short && code == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : code;
}

bool cache_place_is_ours(sqlite3 *db) {
  unsigned char header[HEADER_SIZE];
  sqlite3_file *file = NULL;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (!file || !file->pMethods) return true;
  int code = file->pMethods->xRead(file, header, HEADER_SIZE, 0);
  return code != SQLITE_OK || is_ours(header);
}

/* --- looking ------------------------------------------------------------ */

static enum place_kind set_left(struct error *error, const char *why) {
  error_set(error, FAILED, "%s", why);
  return PLACE_LEFT;
}

static bool is_there(const char *name) {
  struct stat status;
  return lstat(name, &status) == 0;
}

/* Whether there is a log beside the name. Without its database it is the log of
** one that was moved away, and SQLite would play it into a new one. */
static bool has_part(const char *name) {
  bool found = false;
  for (int i = 0; i < PARTS - 1; i++) {
    char *part = name_with(name, "", 0, parts[i]);
    found = found || !part || is_there(part);
    free(part);
  }
  return found;
}

static enum place_kind look_at_nothing(struct cache_place *place,
                                       struct error *error) {
  if (is_there(place->name)) return set_left(error, "it cannot be reached");
  place->device = 0;
  place->inode = 0;
  if (!has_part(place->name)) return PLACE_FREE;
  if (place->is_default) return PLACE_DAMAGED;
  return set_left(error, "beside it is the log of a database that is gone");
}

/* Whether the name ends like that of a -shm, -wal or -journal. This process may
** have locks on such a file, which would be lost if it was opened and closed.
*/
static bool is_part(const char *name) {
  size_t length = strlen(name);
  for (int i = 0; i < PARTS - 1; i++) {
    size_t tail = strlen(parts[i]);
    if (length >= tail && strcmp(name + length - tail, parts[i]) == 0) {
      return true;
    }
  }
  return false;
}

/* A cache never has a rollback journal: it is made under another name and
** changed through its -wal. SQLite would play a journal back first, and then
** delete the file that the journal names as its super-journal: any file of the
** user's, if somebody else has written the journal. */
static bool has_journal(const char *name) {
  char *journal = name_with(name, "", 0, "-journal");
  bool found = !journal || is_there(journal);
  free(journal);
  return found;
}

static enum place_kind look_inside(const struct cache_place *place,
                                   bool is_short, struct error *error) {
  unsigned char header[HEADER_SIZE] = {0};
  if (read_header(place->name, is_short, header) != SQLITE_OK) {
    return set_left(error, "it cannot be read");
  }
  if (is_database(header) && has_journal(place->name)) {
    return set_left(error, "beside it is a journal, which no cache has");
  }
  if (is_ours(header)) return PLACE_OURS;
  if (place->is_default && has_no_content(header)) return PLACE_EMPTY;
  if (place->is_default && !is_database(header)) return PLACE_DAMAGED;
  return set_left(error, "it is not a cache of this extension");
}

enum place_kind cache_place_look(struct cache_place *place,
                                 struct error *error) {
  struct stat status;
  if (stat(place->name, &status) != 0) return look_at_nothing(place, error);
  place->device = status.st_dev;
  place->inode = status.st_ino;
  if (!S_ISREG(status.st_mode)) return set_left(error, "it is not a file");
  if (is_part(place->name)) {
    return set_left(error, "it has the name of a database's log");
  }
  if (status.st_size > 0) {
    return look_inside(place, status.st_size < HEADER_SIZE, error);
  }
  if (place->is_default) return PLACE_EMPTY;
  return set_left(error, "it is an empty file");
}

bool cache_place_has_moved(const struct cache_place *place, const char *path) {
  struct stat status;
  return stat(path, &status) != 0 || status.st_dev != place->device ||
         status.st_ino != place->inode;
}

/* --- putting aside ------------------------------------------------------ */

/* Makes an empty file of the new name before it renames, so that it never
** overwrites a file of somebody else. */
static bool move(const char *from, const char *to) {
  if (!is_there(from)) return true;
  int file = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return false;
  close(file);
  if (rename(from, to) == 0) return true;
  unlink(to);
  return false;
}

static bool is_free(const char *name, int number) {
  bool free_so_far = true;
  for (int i = 0; i < PARTS && free_so_far; i++) {
    char *to = name_with(name, ".aside", number, parts[i]);
    free_so_far = to && !is_there(to);
    free(to);
  }
  return free_so_far;
}

static bool move_parts(const char *name) {
  int number = 1;
  while (number <= ASIDES && !is_free(name, number)) {
    number++;
  }
  bool good = number <= ASIDES;
  for (int i = 0; i < PARTS && good; i++) {
    char *from = name_with(name, "", 0, parts[i]);
    char *to = name_with(name, ".aside", number, parts[i]);
    good = from && to && move(from, to);
    free(from);
    free(to);
  }
  return good;
}

static int set_cannot(struct error *error) {
  error_set(error, FAILED, "it is damaged and cannot be put aside");
  return SQLITE_CANTOPEN;
}

static int put_aside_nothing(const struct cache_place *place,
                             struct error *error) {
  return move_parts(place->name) ? SQLITE_OK : set_cannot(error);
}

/* A RESERVED lock on the file, which connections in WAL mode never take, keeps
** two processes from doing this at the same time. The second one then finds
** that the name means another file. */
static int lock_and_move(struct cache_place *place, struct open_file *open,
                         struct error *error) {
  const sqlite3_io_methods *methods = open->file->pMethods;
  int code = methods->xLock(open->file, SQLITE_LOCK_SHARED);
  if (code == SQLITE_OK) {
    code = methods->xLock(open->file, SQLITE_LOCK_RESERVED);
  }
  if ((code & 0xff) == SQLITE_BUSY) return SQLITE_BUSY;
  if (code != SQLITE_OK) return set_cannot(error);
  if (cache_place_has_moved(place, place->name)) return SQLITE_OK;
  return move_parts(place->name) ? SQLITE_OK : set_cannot(error);
}

static bool is_same_file(const struct cache_place *one,
                         const struct cache_place *other) {
  return one->device == other->device && one->inode == other->inode;
}

int cache_place_put_aside(struct cache_place *place, struct error *error) {
  struct open_file open;
  const struct cache_place damaged = *place;
  enum place_kind kind = cache_place_look(place, error);
  if (kind == PLACE_FREE || !is_same_file(place, &damaged)) return SQLITE_OK;
  if (kind == PLACE_EMPTY)
    set_left(error, "it is not a cache of this extension");
  if (kind != PLACE_OURS && kind != PLACE_DAMAGED) return SQLITE_CANTOPEN;
  if (!is_there(place->name)) return put_aside_nothing(place, error);
  if (open_file(&open, place->name, SQLITE_OPEN_READWRITE) != SQLITE_OK) {
    return set_cannot(error);
  }
  int code = lock_and_move(place, &open, error);
  open.file->pMethods->xUnlock(open.file, SQLITE_LOCK_NONE);
  close_file(&open);
  return code;
}

/* --- making ------------------------------------------------------------- */

char *cache_place_new_name(const struct cache_place *place) {
  uint64_t random;
  struct buffer name;
  sqlite3_randomness(sizeof random, &random);
  buffer_init(&name, PATH_CAP);
  buffer_format(&name, "%s.new-%016llx", place->name,
                (unsigned long long)random);
  return buffer_take(&name);
}

bool cache_place_take(const struct cache_place *place, const char *new_name,
                      struct error *error) {
  unsigned char header[HEADER_SIZE];
  bool is_good = read_header(new_name, false, header) == SQLITE_OK &&
                 is_ours(header) && !has_part(new_name);
  if (!is_good) {
    error_set(error, FAILED, "it cannot be made whole");
    return false;
  }
  bool done = link(new_name, place->name) == 0 || errno == EEXIST;
  if (!done) error_set(error, FAILED, "it cannot be made (error %d)", errno);
  return done;
}

void cache_place_drop_new(const char *new_name) {
  for (int i = 0; i < PARTS; i++) {
    char *name = name_with(new_name, "", 0, parts[i]);
    if (name) unlink(name);
    free(name);
  }
}
