/* ext/text/fold, clean, quote and moment; whole_read of ext/base/number. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/number.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/moment.h"
#include "text/quote.h"

static void expect_made(void (*make)(struct slice, struct buffer *),
                        struct slice text, const char *expected) {
  struct buffer buffer;
  buffer_init(&buffer, 1 << 20);
  make(text, &buffer);
  char *made = buffer_take(&buffer);
  assert_string_equal(made, expected);
  free(made);
}

static void expect_line(const char *text, const char *expected) {
  expect_made(fold_line, slice_of(text), expected);
}

static void expect_paragraphs(const char *text, const char *expected) {
  expect_made(fold_paragraphs, slice_of(text), expected);
}

static void test_line(void **state) {
  (void)state;
  expect_line("", "");
  expect_line(" \n ", "");
  expect_line("one", "one");
  expect_line("one ", "one");
  expect_line("Large Multimodal\n  Models", "Large Multimodal Models");
  expect_line("  a  b\tc\r\nd \n", "a b c d");
  expect_line("a\n\nb", "a b");
  expect_line("\xc2\xa0one\xc2\xa0two\xe3\x80\x80three\xe2\x80\xa8",
              "one two three");
  expect_line(
      "\xe2\x80\x94 caf\xc3\xa9 \xe4\xb8\xad\xe6\x96\x87  \xf0\x9f\x98\x80",
      "\xe2\x80\x94 caf\xc3\xa9 \xe4\xb8\xad\xe6\x96\x87 \xf0\x9f\x98\x80");
  expect_line("a\xe2\x80\x8b"
              "b",
              "a\xe2\x80\x8b"
              "b");
}

static void test_paragraphs(void **state) {
  (void)state;
  expect_paragraphs("one\ntwo\nthree", "one two three");
  expect_paragraphs("one\n  two", "one\ntwo");
  expect_paragraphs("one\n\ntwo", "one\ntwo");
  expect_paragraphs("one\n \n\n  two", "one\ntwo");
  expect_paragraphs("one \ntwo  three", "one two three");
  expect_paragraphs("one\r\ntwo\r\n\r\nthree", "one two\nthree");
  expect_paragraphs("  one\n", "one");
  expect_paragraphs("\n\n one\n\n", "one");
  expect_paragraphs("one\n\ttwo", "one\ntwo");
}

static void clean(struct slice text, struct buffer *to) {
  clean_append(to, text);
}

static void test_clean(void **state) {
  (void)state;
  expect_made(clean, (struct slice){"a\0b", 3},
              "a\xef\xbf\xbd"
              "b");
  expect_made(clean, (struct slice){"0123456789\0", 11},
              "0123456789\xef\xbf\xbd");
  expect_made(clean,
              (struct slice){"0123\0"
                             "56789ab",
                             12},
              "0123\xef\xbf\xbd"
              "56789ab");
  expect_made(clean, slice_of("caf\xc3\xa9 \xf0\x9f\x98\x80"),
              "caf\xc3\xa9 \xf0\x9f\x98\x80");
  expect_made(clean,
              slice_of("0123456\xc3\xa9"
                       "89abcdef"),
              "0123456\xc3\xa9"
              "89abcdef");
  expect_made(clean, slice_of("\xed\xa0\x80x"),
              "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx");
  expect_made(clean, slice_of("\xc0\x80"), "\xef\xbf\xbd\xef\xbf\xbd");
  expect_made(clean, slice_of("x\xe2\x80"), "x\xef\xbf\xbd\xef\xbf\xbd");
  expect_made(clean, slice_of(""), "");
}

static void quote(struct slice text, struct buffer *to) {
  quote_append(to, text);
}

static void test_quote(void **state) {
  (void)state;
  expect_made(quote, slice_of("Jos\xc3\xa9 \"J\" O\\N/\x7f"),
              "\"Jos\xc3\xa9 \\\"J\\\" O\\\\N/\x7f\"");
  expect_made(quote, slice_of("\b\f\n\r\t\x01\x1f"),
              "\"\\b\\f\\n\\r\\t\\u0001\\u001f\"");
  expect_made(quote, slice_of(""), "\"\"");
}

static void expect_moment(const char *text, const char *expected) {
  char moment[MOMENT_TEXT_SIZE] = "";
  assert_int_equal(moment_read(slice_of(text), moment), expected != NULL);
  if (expected) assert_string_equal(moment, expected);
}

static void test_moment(void **state) {
  (void)state;
  expect_moment("2026-01-15T18:55:03.123Z", "2026-01-15T18:55:03Z");
  expect_moment("2026-01-15T18:55:03Z", "2026-01-15T18:55:03Z");
  expect_moment("2026-01-15t18:55:03z", "2026-01-15T18:55:03Z");
  expect_moment("2026-01-15 18:55:03", "2026-01-15T18:55:03Z");
  expect_moment("2026-01-15T18:55Z", "2026-01-15T18:55:00Z");
  expect_moment("2026-01-15", "2026-01-15T00:00:00Z");
  expect_moment("2025-01-01T01:00:00.000+02:00", "2024-12-31T23:00:00Z");
  expect_moment("2024-02-28T23:30:00-0100", "2024-02-29T00:30:00Z");
  expect_moment("2026-01-15T18:55:03+00:00", "2026-01-15T18:55:03Z");
  expect_moment("2026-01-15T18:55:03-05", "2026-01-15T23:55:03Z");
  expect_moment("0000-01-01T00:00:00+01:00", NULL);
  expect_moment("9999-12-31T23:59:59-01:00", NULL);
  expect_moment("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z");
}

static void test_no_moment(void **state) {
  static const char *const none[] = {"",
                                     "yesterday",
                                     "2026-13-01T00:00:00Z",
                                     "2026-02-30T00:00:00Z",
                                     "2026-01-15T24:00:00Z",
                                     "2026-01-15T18:60:00Z",
                                     "2026-01-15T18:55:60Z",
                                     "2026-01-15T",
                                     "2026-01-15T18",
                                     "2026-01-15T18:55:03.Z",
                                     "2026-01-15T18:55:03Zx",
                                     "2026-01-15T18:55:03+2",
                                     "2026-1-15",
                                     "2026-01-15T18:55:03+24:00",
                                     "2026-01-15T18:55:03+02:",
                                     "20260115",
                                     " 2026-01-15"};
  (void)state;
  for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
    expect_moment(none[i], NULL);
  }
}

static void expect_whole(const char *text, int64_t expected) {
  int64_t value = 99;
  assert_null(whole_read(slice_of(text), &value));
  assert_true(value == expected);
}

static void expect_not_whole(const char *text, const char *problem) {
  int64_t value;
  const char *reason = whole_read(slice_of(text), &value);
  assert_non_null(reason);
  assert_string_equal(reason, problem);
}

static void test_whole(void **state) {
  (void)state;
  expect_whole("0", 0);
  expect_whole("-0.000e999999999999", 0);
  expect_whole("12", 12);
  expect_whole("12.0", 12);
  expect_whole("1.2e1", 12);
  expect_whole("1.2E+1", 12);
  expect_whole("1200e-2", 12);
  expect_whole("-10.50e1", -105);
  expect_whole("0.00012e5", 12);
  expect_whole("9223372036854775807", INT64_MAX);
  expect_whole("-9223372036854775808", INT64_MIN);
  expect_whole("-9.223372036854775808e18", INT64_MIN);
  expect_not_whole("9223372036854775808", "out of range");
  expect_not_whole("-9223372036854775809", "out of range");
  expect_not_whole("1e19", "out of range");
  expect_not_whole("1e99999999999999999999", "out of range");
  expect_not_whole("1.5", "not a whole number");
  expect_not_whole("1e-1", "not a whole number");
  expect_not_whole("1e-99999999999999999999", "not a whole number");
  expect_not_whole("1.25e-99999999999999999999", "not a whole number");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_line),   cmocka_unit_test(test_paragraphs),
      cmocka_unit_test(test_clean),  cmocka_unit_test(test_quote),
      cmocka_unit_test(test_moment), cmocka_unit_test(test_no_moment),
      cmocka_unit_test(test_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
