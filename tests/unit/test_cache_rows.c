/* ext/net/cache/rows: the cache is emptied while another connection stores. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/routines.h"

#include "net/cache/rows.h"
#include "net/clock.h"

static const struct stored_key key = {.url = "https://hub.example/1"};

static bool never(void *context) {
  return false;
}

static void store(struct cache_file *file) {
  struct spool spool;
  struct error error = {0};
  struct stored answer = {.status = 200};
  spool_init(&spool, 1 << 20);
  spool_run_init(&answer.body, &spool);
  assert_true(spool_append(&answer.body, "[]", 2, &error));
  assert_int_equal(cache_store(file, &key, &answer, 1, 1 << 20), SQLITE_OK);
  stored_clear(&answer);
  spool_clear(&spool);
}

/* Called after each commit. */
static int store_in_other(void *other, sqlite3 *db, const char *name,
                          int pages) {
  sqlite3_wal_hook(db, NULL, NULL);
  store(other);
  return SQLITE_OK;
}

static void what_is_stored_meanwhile_is_no_damage(void **state) {
  char folder[] = "cache_rows.XXXXXX", path[64];
  struct error error = {0};
  struct cache_file one = {0}, other = {0};
  const struct net_host host = {.stop = never};
  int64_t first, later;
  bool stopped;
  sqlite3_api = routines;
  assert_non_null(mkdtemp(folder));
  sprintf(path, "%s/cache.db", folder);
  one.wait_until = other.wait_until = clock_steady() + 60;
  assert_int_equal(cache_file_open(&one, path, NULL, &error), SQLITE_OK);
  assert_int_equal(cache_file_open(&other, path, NULL, &error), SQLITE_OK);
  store(&one);
  sqlite3_wal_hook(one.sql.db, store_in_other, &other);
  assert_int_equal(cache_empty(&one, &host, &first, &stopped), SQLITE_OK);
  assert_int_equal(cache_empty(&one, &host, &later, &stopped), SQLITE_OK);
  /* A slow machine needs two transactions, and finds both at once. */
  assert_int_equal(first + later, 2);
  cache_file_close(&one);
  cache_file_close(&other);
  for (int i = 0; i < 3; i++) {
    sprintf(path, "%s/cache.db%s", folder,
            (const char *[]){"", "-wal", "-shm"}[i]);
    unlink(path);
  }
  assert_int_equal(rmdir(folder), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_stored_meanwhile_is_no_damage),
  };
  return cmocka_run_group_tests(tests, load_routines, NULL);
}
