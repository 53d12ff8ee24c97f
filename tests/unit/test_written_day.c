/* ext/text/written_day and ext/text/references. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "text/references.h"
#include "text/written_day.h"

/* Expects the day that is read, with "+N" if only the first N bytes were read:
** "2025-11-03+12"; "" for no day. */
static void expect_day(const char *text, const char *expected) {
  struct written_day day = {0};
  char output[64] = "";
  /* In a block of its own, so that a checker sees reads beyond its end. */
  size_t size = strlen(text);
  char *alone = malloc(size + !size);
  assert_non_null(alone);
  memcpy(alone, text, size);
  size_t length = written_day_read((struct slice){alone, size}, &day);
  if (length) written_day_write(day, output);
  if (length && length < size) {
    snprintf(output + strlen(output), sizeof output / 2, "+%zu", length);
  }
  assert_string_equal(output, expected);
  free(alone);
}

static void test_days(void **state) {
  expect_day("Nov 3", "--11-03");
  expect_day("Nov 3, 2025", "2025-11-03");
  expect_day("Nov 3 2025", "2025-11-03");
  expect_day("november 03", "--11-03");
  expect_day("Sept. 9th, 2024", "2024-09-09");
  expect_day("May 1", "--05-01");
  expect_day("3 Nov", "--11-03");
  expect_day("3. November 2025", "2025-11-03");
  expect_day("1st of March", "--03-01");
  expect_day("22nd March, 2024", "2024-03-22");
  expect_day("Monday, Nov 3", "--11-03");
  expect_day("Tues. 4 Nov 2025", "2025-11-04");
  expect_day("2025-11-03", "2025-11-03");
  expect_day("2025/11/3", "2025-11-03");
  expect_day("3.11.2025", "2025-11-03");
  expect_day("13/11/2025", "2025-11-13");
  expect_day("11/13/2025", "2025-11-13");
  expect_day("4/4/2025", "2025-04-04");
  expect_day("Feb 29", "--02-29");
  expect_day("Feb 29, 2024", "2024-02-29");
}

static void test_what_stands_behind(void **state) {
  expect_day("Jun 10 9", "--06-10+6");
  expect_day("Jun 10, 9", "--06-10+6");
  expect_day("Jun 10 1899", "--06-10+6");
  expect_day("Jun 10, 1899", "1899-06-10");
  expect_day("Oct 1, 2024 12", "2024-10-01+11");
  expect_day("Oct 1, 20", "--10-01+5");
  expect_day("Oct 1 - a day", "--10-01+5");
}

static void test_no_days(void **state) {
  static const char *const texts[] = {
      "",          " Nov 3",     "Nov",          "Nov 0",
      "Nov 32",    "Feb 30",     "Feb 29, 2025", "No 3",
      "Novel 3",   "Nov 3D",     "Nov 311",      "3",
      "3 N",       "2025-13-01", "2025-11",      "2025-11-31",
      "11/3/2025", "1/2/2025",   "2025-11-03x",  "Monday",
      "May",       "3.13.2025",  "2025.11-03",   "March of 3",
      "32 Nov",    "Nov 3rdx",   "99999 Nov",    "Marching 3",
      "0000-00-00"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    expect_day(texts[i], "");
  }
}

static void expect_text(const char *text, const char *expected) {
  for (size_t size = 1; size <= strlen(text) + 1; size++) {
    struct references references = {0};
    struct buffer output;
    buffer_init(&output, 1000);
    for (size_t at = 0; at < strlen(text); at += size) {
      size_t left = strlen(text) - at;
      references_append(&references,
                        (struct slice){text + at, left < size ? left : size},
                        &output);
    }
    references_end(&references, &output);
    char *taken = buffer_take(&output);
    assert_string_equal(taken, expected);
    free(taken);
  }
}

static void test_references(void **state) {
  expect_text("", "");
  expect_text("plain", "plain");
  expect_text("&quot;&amp;&lt;&gt;&apos;&nbsp;.", "\"&<>'\xc2\xa0.");
  expect_text("&#34;&#x22;&#X41;&#128640;", "\"\"A\xf0\x9f\x9a\x80");
  expect_text("&amp;quot;", "&quot;");
  expect_text("&#0;&#xD800;&#x110000;", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

static void test_what_is_no_reference(void **state) {
  static const char *const texts[] = {
      "&",     "&;",          "& amp;",          "&unknown;", "&quot",
      "&#;",   "&#x;",        "&#12a;",          "a&b",       "&&",
      "&quo-", "&quotquotq;", "&quotquotquotq;", "?a=1&b=2&", "&QUOT;"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    expect_text(texts[i], texts[i]);
  }
  expect_text("&am&amp;p;", "&am&p;");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_days),
      cmocka_unit_test(test_what_stands_behind),
      cmocka_unit_test(test_no_days),
      cmocka_unit_test(test_references),
      cmocka_unit_test(test_what_is_no_reference),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
