#include "net/cache_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "net/cache_schema.h"
#include "net/clock.h"

enum { PATH_CAP = 8 * 1024, ROW_MAX = 1024 * 1024 };

/* A file just made is closed again by its maker before SQLite opens it, which
** would drop the locks of another thread that was faster. */
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

bool cache_file_is_damage(int code) {
  code &= 0xff;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

/* --- names -------------------------------------------------------------- */

/* What SQLite is told, the caller frees it: never a URI, which some hosts
** have SQLite read, and with which a name could say more than where. */
static char *name_for_sqlite(const char *path) {
  struct buffer name;
  buffer_init(&name, PATH_CAP);
  if (*path != '/') buffer_append_text(&name, "./");
  buffer_append_text(&name, path);
  return buffer_take(&name);
}

/* The folders of XDG are for their owner alone. */
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

/* With the rights that its -wal and -shm take over from it. */
static void make_file(const char *path) {
  int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == ENOENT) {
    make_folders(path);
    file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  }
  if (file >= 0) close(file);
}

static bool look_at(const char *path, struct stat *status) {
  return stat(path, status) == 0 && S_ISREG(status->st_mode);
}

bool cache_file_has_moved(const struct cache_file *file, const char *path) {
  struct stat status;
  if (file->is_memory) return false;
  return !look_at(path, &status) || status.st_dev != file->device ||
         status.st_ino != file->inode;
}

static void rename_with(const char *path, const char *suffix) {
  struct buffer from, to;
  buffer_init(&from, PATH_CAP);
  buffer_init(&to, PATH_CAP);
  buffer_format(&from, "%s%s%c", path, suffix, 0);
  buffer_format(&to, "%s.aside%s%c", path, suffix, 0);
  if (from.failed == OK && to.failed == OK && rename(from.at, to.at) != 0 &&
      *suffix) {
    unlink(to.at); /* of the one before */
  }
  buffer_clear(&from);
  buffer_clear(&to);
}

void cache_file_put_aside(struct cache_file *file, const char *path) {
  bool has_moved = cache_file_has_moved(file, path);
  bool is_memory = file->is_memory;
  cache_file_close(file);
  if (is_memory || has_moved) return;
  rename_with(path, "-wal");
  rename_with(path, "-shm");
  rename_with(path, "");
}

/* --- opening ------------------------------------------------------------ */

static int on_busy(void *context, int count) {
  const struct cache_file *file = context;
  const struct timespec nap = {0, count < 5 ? 1000000 : 5000000};
  if (clock_steady() >= file->patient_until) return 0;
  nanosleep(&nap, NULL);
  return 1;
}

/* Of a file that somebody else may have written, nothing is run: no trigger,
** no view, no function, no extension, no mapped memory that a shorter file
** would take away. What an SQLite does not know of it, it does not have.
** A checkpoint at the end would make every short-lived process wait for the
** disk, and with it the log would be deleted, by its name, which may by then
** be another file's. */
static int configure(struct cache_file *file) {
  static const struct {
    int option, value;
  } options[] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},
      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
      {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
      {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
      {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
  };
  int keep_log = 1;
  for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
    sqlite3_db_config(file->db, options[i].option, options[i].value, NULL);
  }
  sqlite3_file_control(file->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep_log);
  sqlite3_limit(file->db, SQLITE_LIMIT_LENGTH, ROW_MAX);
  sqlite3_busy_handler(file->db, on_busy, file);
  return sqlite3_exec(file->db,
                      "PRAGMA mmap_size = 0; PRAGMA cell_size_check = 1", NULL,
                      NULL, NULL);
}

static int read_salt(struct cache_file *file) {
  sqlite3_stmt *row = NULL;
  int code =
      sqlite3_prepare_v2(file->db, "SELECT bytes FROM salt", -1, &row, NULL);
  if (code != SQLITE_OK) return code;
  bool good = sqlite3_step(row) == SQLITE_ROW &&
              sqlite3_column_type(row, 0) == SQLITE_BLOB &&
              sqlite3_column_bytes(row, 0) == SHA256_SIZE;
  if (good) memcpy(file->salt, sqlite3_column_blob(row, 0), SHA256_SIZE);
  code = sqlite3_finalize(row);
  return good || code != SQLITE_OK ? code : SQLITE_CORRUPT;
}

/* A log that grew with one large answer is cut again. */
static int prepare(struct cache_file *file) {
  int code = sqlite3_exec(file->db,
                          "PRAGMA journal_mode = WAL;"
                          "PRAGMA synchronous = NORMAL;"
                          "PRAGMA cache_size = -1024;"
                          "PRAGMA journal_size_limit = 4194304",
                          NULL, NULL, NULL);
  /* A file that we may only read stays in its mode. */
  if (code == SQLITE_READONLY) code = SQLITE_OK;
  return code == SQLITE_OK ? read_salt(file) : code;
}

static int look(struct cache_file *file, enum cache_kind *kind) {
  int code = cache_schema_look(file->db, kind);
  switch (code) {
  case SQLITE_ERROR:
  case SQLITE_TOOBIG:
    return SQLITE_NOTADB;
  case SQLITE_OK:
    break;
  default:
    return code;
  }
  if (*kind == CACHE_FOREIGN) return SQLITE_NOTADB;
  if (*kind == CACHE_EMPTY || *kind == CACHE_OLDER) {
    return cache_schema_make(file->db);
  }
  return SQLITE_OK;
}

static int explain(struct cache_file *file, int code, struct error *error) {
  if (code == SQLITE_OK) return code;
  const char *why = file->db ? sqlite3_errmsg(file->db) : sqlite3_errstr(code);
  error_set(error, FAILED, "%s", why);
  return code;
}

static int open_once(struct cache_file *file, const char *path,
                     struct error *error) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  enum cache_kind kind = CACHE_OURS;
  struct stat status;
  char *name = file->is_memory ? NULL : name_for_sqlite(path);
  if (!file->is_memory && !name) return SQLITE_NOMEM;
  int code = sqlite3_open_v2(name ? name : path, &file->db, flags, NULL);
  free(name);
  if (!file->is_memory && look_at(path, &status)) {
    file->device = status.st_dev;
    file->inode = status.st_ino;
  }
  if (code == SQLITE_OK) code = configure(file);
  if (code == SQLITE_OK) code = look(file, &kind);
  if (code == SQLITE_OK && kind == CACHE_NEWER) {
    error_set(error, FAILED,
              "it was made by a newer version and is left alone");
    return SQLITE_MISMATCH;
  }
  if (code == SQLITE_OK) code = prepare(file);
  return explain(file, code, error);
}

static int open_or_replace(struct cache_file *file, const char *path,
                           struct error *error) {
  struct stat status;
  file->is_memory = strcmp(path, ":memory:") == 0;
  if (!file->is_memory) make_file(path);
  if (!file->is_memory && stat(path, &status) == 0 &&
      !S_ISREG(status.st_mode)) {
    error_set(error, FAILED, "it is not a file");
    return SQLITE_CANTOPEN;
  }
  int code = open_once(file, path, error);
  if (!cache_file_is_damage(code)) return code;
  cache_file_put_aside(file, path);
  error_clear(error);
  make_file(path);
  file->is_memory = false;
  return open_once(file, path, error);
}

int cache_file_open(struct cache_file *file, const char *path,
                    struct error *error) {
  int code;
  pthread_mutex_lock(&opening);
  /* Two that make one file at the same time may hit on a lock that SQLite
  ** does not wait for. */
  do {
    cache_file_close(file);
    error_clear(error);
    code = open_or_replace(file, path, error);
  } while ((code & 0xff) == SQLITE_BUSY && on_busy(file, 0));
  pthread_mutex_unlock(&opening);
  if (code != SQLITE_OK) cache_file_close(file);
  return code;
}

void cache_file_close(struct cache_file *file) {
  cache_sql_clear(file);
  sqlite3_close(file->db);
  *file = (struct cache_file){.patient_until = file->patient_until};
}
