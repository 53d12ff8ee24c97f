#include "net/cache/cache.h"

#include <stdlib.h>
#include <string.h>

#include "net/cache/rows.h"
#include "net/clock.h"

/* Seconds. A read is done while rows are waited for: asking the service is
** quick, too. */
static const double read_patience = 0.1;
static const double clear_patience = 0.15;
static const double last_patience = 2;

/* How long the cache is left alone after it could not be used. */
static const double rest_when_busy = 0.3;
static const double rest_when_failed = 5;

enum { LATER_MAX_BYTES = 64 * 1024 * 1024 };

/* Of memory that the user has not asked for. */
enum { MEMORY_MAX_BYTES = 32 * 1024 * 1024 };

struct later {
  struct cache_change change;
  struct later *next;
};

struct cache {
  const struct net_settings *settings;
  struct log *log;
  struct cache_file file;
  struct cache_file memory; /* what is used where the file cannot be */
  struct cache_file *used;  /* one of the two, open, after have_file */
  char *path;           /* of the file, or of the one that cannot be opened */
  double rests_until;   /* clock_steady's */
  int rest_code;        /* why it rests, of SQLite's */
  struct error trouble; /* the same in words */
  struct later *first, *last;
  size_t later_bytes;
};

struct cache *cache_new(const struct net_settings *settings, struct log *log) {
  struct cache *cache = calloc(1, sizeof *cache);
  if (!cache) return NULL;
  cache->settings = settings;
  cache->log = log;
  return cache;
}

/* --- the file ----------------------------------------------------------- */

static void forget_file(struct cache *cache) {
  cache_file_close(&cache->file);
  cache_file_close(&cache->memory);
  free(cache->path);
  cache->path = NULL;
  cache->rests_until = 0;
  error_clear(&cache->trouble);
}

static void rest(struct cache *cache, int code, double seconds) {
  cache->rest_code = code;
  cache->rests_until = clock_steady() + seconds;
}

static bool is_memory_wanted(const struct cache *cache) {
  return strcmp(cache->path, ":memory:") == 0;
}

/* The memory that stood in for the file is given back. */
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
  rest(cache, code, busy ? rest_when_busy : rest_when_failed);
  return code;
}

static int open_memory(struct cache *cache, struct error *error) {
  if (cache->memory.db) return SQLITE_OK;
  return cache_file_open_memory(&cache->memory, error);
}

/* Has the file been given up, at least for some seconds? While it is only
** locked, answers wait for it. */
static bool is_given_up(int code) {
  code &= 0xff;
  return code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_NOMEM;
}

static int have_disk_file(struct cache *cache, double until) {
  cache->file.patient_until = until;
  if (cache->file.db && cache_file_has_moved(&cache->file, cache->path)) {
    cache_file_close(&cache->file);
  }
  if (clock_steady() < cache->rests_until) return cache->rest_code;
  return cache->file.db ? SQLITE_OK : open_file(cache);
}

/* The file that the settings name by now, open and in cache->used, or what
** stands in for it; then the error is set, too, and says why. Otherwise an
** SQLite code, with the error set unless no cache is wanted. */
static int have_file(struct cache *cache, double until, struct error *error) {
  const char *path = cache->settings->cache;
  if (!path || (cache->path && strcmp(cache->path, path) != 0)) {
    forget_file(cache);
  }
  if (!path) return SQLITE_CANTOPEN;
  if (!cache->path) cache->path = strdup(path);
  if (!cache->path) return SQLITE_NOMEM;
  cache->used = &cache->memory;
  if (is_memory_wanted(cache)) return open_memory(cache, error);
  int code = have_disk_file(cache, until);
  if (code == SQLITE_OK) cache->used = &cache->file;
  if (code != SQLITE_OK) *error = cache->trouble;
  return is_given_up(code) ? open_memory(cache, error) : code;
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

/* Says in words what went wrong with an open file, and leaves it as it has to
** be left. */
static void suffer(struct cache *cache, int code, struct error *error) {
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
    rest(cache, code, rest_when_busy);
    break;
  default:
    cache->trouble = *error;
    cache_file_close(cache->used);
    rest(cache, code, rest_when_busy);
  }
}

/* --- writing ------------------------------------------------------------ */

static int apply(struct cache *cache, struct cache_change *change) {
  int64_t now = (int64_t)clock_unix();
  switch (change->kind) {
  case CACHE_STORES:
    return cache_write(cache->used, &change->key, &change->answer, now,
                       size_allowed(cache));
  case CACHE_RENEWS:
    return cache_renew(cache->used, &change->key, change->answer.fetched_at);
  case CACHE_TOUCHES:
    break;
  }
  return cache_touch(cache->used, &change->key, now);
}

static void tell(struct cache *cache, int64_t log_number,
                 const struct error *error) {
  struct log_entry *entry = log_at(cache->log, log_number);
  if (entry && !entry->error && error->outcome != OK) {
    log_set_error(entry, error->text);
  }
}

bool cache_write_change(struct cache *cache, struct cache_change *change,
                        double until) {
  struct error error = {0};
  int code = have_file(cache, until, &error);
  if (code == SQLITE_OK) {
    code = apply(cache, change);
    if ((code & 0xff) == SQLITE_BUSY) return false;
    if (code != SQLITE_OK) suffer(cache, code, &error);
  }
  if ((code & 0xff) == SQLITE_BUSY) return false;
  tell(cache, change->log_number, &error);
  return true;
}

static void free_later(struct later *later) {
  spool_run_clear(&later->change.answer.body);
  free((char *)later->change.key.url);
  free(later);
}

static void drop_first(struct cache *cache) {
  struct later *first = cache->first;
  cache->first = first->next;
  if (!cache->first) cache->last = NULL;
  cache->later_bytes -= first->change.answer.body.length;
  free_later(first);
}

/* --- reading ------------------------------------------------------------ */

/* That somebody else is at it is nothing wrong. */
static void forgive_lock(int code, struct error *trouble) {
  if ((code & 0xff) == SQLITE_BUSY) error_clear(trouble);
}

/* What still waits to be written may be what is asked for now: it is written
** unless somebody else is at it. */
static void write_waiting(struct cache *cache) {
  while (cache->first && cache_write_change(cache, &cache->first->change, 0)) {
    drop_first(cache);
  }
}

bool cache_find(struct cache *cache, const struct stored_key *key,
                struct stored *found, double *idle, struct error *trouble) {
  int64_t used_at = 0;
  bool has = false;
  write_waiting(cache);
  int code = have_file(cache, clock_steady() + read_patience, trouble);
  forgive_lock(code, trouble);
  if (code != SQLITE_OK) return false;
  code = cache_read(cache->used, key, cache->settings->max_bytes, found, &has,
                    &used_at);
  if (code != SQLITE_OK) suffer(cache, code, trouble);
  forgive_lock(code, trouble);
  *idle = clock_unix() - (double)used_at;
  return has;
}

int64_t cache_fetched_at(struct cache *cache, const struct stored_key *key) {
  struct error trouble = {0};
  int64_t fetched_at = -1;
  int code = have_file(cache, clock_steady() + read_patience, &trouble);
  if (code != SQLITE_OK) return -1;
  code = cache_read_moment(cache->used, key, &fetched_at);
  if (code != SQLITE_OK) suffer(cache, code, &trouble);
  return code == SQLITE_OK ? fetched_at : -1;
}

void cache_write_later(struct cache *cache, struct cache_change *change) {
  struct later *later = calloc(1, sizeof *later);
  char *url = later ? strdup(change->key.url) : NULL;
  if (!url) {
    free(later);
    return;
  }
  later->change = *change;
  later->change.key.url = url;
  spool_run_init(&change->answer.body, change->answer.body.spool);
  if (cache->last) cache->last->next = later;
  if (!cache->first) cache->first = later;
  cache->last = later;
  cache->later_bytes += later->change.answer.body.length;
  while (cache->later_bytes > LATER_MAX_BYTES) {
    drop_first(cache);
  }
}

/* The size allowed may be smaller by now, or a file that was too large was not
** brought down at once. */
static void keep_to_size(struct cache *cache) {
  struct error error = {0};
  if (!cache->used || !cache->used->db) return;
  if (cache->used->brought_to == size_allowed(cache)) return;
  if (have_file(cache, 0, &error) != SQLITE_OK) return;
  int code = cache_bring_to(cache->used, size_allowed(cache));
  if (code != SQLITE_OK && code != SQLITE_BUSY) suffer(cache, code, &error);
}

void cache_catch_up(struct cache *cache, double until) {
  while (cache->first && clock_steady() < until) {
    if (!cache_write_change(cache, &cache->first->change, until)) return;
    drop_first(cache);
  }
  keep_to_size(cache);
}

static void forget_later(struct cache *cache) {
  while (cache->first) {
    drop_first(cache);
  }
}

bool cache_clear(struct cache *cache, const struct net_host *host,
                 int64_t *count, struct error *error) {
  bool stopped = false;
  *count = 0;
  forget_later(cache);
  int code = have_file(cache, clock_steady() + clear_patience, error);
  if (!cache->settings->cache) return true;
  if (code == SQLITE_OK) {
    code = cache_empty(cache->used, host, count, &stopped);
    if (code != SQLITE_OK) suffer(cache, code, error);
  }
  if (code == SQLITE_NOMEM) error_no_memory(error);
  if (stopped) error_set(error, INTERRUPTED, "interrupted");
  return code == SQLITE_OK && !stopped;
}

void cache_free(struct cache *cache) {
  if (!cache) return;
  double until = clock_steady() + last_patience;
  if (cache->first && cache->settings->cache) {
    cache->rests_until = 0;
    cache_catch_up(cache, until);
  }
  forget_later(cache);
  forget_file(cache);
  free(cache);
}

/* SQLite's handle must not be used on this side of a fork, but it may be
** closed: between two calls it is in no transaction, its locks are the other
** process's and stay, and it is told not to write its log back or to delete it
** (cache_file's configure). To leave it open would be worse, because SQLite
** would then take the other process's locks for our own. */
void cache_leave(struct cache *cache) {
  if (!cache) return;
  forget_later(cache);
  forget_file(cache);
  free(cache);
}
