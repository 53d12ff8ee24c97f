/* When to ask again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "net/retry.h"

static void statuses(void **state) {
  int helped = 0;
  (void)state;
  for (int status = -1; status < 1000; status++) {
    helped += retry_helps(status);
  }
  assert_int_equal(helped, 5);
  assert_true(retry_helps(408) && retry_helps(500) && retry_helps(502));
  assert_true(retry_helps(503) && retry_helps(504));
}

static void delays(void **state) {
  static const double most[] = {0.5, 0.5, 1, 2, 4, 4, 4};
  (void)state;
  for (uint32_t seed = 0; seed < 1000; seed++) {
    uint32_t random = seed * 4294967u;
    for (int attempts = 0; attempts < 7; attempts++) {
      double delay = retry_delay(attempts, &random);
      assert_true(delay > most[attempts] / 2 - 1e-9);
      assert_true(delay <= most[attempts]);
    }
  }
}

static void are_spread(void **state) {
  uint32_t random = 1;
  int early = 0;
  (void)state;
  for (int i = 0; i < 1000; i++) {
    early += retry_delay(4, &random) < 3;
  }
  assert_in_range(early, 400, 600);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(statuses),
      cmocka_unit_test(delays),
      cmocka_unit_test(are_spread),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
