/* ext/hub/decode/error_text: the message in an error body, complete or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hub/decode/error_text.h"

static void says(const char *body, const char *text) {
  char found[32];
  error_text_read(slice_of(body), found, sizeof found);
  assert_string_equal(found, text);
}

static void whole_bodies(void **state) {
  says("{\"error\":\"No such day\"}", "No such day");
  says(" {\"a\": [1], \"error\" : \"x\", \"b\": 2}", "x");
  says("{\"error\":\"A \\\"day\\\"\\nor\\u00e9\"}", "A \"day\" or\xc3\xa9");
  says("{\"errors\":\"x\"}", "");
  says("{\"error\":7,\"x\":\"y\"}", "");
  says("[]", "");
  says("", "");
  says("<html>\"error\":\"x\"", "");
}

/* Every beginning of the body gives a beginning of the message. */
static void cut_bodies(void **state) {
  static const char body[] = "{\"error\":\"a\\\\b\\n\\u00e9c\"}";
  char whole[32], found[32];
  error_text_read(slice_of(body), whole, sizeof whole);
  assert_string_equal(whole, "a\\b \xc3\xa9"
                             "c");
  says("{\"error\":\"a\\u12", "a?");
  says("{\"error\":\"a\\", "a");
  for (size_t length = 0; length < sizeof body; length++) {
    error_text_read((struct slice){body, length}, found, sizeof found);
    size_t same = strlen(found);
    if (same && found[same - 1] == '?') same--;
    assert_memory_equal(found, whole, same);
    if (length > strlen("{\"error\":\"")) assert_true(found[0] == 'a');
  }
}

static void texts_are_bounded_and_clean(void **state) {
  char small[4];
  error_text_read(slice_of("{\"error\":\"ab\xc3\xa9\"}"), small, sizeof small);
  assert_string_equal(small, "ab");
  says("{\"error\":\"a\xff\x01"
       "b\\u0007\"}",
       "a? b ");
  char *large = malloc(100000);
  assert_non_null(large);
  memset(large, 'x', 100000);
  memcpy(large, "{\"error\":\"", 10);
  error_text_read((struct slice){large, 100000}, small, sizeof small);
  assert_string_equal(small, "xxx");
  free(large);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(whole_bodies),
      cmocka_unit_test(cut_bodies),
      cmocka_unit_test(texts_are_bounded_and_clean),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
