/* ext/net/pace: how requests are spread before a limit is reached, and how long
** they wait after a failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/pace.h"

static struct pace after(int64_t left, int64_t reset, double most) {
  struct pace pace = {0};
  pace_note(&pace, (struct rate_limit){left, reset}, most, 100);
  return pace;
}

static void test_plenty_is_no_hurry(void **state) {
  struct pace plenty = after(PACE_FROM, 60, 60);
  struct pace unknown = after(-1, 60, 60);
  struct pace half = after(3, -1, 60);
  assert_true(pace_allows(&plenty, 100));
  assert_true(pace_allows(&unknown, 100));
  assert_true(pace_allows(&half, 100));
}

static void test_the_rest_is_spread(void **state) {
  struct pace pace = after(4, 9, 60);
  int started = 0;
  for (double now = 100; now < 110; now += 0.01) {
    if (!pace_allows(&pace, now)) continue;
    pace_start(&pace, now);
    started++;
  }
  assert_int_equal(started, 4);
  assert_true(pace_allows(&pace, 110));
  pace_start(&pace, 110);
  assert_true(pace_allows(&pace, 110));
}

static void test_no_gap_is_longer_than_allowed(void **state) {
  struct pace pace = after(1, 1000, 2);
  assert_false(pace_allows(&pace, 101.9));
  assert_true(pace_allows(&pace, 102));
}

/* No request is left: wait for the next window, or as long as the service
** says. */
static void test_the_wall(void **state) {
  struct pace near = after(0, 20, 60);
  struct pace far = after(0, 200, 60);
  assert_false(pace_allows(&near, 120.9));
  assert_true(pace_allows(&near, 121));
  assert_true(pace_allows(&far, 100));
}

static void test_new_word_counts(void **state) {
  struct pace pace = after(1, 50, 60);
  pace_note(&pace, (struct rate_limit){-1, -1}, 60, 101);
  assert_false(pace_allows(&pace, 101));
  pace_note(&pace, (struct rate_limit){499, 300}, 60, 101);
  assert_true(pace_allows(&pace, 101));
}

static void test_statuses_that_pass(void **state) {
  int helped = 0;
  (void)state;
  for (int status = -1; status < 1000; status++) {
    helped += pace_is_passing(status);
  }
  assert_int_equal(helped, 5);
  assert_true(pace_is_passing(408) && pace_is_passing(500) &&
              pace_is_passing(502));
  assert_true(pace_is_passing(503) && pace_is_passing(504));
}

static void test_delays_double(void **state) {
  static const double most[] = {0.5, 0.5, 1, 2, 4, 4, 4};
  (void)state;
  for (uint32_t seed = 0; seed < 1000; seed++) {
    uint32_t random = seed * 4294967u;
    for (int attempts = 0; attempts < 7; attempts++) {
      double delay = pace_delay(attempts, &random);
      assert_true(delay > most[attempts] / 2 - 1e-9);
      assert_true(delay <= most[attempts]);
    }
  }
}

static void test_delays_are_spread(void **state) {
  uint32_t random = 1;
  int early = 0;
  (void)state;
  for (int i = 0; i < 1000; i++) {
    early += pace_delay(4, &random) < 3;
  }
  assert_in_range(early, 400, 600);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_plenty_is_no_hurry),
      cmocka_unit_test(test_the_rest_is_spread),
      cmocka_unit_test(test_no_gap_is_longer_than_allowed),
      cmocka_unit_test(test_the_wall),
      cmocka_unit_test(test_new_word_counts),
      cmocka_unit_test(test_statuses_that_pass),
      cmocka_unit_test(test_delays_double),
      cmocka_unit_test(test_delays_are_spread),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
