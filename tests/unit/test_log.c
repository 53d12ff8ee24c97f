/* ext/net/log: the ring buffer of the last requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "net/log.h"

static void begin(struct log *log, int count) {
  for (int i = 0; i < count; i++) {
    char url[32];
    snprintf(url, sizeof url, "u%lld", (long long)log->newest + 1);
    int64_t number = log_begin(log, url, 7);
    assert_int_equal(number, log->newest);
  }
}

static int count_from(const struct log *log, int64_t number, int64_t *first) {
  const struct log_entry *entry;
  int count = 0;
  while ((entry = log_after(log, number))) {
    char url[32];
    snprintf(url, sizeof url, "u%lld", (long long)entry->number);
    assert_string_equal(entry->url, url);
    if (!count++) *first = entry->number;
    number = entry->number;
  }
  return count;
}

static void empty(void **state) {
  struct log log = {0};
  (void)state;
  assert_null(log_after(&log, 0));
  assert_null(log_at(&log, 1));
  log_clear(&log);
}

static void entry(void **state) {
  struct log log = {0};
  (void)state;
  begin(&log, 1);
  struct log_entry *first = log_at(&log, 1);
  assert_string_equal(first->method, "GET");
  assert_string_equal(answer_source_name(first->source), "network");
  assert_true(first->milliseconds < 0 && first->limit_left < 0);
  assert_true(first->limit_reset < 0 && first->started_at > 6);
  log_set_error(first, "one");
  log_set_error(first, "two");
  assert_string_equal(log_at(&log, 1)->error, "two");
  log_set_error(first, NULL);
  assert_null(first->error);
  log_clear(&log);
  log_clear(&log);
}

static void sources_have_names(void **state) {
  static const char *const names[] = {"network", "fresh", "revalidated",
                                      "stale"};
  (void)state;
  assert_int_equal(ANSWER_SOURCES, sizeof names / sizeof names[0]);
  for (int i = 0; i < ANSWER_SOURCES; i++) {
    assert_string_equal(answer_source_name((enum answer_source)i), names[i]);
  }
}

static void full(void **state) {
  struct log log = {0};
  int64_t first = 0;
  (void)state;
  begin(&log, LOG_SIZE);
  assert_int_equal(count_from(&log, 0, &first), LOG_SIZE);
  assert_int_equal(first, 1);
  log_set_error(log_at(&log, 1), "goes with the entry");
  begin(&log, 1);
  assert_int_equal(count_from(&log, 0, &first), LOG_SIZE);
  assert_int_equal(first, 2);
  assert_null(log_at(&log, 1));
  assert_non_null(log_at(&log, 2));
  assert_null(log_at(&log, LOG_SIZE + 2));
  assert_null(log_at(&log, 0));
  assert_null(log_at(&log, -1));
  log_clear(&log);
}

/* A reader goes on in order while new entries replace old ones. */
static void turns(void **state) {
  struct log log = {0};
  int64_t first = 0;
  (void)state;
  begin(&log, 3 * LOG_SIZE);
  assert_int_equal(count_from(&log, 5, &first), LOG_SIZE);
  assert_int_equal(first, 2 * LOG_SIZE + 1);
  assert_int_equal(count_from(&log, 3 * LOG_SIZE - 2, &first), 2);
  assert_int_equal(count_from(&log, 3 * LOG_SIZE, &first), 0);
  log_clear(&log);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(empty),
      cmocka_unit_test(entry),
      cmocka_unit_test(sources_have_names),
      cmocka_unit_test(full),
      cmocka_unit_test(turns),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
