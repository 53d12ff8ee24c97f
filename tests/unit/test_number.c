/* ext/base/number. test_decode tests numbers in JSON, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/number.h"

static void digits_are_counted(void **state) {
  static const struct {
    const char *text;
    size_t count;
    int64_t number;
  } cases[] = {
      {"", 0, 0},
      {"x1", 0, 0},
      {"-1", 0, 0},
      {" 1", 0, 0},
      {"0", 1, 0},
      {"007x", 3, 7},
      {"12.5", 2, 12},
      {"9223372036854775806", 19, INT64_MAX - 1},
      {"9223372036854775807", 19, INT64_MAX},
      {"9223372036854775808", 19, INT64_MAX},
      {"99999999999999999999999", 23, INT64_MAX},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    int64_t number = -1;
    size_t count = digits_read(slice_of(cases[i].text), &number);
    assert_int_equal(count, cases[i].count);
    assert_true(number == cases[i].number);
  }
}

static void digits_alone(void **state) {
  int64_t number = -1;
  assert_true(digits_read_all(slice_of("042"), &number));
  assert_int_equal(number, 42);
  assert_false(digits_read_all(slice_of("42 "), &number));
  assert_int_equal(number, 0);
  assert_false(digits_read_all(slice_of(""), &number));
  assert_false(digits_read_all((struct slice){0}, &number));
}

static void decimals(void **state) {
  static const struct {
    const char *text;
    double number;
  } good[] = {
      {"0.001", 0.001}, {"30", 30},       {"-1", -1},
      {"+2.50", 2.5},   {".5", 0.5},      {"5.", 5},
      {"0.1", 0.1},     {"86400", 86400}, {"1099511627776", 1099511627776.0},
  };
  static const char *const bad[] = {"",   ".",   "-",     "1e3", "1,5", "1 ",
                                    " 1", "--1", "1.2.3", "inf", "nan", "0x1"};
  double number;
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    assert_true(decimal_read(slice_of(good[i].text), &number));
    assert_true(number == good[i].number);
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    assert_false(decimal_read(slice_of(bad[i]), &number));
  }
}

static void whole_numbers_of_json(void **state) {
  int64_t value = -1;
  assert_null(whole_read(slice_of("120E-1"), &value));
  assert_int_equal(value, 12);
  assert_null(whole_read(slice_of("-9223372036854775808"), &value));
  assert_true(value == INT64_MIN);
  assert_string_equal(whole_read(slice_of("1.5"), &value),
                      "not a whole number");
  assert_string_equal(whole_read(slice_of("1e99999999999999999999"), &value),
                      "out of range");
  assert_string_equal(whole_read(slice_of("1e-99999999999999999999"), &value),
                      "not a whole number");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(digits_are_counted),
      cmocka_unit_test(digits_alone),
      cmocka_unit_test(decimals),
      cmocka_unit_test(whole_numbers_of_json),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
