/* ext/net/spool: bytes that are kept in memory and in a file. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "net/spool.h"

/* The expected value of byte `at` in run number `run`. */
static char byte_of(int run, size_t at) {
  return (char)(at * 31 + at / 251 + (size_t)run * 97);
}

static bool append(struct spool_run *run, int number, size_t length,
                   struct error *error) {
  static char bytes[3 * SPOOL_PAGE];
  assert_true(length <= sizeof bytes);
  for (size_t i = 0; i < length; i++) {
    bytes[i] = byte_of(number, run->length + i);
  }
  return spool_append(run, bytes, length, error);
}

static void grow(struct spool_run *run, int number, size_t total, size_t step) {
  struct error error = {0};
  while (run->length < total) {
    size_t rest = total - run->length;
    assert_true(append(run, number, rest < step ? rest : step, &error));
  }
}

static void check(struct spool_run *run, int number, size_t total) {
  struct error error = {0};
  size_t at = 0;
  assert_int_equal(run->length, total);
  for (;;) {
    struct slice piece = spool_read(run, at, &error);
    assert_non_null(piece.at);
    if (!piece.length) break;
    for (size_t i = 0; i < piece.length; i++) {
      if (piece.at[i] != byte_of(number, at + i)) fail_msg("byte %zu", at + i);
    }
    at += piece.length;
  }
  assert_int_equal(at, total);
}

static void sizes(void **state) {
  static const size_t totals[] = {0,
                                  1,
                                  4095,
                                  4096,
                                  4097,
                                  SPOOL_PAGE - 1,
                                  SPOOL_PAGE,
                                  SPOOL_PAGE + 1,
                                  5 * SPOOL_PAGE,
                                  5 * SPOOL_PAGE + 77};
  static const size_t budgets[] = {0, 100000, 1 << 30};
  (void)state;
  for (size_t i = 0; i < 30; i++) {
    struct spool spool;
    struct spool_run run;
    struct error error = {0};
    size_t total = totals[i % 10];
    spool_init(&spool, budgets[i / 10]);
    spool_run_init(&run, &spool);
    grow(&run, 1, total, 1000);
    check(&run, 1, total);
    assert_true(spool_settle(&run, &error));
    check(&run, 1, total);
    assert_true(spool.used <= spool.budget);
    spool_run_clear(&run);
    spool_run_clear(&run);
    assert_int_equal(spool.used, 0);
    spool_clear(&spool);
  }
}

/* Many runs that grow in turns share the budget. The next run uses the room
** that a cleared run had in the file. */
static void many(void **state) {
  enum { RUNS = 8, TOTAL = 7 * SPOOL_PAGE + 5 };
  struct spool spool;
  struct spool_run runs[RUNS];
  (void)state;
  spool_init(&spool, 4 * SPOOL_PAGE);
  for (int i = 0; i < RUNS; i++) {
    spool_run_init(&runs[i], &spool);
  }
  for (int round = 0; round < 3; round++) {
    for (size_t total = 0; total < TOTAL; total += 50000) {
      for (int i = 0; i < RUNS; i++) {
        grow(&runs[i], i, total, 777);
      }
      assert_true(spool.used <= (4 + RUNS) * SPOOL_PAGE);
    }
    for (int i = 0; i < RUNS; i++) {
      grow(&runs[i], i, TOTAL, 100000);
    }
    for (int i = RUNS - 1; i >= 0; i--) {
      check(&runs[i], i, TOTAL);
    }
    for (int i = 0; i < RUNS; i++) {
      spool_run_clear(&runs[i]);
    }
  }
  assert_int_equal(spool.used, 0);
  assert_int_equal(spool.free_count, spool.slots);
  assert_true(spool.slots <= RUNS * 8);
  spool_clear(&spool);
}

/* A long run goes to the file and leaves the budget to others. */
static void long_run(void **state) {
  enum { TOTAL = 3 * SPOOL_SHARE * SPOOL_PAGE + 5, SHORT = 5 * SPOOL_PAGE };
  struct spool spool;
  struct spool_run run, other;
  (void)state;
  spool_init(&spool, 1 << 30);
  spool_run_init(&run, &spool);
  spool_run_init(&other, &spool);
  grow(&run, 1, TOTAL, 70000);
  size_t used = spool.used;
  assert_true(used <= (SPOOL_SHARE + 1) * SPOOL_PAGE);
  grow(&other, 2, SHORT, 70000);
  assert_int_equal(spool.used, used + SHORT);
  check(&run, 1, TOTAL);
  check(&other, 2, SHORT);
  spool_run_clear(&run);
  spool_run_clear(&other);
  assert_int_equal(spool.used, 0);
  spool_clear(&spool);
}

/* Bytes that come in one call are not copied twice. */
static void one_piece(void **state) {
  static const size_t totals[] = {1, 5000, 40000, SPOOL_PAGE};
  (void)state;
  for (size_t i = 0; i < sizeof totals / sizeof totals[0]; i++) {
    struct spool spool;
    struct spool_run run;
    struct error error = {0};
    spool_init(&spool, 1 << 30);
    spool_run_init(&run, &spool);
    assert_true(append(&run, 0, totals[i], &error));
    assert_true(spool.used == totals[i] || totals[i] < 4096);
    check(&run, 0, totals[i]);
    spool_run_clear(&run);
    spool_clear(&spool);
  }
}

/* After a fork, the child still has the bytes in memory and has lost those in
** the file. What it writes does not change the file of the parent. */
static void after_a_fork(void **state) {
  enum { TOTAL = 4 * SPOOL_PAGE, SHORT = 1000 };
  struct spool parent, child;
  struct spool_run in_file, in_memory, copy, later;
  (void)state;
  spool_init(&parent, 0);
  spool_run_init(&in_file, &parent);
  grow(&in_file, 1, TOTAL, 70000);
  assert_int_equal(spool_size(&parent), TOTAL);
  child = parent;
  child.file = NULL;
  child.window = NULL;
  child.free_slots = NULL;
  child.free_capacity = 0;
  child.budget = 1 << 20;
  spool_run_init(&in_memory, &child);
  grow(&in_memory, 2, SHORT, 70000);
  spool_leave_file(&child);
  assert_int_equal(spool_size(&child), (int64_t)child.used);
  copy = in_file;
  copy.spool = &child;
  copy.pages = malloc(copy.count * sizeof *copy.pages);
  memcpy(copy.pages, in_file.pages, copy.count * sizeof *copy.pages);
  assert_false(spool_has(&copy, 0));
  spool_run_clear(&copy);
  assert_int_equal(spool_size(&child), (int64_t)child.used);
  assert_true(spool_has(&in_memory, 0));
  check(&in_memory, 2, SHORT);
  child.budget = 0;
  spool_run_init(&later, &child);
  grow(&later, 3, TOTAL, 70000);
  check(&later, 3, TOTAL);
  check(&in_file, 1, TOTAL);
  spool_run_clear(&later);
  spool_run_clear(&in_memory);
  assert_int_equal(spool_size(&child), 0);
  spool_clear(&child);
  spool_run_clear(&in_file);
  assert_int_equal(spool_size(&parent), 0);
  assert_int_equal(parent.slots, 0); /* the file was truncated */
  spool_clear(&parent);
}

/* A page that was read stays in the window; another one in its place must be
** read anew. No program that the host starts may have the file. */
static void the_page_in_the_window_goes(void **state) {
  enum { TOTAL = 2 * SPOOL_PAGE };
  struct spool spool;
  struct spool_run kept, run;
  (void)state;
  spool_init(&spool, 0);
  spool_run_init(&kept, &spool);
  spool_run_init(&run, &spool);
  grow(&kept, 1, SPOOL_PAGE, 70000);
  for (int round = 2; round < 6; round++) {
    grow(&run, round, TOTAL, 70000);
    check(&run, round, TOTAL);
    spool_run_clear(&run);
  }
  check(&kept, 1, SPOOL_PAGE);
  assert_true(fcntl(fileno(spool.file), F_GETFD) & FD_CLOEXEC);
  spool_run_clear(&kept);
  spool_clear(&spool);
}

static void no_file(void **state) {
  struct rlimit before, none;
  struct spool spool;
  struct spool_run run;
  struct error error = {0};
  (void)state;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
  none = before;
  none.rlim_cur = 0;
  spool_init(&spool, 0);
  spool_run_init(&run, &spool);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
  assert_false(append(&run, 0, SPOOL_PAGE, &error));
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
  assert_int_equal(error.outcome, IO_FAILED);
  assert_non_null(strstr(error.text, "temporary file could not be made"));
  spool_run_clear(&run);
  spool_clear(&spool);
}

static void no_room(void **state) {
  struct rlimit before, little;
  struct spool spool;
  struct spool_run run;
  struct error error = {0};
  (void)state;
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  little = before;
  little.rlim_cur = 3 * SPOOL_PAGE;
  spool_init(&spool, 0);
  spool_run_init(&run, &spool);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
  grow(&run, 0, 3 * SPOOL_PAGE, SPOOL_PAGE);
  assert_false(append(&run, 0, SPOOL_PAGE, &error));
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  assert_int_equal(error.outcome, IO_FAILED);
  assert_non_null(strstr(error.text, "temporary file could not be written"));
  spool_run_clear(&run);
  assert_int_equal(spool.free_count, spool.slots);
  spool_clear(&spool);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sizes),
      cmocka_unit_test(many),
      cmocka_unit_test(long_run),
      cmocka_unit_test(after_a_fork),
      cmocka_unit_test(one_piece),
      cmocka_unit_test(no_file),
      cmocka_unit_test(no_room),
      cmocka_unit_test(the_page_in_the_window_goes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
