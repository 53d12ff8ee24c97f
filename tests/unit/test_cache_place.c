/* ext/net/cache/place: a damaged file is moved away, and no other file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/routines.h"

#include "net/cache/place.h"

/* A file at the default path that is not a database counts as damaged. */
struct folder {
  char path[64], cache[80], other[80], aside[90];
  struct cache_place place;
};

static void write_file(const char *path, const char *content) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_int_equal(fputs(content, file) >= 0, 1);
  assert_int_equal(fclose(file), 0);
}

static void assert_file(const char *path, const char *content) {
  char found[64] = "";
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  found[fread(found, 1, sizeof found - 1, file)] = 0;
  fclose(file);
  assert_string_equal(found, content);
}

static int set_up(void **state) {
  struct error error = {0};
  struct folder *folder = calloc(1, sizeof *folder);
  sqlite3_api = routines;
  assert_non_null(folder);
  strcpy(folder->path, "cache_place.XXXXXX");
  assert_non_null(mkdtemp(folder->path));
  sprintf(folder->cache, "%s/cache.db", folder->path);
  sprintf(folder->other, "%s/other", folder->path);
  sprintf(folder->aside, "%s.aside", folder->cache);
  write_file(folder->cache, "damaged");
  assert_true(
      cache_place_find(&folder->place, folder->cache, folder->cache, &error));
  assert_int_equal(cache_place_look(&folder->place, &error), PLACE_DAMAGED);
  *state = folder;
  return 0;
}

static int tear_down(void **state) {
  struct folder *folder = *state;
  unlink(folder->cache);
  unlink(folder->other);
  unlink(folder->aside);
  rmdir(folder->path);
  cache_place_clear(&folder->place);
  free(folder);
  return 0;
}

static void the_damaged_one(void **state) {
  struct folder *folder = *state;
  struct error error = {0};
  assert_int_equal(cache_place_put_aside(&folder->place, &error), SQLITE_OK);
  assert_file(folder->aside, "damaged");
  assert_int_equal(access(folder->cache, F_OK), -1);
}

/* Another process was faster, and its new file is damaged too. */
static void not_the_one_that_came_since(void **state) {
  struct folder *folder = *state;
  struct error error = {0};
  assert_int_equal(rename(folder->cache, folder->other), 0);
  write_file(folder->cache, "newer");
  assert_int_equal(cache_place_put_aside(&folder->place, &error), SQLITE_OK);
  assert_file(folder->cache, "newer");
  assert_file(folder->other, "damaged");
  assert_int_equal(access(folder->aside, F_OK), -1);
}

static void nothing_where_nothing_is(void **state) {
  struct folder *folder = *state;
  struct error error = {0};
  assert_int_equal(rename(folder->cache, folder->other), 0);
  assert_int_equal(cache_place_put_aside(&folder->place, &error), SQLITE_OK);
  assert_int_equal(access(folder->aside, F_OK), -1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(the_damaged_one, set_up, tear_down),
      cmocka_unit_test_setup_teardown(not_the_one_that_came_since, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(nothing_where_nothing_is, set_up,
                                      tear_down),
  };
  return cmocka_run_group_tests(tests, load_routines, NULL);
}
