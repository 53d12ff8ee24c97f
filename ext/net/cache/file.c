/* Opening the file of the cache: see the header. What lies at its path is for
** net/cache/place to find out, its tables are net/cache/schema's. */
#include "net/cache/file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "net/cache/schema.h"
#include "net/clock.h"

enum {
  ROW_MAX = 1024 * 1024,
  LOOKS = 4 /* at a place that changes while it is looked at */
};

/* Steps of SQLite's virtual machine between two ticks, and ticks that a run of
** a statement may take. The longest of ours takes a fiftieth of a tick; but in
** a file whose pages refer to each other in circles a statement never ends.
** SQLite counts all runs of a prepared statement together, so that one tick may
** come in any of them. */
enum { TICK = 1000000, TICKS_MOST = 2 };

/* Pages of the log from which on it is copied into the file, and from which on
** it begins anew as well. */
enum { LOG_COPIED = 1000, LOG_ENDED = 2000 };

bool cache_file_is_damage(int code) {
  code &= 0xff;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB ||
         code == SQLITE_INTERRUPT;
}

bool cache_file_has_moved(const struct cache_file *file, const char *path) {
  if (file->is_memory) return false;
  return cache_place_has_moved(&file->place, path) ||
         !cache_place_is_ours(file->sql.db);
}

static int on_busy(void *context, int count) {
  const struct cache_file *file = context;
  const struct timespec nap = {0, count < 5 ? 1000000 : 5000000};
  if (clock_steady() >= file->wait_until) return 0;
  nanosleep(&nap, NULL);
  return 1;
}

static int on_tick(void *context) {
  struct cache_sql *sql = context;
  return ++sql->ticks > TICKS_MOST;
}

/* Ends a run that takes too many steps. A host may be built without progress
** handlers, and its table of routines has no such routine then: there only the
** checks of SQLite itself find such a file. */
static void bound_steps(struct cache_file *file) {
#ifndef SQLITE_CORE
  if (!sqlite3_api->progress_handler) return;
#endif
  sqlite3_progress_handler(file->sql.db, TICK, on_tick, &file->sql);
}

/* After each commit. SQLite's own way, to copy the log and to let the next
** transaction of the connection begin it anew, does not do here: a connection
** that writes once leaves that to the next one, which cannot know what was
** copied. The log would grow for ever. Readers are not waited for, since the
** lock for writing is held meanwhile: a later commit will find none. */
static int on_commit(void *context, sqlite3 *db, const char *name, int pages) {
  struct cache_file *file = context;
  double until = file->wait_until;
  if (pages < LOG_COPIED) return SQLITE_OK;
  file->wait_until = 0;
  sqlite3_wal_checkpoint_v2(db, name,
                            pages < LOG_ENDED ? SQLITE_CHECKPOINT_PASSIVE
                                              : SQLITE_CHECKPOINT_TRUNCATE,
                            NULL, NULL);
  file->wait_until = until;
  return SQLITE_OK;
}

/* As with bound_steps, a host may have no such routine. */
static void bound_log(struct cache_file *file) {
#ifndef SQLITE_CORE
  if (!sqlite3_api->wal_hook) return;
#endif
  sqlite3_wal_hook(file->sql.db, on_commit, file);
}

/* Somebody else may have written the file, so nothing of it is run: no trigger,
** no view, no function, no extension. It is not mapped into memory, because
** another process could shorten it. An older SQLite refuses an option only for
** what it does not have.
**
** There is no checkpoint at the end: every short-lived process would wait for
** the disk, and SQLite would then delete the log by its name, which may be
** another file's at that time. */
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
    sqlite3_db_config(file->sql.db, options[i].option, options[i].value, NULL);
  }
  sqlite3_file_control(file->sql.db, "main", SQLITE_FCNTL_PERSIST_WAL,
                       &keep_log);
  sqlite3_limit(file->sql.db, SQLITE_LIMIT_LENGTH, ROW_MAX);
  sqlite3_busy_handler(file->sql.db, on_busy, file);
  bound_log(file);
  bound_steps(file);
  return sqlite3_exec(file->sql.db,
                      "PRAGMA mmap_size = 0; PRAGMA cell_size_check = 1", NULL,
                      NULL, NULL);
}

static int read_salt(struct cache_file *file) {
  sqlite3_stmt *row = NULL;
  int code = sqlite3_prepare_v2(file->sql.db, "SELECT bytes FROM salt", -1,
                                &row, NULL);
  if (code != SQLITE_OK) return code;
  bool good = sqlite3_step(row) == SQLITE_ROW &&
              sqlite3_column_type(row, 0) == SQLITE_BLOB &&
              sqlite3_column_bytes(row, 0) == SHA256_SIZE;
  if (good) memcpy(file->salt, sqlite3_column_blob(row, 0), SHA256_SIZE);
  code = sqlite3_finalize(row);
  return good || code != SQLITE_OK ? code : SQLITE_CORRUPT;
}

/* The size limit cuts a log that grew with one large answer. */
static int prepare(struct cache_file *file) {
  int code = sqlite3_exec(file->sql.db,
                          "PRAGMA journal_mode = WAL;"
                          "PRAGMA synchronous = NORMAL;"
                          "PRAGMA cache_size = -1024;"
                          "PRAGMA journal_size_limit = 4194304",
                          NULL, NULL, NULL);
  /* A file that we may only read keeps its mode. */
  if (code == SQLITE_READONLY) code = SQLITE_OK;
  return code == SQLITE_OK ? read_salt(file) : code;
}

/* --- opening ------------------------------------------------------------ */

static int make_ours(struct cache_file *file, struct error *error) {
  enum cache_kind kind;
  int code = cache_schema_look(file->sql.db, &kind);
  if (code == SQLITE_ERROR || code == SQLITE_TOOBIG) return SQLITE_NOTADB;
  if (code != SQLITE_OK) return code;
  switch (kind) {
  case CACHE_EMPTY:
  case CACHE_OLDER:
    return cache_schema_make(file->sql.db);
  case CACHE_NEWER:
    error_set(error, FAILED,
              "it was made by a newer version and is left alone");
    return SQLITE_MISMATCH;
  case CACHE_FOREIGN:
    return SQLITE_NOTADB;
  case CACHE_OURS:
    break;
  }
  return SQLITE_OK;
}

static int set_error(sqlite3 *db, int code, struct error *error) {
  if (code == SQLITE_OK) return code;
  error_set(error, FAILED, "%s",
            db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
  return code;
}

static int open_database(struct cache_file *file, const char *name,
                         struct error *error) {
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  int code = sqlite3_open_v2(name, &file->sql.db, flags, NULL);
  if (code == SQLITE_OK) code = configure(file);
  if (code == SQLITE_OK) code = make_ours(file, error);
  if (code == SQLITE_OK) code = prepare(file);
  return set_error(file->sql.db, code, error);
}

/* Makes the tables of a new file, which is whole and has no log beside it when
** this returns. Nobody else knows its name yet, so it can be locked throughout.
*/
static int make_tables(const char *name, struct error *error) {
  sqlite3 *db = NULL;
  int code = sqlite3_open_v2(name, &db, SQLITE_OPEN_READWRITE, NULL);
  if (code == SQLITE_OK) {
    code = sqlite3_exec(
        db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY",
        NULL, NULL, NULL);
  }
  if (code == SQLITE_OK) code = cache_schema_make(db);
  if (code == SQLITE_OK) {
    code = sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
  }
  set_error(db, code, error);
  sqlite3_close(db);
  return code;
}

/* Makes a new cache. It has another name until it is whole, so that nobody
** finds half of one, and a file that came to the place meanwhile stays as it
** is. */
static int make_file(const struct cache_place *place, struct error *error) {
  char *name = cache_place_new_name(place);
  if (!name) return SQLITE_NOMEM;
  int file = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  int code = SQLITE_CANTOPEN;
  if (file >= 0) {
    close(file);
    code = make_tables(name, error);
    if (code == SQLITE_OK && !cache_place_take(place, name, error)) {
      code = SQLITE_CANTOPEN;
    }
    cache_place_drop_new(name);
  }
  free(name);
  return set_error(NULL, code, error);
}

/* An earlier version of this extension left a new cache in its log, with
** nothing in the header of the file: a checkpoint moves it there. And SQLite
** may have opened another file than the one that was looked at. */
static int open_at_place(struct cache_file *file, struct error *error) {
  int code = open_database(file, file->place.name, error);
  if (code == SQLITE_OK && !cache_place_is_ours(file->sql.db)) {
    sqlite3_wal_checkpoint_v2(file->sql.db, NULL, SQLITE_CHECKPOINT_PASSIVE,
                              NULL, NULL);
  }
  if (code == SQLITE_OK && cache_file_has_moved(file, file->place.name)) {
    code = SQLITE_BUSY;
  }
  if (code == SQLITE_OK) return code;
  cache_sql_close(&file->sql);
  if (!cache_file_is_damage(code)) return code;
  error_clear(error);
  return cache_place_put_aside(&file->place, error);
}

static int open_place(struct cache_file *file, struct error *error) {
  int code = SQLITE_OK;
  for (int looks = 0; looks < LOOKS && !file->sql.db && code == SQLITE_OK;
       looks++) {
    switch (cache_place_look(&file->place, error)) {
    case PLACE_FREE:
      code = make_file(&file->place, error);
      break;
    case PLACE_OURS:
    case PLACE_EMPTY:
      code = open_at_place(file, error);
      break;
    case PLACE_DAMAGED:
      code = cache_place_put_aside(&file->place, error);
      break;
    case PLACE_LEFT:
      code = SQLITE_CANTOPEN;
      break;
    }
  }
  return code == SQLITE_OK && !file->sql.db ? SQLITE_BUSY : code;
}

int cache_file_open(struct cache_file *file, const char *path,
                    const char *default_path, struct error *error) {
  int code;
  /* Two processes that open one file at the same time may meet a lock for which
  ** SQLite does not wait. */
  do {
    cache_file_close(file);
    error_clear(error);
    code = cache_place_find(&file->place, path, default_path, error)
               ? open_place(file, error)
               : SQLITE_CANTOPEN;
  } while ((code & 0xff) == SQLITE_BUSY && on_busy(file, 0));
  if (code != SQLITE_OK) cache_file_close(file);
  return code;
}

int cache_file_open_memory(struct cache_file *file, struct error *error) {
  cache_file_close(file);
  file->is_memory = true;
  int code = open_database(file, ":memory:", error);
  if (code != SQLITE_OK) cache_file_close(file);
  return code;
}

void cache_file_close(struct cache_file *file) {
  cache_sql_close(&file->sql);
  cache_place_clear(&file->place);
  *file = (struct cache_file){.wait_until = file->wait_until};
}

void cache_file_put_aside(struct cache_file *file) {
  struct error error = {0};
  cache_sql_close(&file->sql);
  if (!file->is_memory &&
      !cache_place_has_moved(&file->place, file->place.name)) {
    cache_place_put_aside(&file->place, &error);
  }
  cache_file_close(file);
}
