/* Which file is used and when, and what was not written in time: see the
** header. Does not know what SQL the rows take, nor which answers may be used.
*/
#include "net/cache/cache.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "net/cache/rows.h"
#include "net/clock.h"

/* Seconds to wait for a lock. A read must be short: the service is quick, too.
 */
static const double read_wait = 0.1;
static const double clear_wait = 0.15;
static const double last_wait = 2;

/* Seconds for which the cache is left alone after it could not be used. */
static const double rest_when_busy = 0.3;
static const double rest_when_failed = 5;

/* What the changes that wait to be written may hold. */
enum { WAITING_MAX_BYTES = 64 * 1024 * 1024 };

/* What a cache in memory may hold where the user wanted a file. */
enum { MEMORY_MAX_BYTES = 32 * 1024 * 1024 };

struct waiting_change {
  struct cache_change change;
  struct waiting_change *next;
};

struct cache {
  const struct net_settings *settings;
  struct log *log;
  struct cache_file file;
  struct cache_file memory; /* what is used where the file cannot be */
  struct cache_file *used;  /* one of the two, after open_used; else NULL */
  char *path;         /* owned: of the file, which may be impossible to open */
  double rests_until; /* clock_steady's: the file is left alone until then */
  int rest_code;      /* why: a code of SQLite's */
  struct error trouble;                /* the same in words */
  struct waiting_change *first, *last; /* in the order to be written */
  size_t waiting_bytes;
};

struct cache *cache_new(const struct net_settings *settings, struct log *log) {
  struct cache *cache = calloc(1, sizeof *cache);
  if (!cache) return NULL;
  cache->settings = settings;
  cache->log = log;
  return cache;
}

/* --- the file ----------------------------------------------------------- */

static void close_all(struct cache *cache) {
  cache_file_close(&cache->file);
  cache_file_close(&cache->memory);
  free(cache->path);
  cache->path = NULL;
  cache->used = NULL;
  cache->rests_until = 0;
  error_clear(&cache->trouble);
}

static void leave_alone(struct cache *cache, int code, double seconds) {
  cache->rest_code = code;
  cache->rests_until = clock_steady() + seconds;
}

static bool is_memory_wanted(const struct cache *cache) {
  return strcmp(cache->path, ":memory:") == 0;
}

/* Opens the file, and frees the memory that was used in its place. */
static int open_file(struct cache *cache) {
  error_clear(&cache->trouble);
  int code = cache_file_open(&cache->file, cache->path,
                             cache->settings->default_cache, &cache->trouble);
  if (code == SQLITE_OK) {
    cache_file_close(&cache->memory);
    return code;
  }
  bool busy = (code & 0xff) == SQLITE_BUSY;
  error_prefix(&cache->trouble,
               busy ? "the cache %s cannot be used: "
                    : "the cache %s cannot be used, and answers are kept in "
                      "memory: ",
               cache->path);
  leave_alone(cache, code, busy ? rest_when_busy : rest_when_failed);
  return code;
}

static int open_memory(struct cache *cache, struct error *error) {
  if (cache->memory.sql.db) return SQLITE_OK;
  return cache_file_open_memory(&cache->memory, error);
}

/* Whether memory is to be used in place of the file. While the file is only
** locked, answers wait for it. */
static bool is_unusable(int code) {
  code &= 0xff;
  return code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_NOMEM;
}

static int open_disk_file(struct cache *cache, double until) {
  cache->file.wait_until = until;
  if (cache->file.sql.db && cache_file_has_moved(&cache->file, cache->path)) {
    cache_file_close(&cache->file);
  }
  if (clock_steady() < cache->rests_until) return cache->rest_code;
  return cache->file.sql.db ? SQLITE_OK : open_file(cache);
}

/* Opens the file that the settings name, or memory in its place, and sets
** cache->used. Returns SQLITE_OK, with the error set if it is memory in place
** of the file; or else another code, with the error set unless no cache is
** wanted. */
static int open_used(struct cache *cache, double until, struct error *error) {
  const char *path = cache->settings->cache;
  if (!path || (cache->path && strcmp(cache->path, path) != 0)) {
    close_all(cache);
  }
  if (!path) return SQLITE_CANTOPEN;
  if (!cache->path) cache->path = strdup(path);
  if (!cache->path) return SQLITE_NOMEM;
  cache->used = &cache->memory;
  if (is_memory_wanted(cache)) return open_memory(cache, error);
  int code = open_disk_file(cache, until);
  if (code == SQLITE_OK) cache->used = &cache->file;
  if (code != SQLITE_OK) *error = cache->trouble;
  return is_unusable(code) ? open_memory(cache, error) : code;
}

static bool is_stand_in(const struct cache *cache) {
  return cache->used == &cache->memory && !is_memory_wanted(cache);
}

const char *cache_trouble(const struct cache *cache) {
  const char *path = cache->settings->cache;
  bool is_known = path && cache->path && strcmp(cache->path, path) == 0;
  return is_known && is_stand_in(cache) ? cache->trouble.text : NULL;
}

static int64_t size_allowed(const struct cache *cache) {
  int64_t most = cache->settings->cache_size;
  return is_stand_in(cache) && most > MEMORY_MAX_BYTES ? MEMORY_MAX_BYTES
                                                       : most;
}

/* Sets the error for what went wrong with an open file, and closes the file,
** puts it aside or leaves it alone, as the code demands. */
static void handle_failure(struct cache *cache, int code, struct error *error) {
  error_clear(error);
  error_set(error, FAILED, "the cache %s: %s", cache->path,
            sqlite3_errstr(code));
  if (cache_file_is_damage(code)) {
    cache_file_put_aside(cache->used);
    return;
  }
  switch (code & 0xff) {
  case SQLITE_FULL:
  case SQLITE_READONLY:
    break;
  case SQLITE_BUSY:
    cache->trouble = *error;
    leave_alone(cache, code, rest_when_busy);
    break;
  default:
    cache->trouble = *error;
    cache_file_close(cache->used);
    leave_alone(cache, code, rest_when_busy);
  }
}

/* --- writing ------------------------------------------------------------ */

static int write_now(struct cache *cache, struct cache_change *change) {
  int64_t now = (int64_t)clock_unix();
  switch (change->kind) {
  case CACHE_STORES:
    return cache_store(cache->used, &change->key, &change->answer, now,
                       size_allowed(cache));
  case CACHE_RENEWS:
    return cache_renew(cache->used, &change->key, change->answer.fetched_at);
  case CACHE_TOUCHES:
    break;
  }
  return cache_touch(cache->used, &change->key, now);
}

static void log_error(struct cache *cache, int64_t log_number,
                      const struct error *error) {
  struct log_entry *entry = log_at(cache->log, log_number);
  if (entry && !entry->error && error->outcome != OK) {
    log_set_error(entry, error->text);
  }
}

bool cache_write_change(struct cache *cache, struct cache_change *change,
                        double until) {
  struct error error = {0};
  int code = open_used(cache, until, &error);
  if (code == SQLITE_OK) {
    code = write_now(cache, change);
    if ((code & 0xff) == SQLITE_BUSY) return false;
    if (code != SQLITE_OK) handle_failure(cache, code, &error);
  }
  if ((code & 0xff) == SQLITE_BUSY) return false;
  log_error(cache, change->log_number, &error);
  return true;
}

static void free_waiting(struct waiting_change *waiting) {
  stored_clear(&waiting->change.answer);
  free((char *)waiting->change.key.url);
  free(waiting);
}

static void drop_first(struct cache *cache) {
  struct waiting_change *first = cache->first;
  cache->first = first->next;
  if (!cache->first) cache->last = NULL;
  assert(cache->waiting_bytes >= first->change.answer.body.length);
  cache->waiting_bytes -= first->change.answer.body.length;
  free_waiting(first);
}

/* --- reading ------------------------------------------------------------ */

/* A lock of another connection is no trouble to report. */
static void ignore_lock(int code, struct error *trouble) {
  if ((code & 0xff) == SQLITE_BUSY) error_clear(trouble);
}

/* Writes what waits to be written, as far as no other connection has locked the
** file: it may be what is to be found now. */
static void write_waiting(struct cache *cache) {
  while (cache->first && cache_write_change(cache, &cache->first->change, 0)) {
    drop_first(cache);
  }
}

bool cache_find(struct cache *cache, const struct stored_key *key,
                bool outline_does, struct stored *found, double *idle,
                struct error *trouble) {
  int64_t used_at = 0;
  bool has = false;
  write_waiting(cache);
  int code = open_used(cache, clock_steady() + read_wait, trouble);
  ignore_lock(code, trouble);
  if (code != SQLITE_OK) return false;
  code = cache_read(cache->used, key, outline_does, cache->settings->max_bytes,
                    found, &has, &used_at);
  if (code != SQLITE_OK) handle_failure(cache, code, trouble);
  ignore_lock(code, trouble);
  *idle = clock_unix() - (double)used_at;
  return has;
}

int64_t cache_fetched_at(struct cache *cache, const struct stored_key *key) {
  struct error trouble = {0};
  int64_t fetched_at = -1;
  int code = open_used(cache, clock_steady() + read_wait, &trouble);
  if (code != SQLITE_OK) return -1;
  code = cache_read_time(cache->used, key, &fetched_at);
  if (code != SQLITE_OK) handle_failure(cache, code, &trouble);
  return code == SQLITE_OK ? fetched_at : -1;
}

void cache_write_later(struct cache *cache, struct cache_change *change) {
  struct waiting_change *waiting = calloc(1, sizeof *waiting);
  const char *link = change->answer.next_link;
  char *url = strdup(change->key.url);
  char *next_link = link ? strdup(link) : NULL;
  if (!waiting || !url || (link && !next_link)) {
    free(waiting);
    free(url);
    free(next_link);
    return;
  }
  waiting->change = *change;
  waiting->change.key.url = url;
  waiting->change.answer.outline = (struct slice){0};
  waiting->change.answer.next_link = next_link;
  spool_run_init(&change->answer.body, change->answer.body.spool);
  if (cache->last) cache->last->next = waiting;
  if (!cache->first) cache->first = waiting;
  cache->last = waiting;
  cache->waiting_bytes += waiting->change.answer.body.length;
  while (cache->waiting_bytes > WAITING_MAX_BYTES) {
    drop_first(cache);
  }
}

/* Shrinks the file if it is too large: the setting may have changed, and a
** write does only a part of the work. */
static void shrink_file(struct cache *cache) {
  struct error error = {0};
  if (!cache->used || !cache->used->sql.db) return;
  if (cache->used->keeps_to == size_allowed(cache)) return;
  if (open_used(cache, 0, &error) != SQLITE_OK) return;
  int code = cache_shrink_to(cache->used, size_allowed(cache));
  if (code != SQLITE_OK && code != SQLITE_BUSY)
    handle_failure(cache, code, &error);
}

void cache_catch_up(struct cache *cache, double until) {
  while (cache->first && clock_steady() < until) {
    if (!cache_write_change(cache, &cache->first->change, until)) return;
    drop_first(cache);
  }
  shrink_file(cache);
}

static void drop_waiting(struct cache *cache) {
  while (cache->first) {
    drop_first(cache);
  }
}

bool cache_clear(struct cache *cache, const struct net_host *host,
                 int64_t *count, struct error *error) {
  bool stopped = false;
  *count = 0;
  drop_waiting(cache);
  int code = open_used(cache, clock_steady() + clear_wait, error);
  if (!cache->settings->cache) return true;
  if (code == SQLITE_OK) {
    code = cache_empty(cache->used, host, count, &stopped);
    if (code != SQLITE_OK) handle_failure(cache, code, error);
  }
  if (code == SQLITE_NOMEM) error_no_memory(error);
  if (stopped) error_set(error, INTERRUPTED, "interrupted");
  return code == SQLITE_OK && !stopped;
}

void cache_free(struct cache *cache) {
  if (!cache) return;
  double until = clock_steady() + last_wait;
  if (cache->first && cache->settings->cache) {
    cache->rests_until = 0;
    cache_catch_up(cache, until);
  }
  drop_waiting(cache);
  close_all(cache);
  free(cache);
}

/* SQLite's handle must not be used on this side of a fork, but it may be
** closed: between two calls it is in no transaction, its locks are the other
** process's and stay, and it is told not to write its log back or to delete it
** (configure in net/cache/file). To leave it open would be worse, because
** SQLite would then take the other process's locks for our own. */
void cache_leave(struct cache *cache) {
  drop_waiting(cache);
  close_all(cache);
}
