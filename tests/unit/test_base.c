/* ext/base at its bounds: buffers, errors, slices, UTF-8, sets of numbers.
** Numbers and hashes have programs of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/number_set.h"
#include "base/utf8.h"

static void a_buffer_takes_its_cap_and_no_byte_more(void **state) {
  struct buffer buffer;
  struct error error = {0};
  buffer_init(&buffer, 5);
  buffer_append_text(&buffer, "12345");
  assert_true(buffer_check(&buffer, &error));
  buffer_append_byte(&buffer, '6');
  assert_int_equal(buffer.length, 5);
  assert_false(buffer_check(&buffer, &error));
  assert_int_equal(error.outcome, TOO_BIG);
  assert_string_equal(error.text, "more than 5 bytes");
  buffer_clear(&buffer);
}

/* Or else a text would have a gap that nobody sees. */
static void after_a_failure_nothing_is_appended(void **state) {
  struct buffer buffer;
  buffer_init(&buffer, 5);
  buffer_append_text(&buffer, "123456");
  buffer_append_text(&buffer, "7");
  buffer_format(&buffer, "%d", 8);
  assert_int_equal(buffer.failed, TOO_BIG);
  assert_int_equal(buffer.length, 0);
  assert_null(buffer_take(&buffer));
  assert_int_equal(buffer.failed, TOO_BIG);
  buffer_reset(&buffer);
  buffer_append_text(&buffer, "9");
  char *taken = buffer_take(&buffer);
  assert_string_equal(taken, "9");
  free(taken);
}

static void the_terminator_has_room_at_every_length(void **state) {
  for (size_t length = 0; length < 300; length++) {
    struct buffer buffer;
    buffer_init(&buffer, length);
    for (size_t i = 0; i < length; i++) {
      buffer_append_byte(&buffer, 'a');
    }
    char *taken = buffer_take(&buffer);
    assert_int_equal(strlen(taken), length);
    free(taken);
  }
}

static void an_error_commands_no_terminal(void **state) {
  struct error error = {0};
  error_set(&error, FAILED, "%s",
            "a\x1b[2J\xc2\x9b"
            "2J\x7f\xff\u00e9");
  assert_string_equal(error.text, "a?[2J?2J??\u00e9");
}

static void the_first_error_is_the_cause(void **state) {
  struct error error = {0};
  error_set(&error, FAILED, "first");
  error_set(&error, TOO_BIG, "second");
  assert_int_equal(error.outcome, FAILED);
  assert_string_equal(error.text, "first");
}

/* The fields behind the text must stay as they are; the address sanitizer sees
** it otherwise. */
static void a_long_error_is_cut_between_characters(void **state) {
  for (int lead = 0; lead < 3; lead++) {
    char text[ERROR_TEXT_SIZE + 20] = "";
    struct {
      struct error error;
      char behind[8];
    } box = {.behind = "behind"};
    memset(text, 'a', (size_t)lead);
    while (strlen(text) < ERROR_TEXT_SIZE + 10) {
      strcat(text, "\u20ac");
    }
    error_set(&box.error, FAILED, "%s", text);
    size_t length = strlen(box.error.text);
    assert_in_range(length, ERROR_TEXT_SIZE - 3, ERROR_TEXT_SIZE - 1);
    assert_int_equal((length - (size_t)lead) % 3, 0);
    assert_string_equal(box.behind, "behind");
  }
}

static void a_text_is_smaller_than_one_that_begins_with_it(void **state) {
  struct slice week = slice_of("2026-W3"), longer = slice_of("2026-W31");
  assert_true(slice_compare(week, longer) < 0);
  assert_true(slice_compare(longer, week) > 0);
  assert_int_equal(slice_compare(week, week), 0);
  assert_true(slice_compare(slice_of(""), week) < 0);
}

static size_t width_of(const char *bytes, size_t length) {
  uint32_t character;
  char *copy = malloc(length + 1);
  memcpy(copy, bytes, length);
  char *exact = realloc(copy, length ? length : 1);
  size_t width = utf8_read((struct slice){exact, length}, &character);
  free(exact);
  return width;
}

static void a_character_has_one_form(void **state) {
  static const char *const wrong[] = {
      "\x80",         "\xc0\x80",         "\xc1\xbf",  "\xe0\x9f\xbf",
      "\xed\xa0\x80", "\xed\xbf\xbf",     "\xff",      "\xf0\x8f\xbf\xbf",
      "\xc3(",        "\xf4\x90\x80\x80", "\xe2\x82(", "\xf8\x88\x80\x80\x80"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    assert_int_equal(width_of(wrong[i], strlen(wrong[i])), 0);
  }
  assert_int_equal(width_of("\x7f", 1), 1);
  assert_int_equal(width_of("\xc2\x80", 2), 2);
  assert_int_equal(width_of("\xe0\xa0\x80", 3), 3);
  assert_int_equal(width_of("\xf4\x8f\xbf\xbf", 4), 4);
}

/* The text ends with its memory. */
static void a_character_that_breaks_off_is_none(void **state) {
  for (size_t length = 0; length < 4; length++) {
    assert_int_equal(width_of("\xf0\x9f\x98\x80", length), 0);
  }
  assert_int_equal(width_of("\xf0\x9f\x98\x80", 4), 4);
}

static void a_set_has_each_number_once(void **state) {
  struct number_set set;
  number_set_init(&set);
  for (int round = 0; round < 2; round++) {
    enum number_set_answer answer = round ? NUMBER_PRESENT : NUMBER_ADDED;
    for (int64_t number = -500; number <= 500; number++) {
      assert_int_equal(number_set_add(&set, number * 1000003), answer);
    }
  }
  number_set_clear(&set);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_buffer_takes_its_cap_and_no_byte_more),
      cmocka_unit_test(after_a_failure_nothing_is_appended),
      cmocka_unit_test(the_terminator_has_room_at_every_length),
      cmocka_unit_test(an_error_commands_no_terminal),
      cmocka_unit_test(the_first_error_is_the_cause),
      cmocka_unit_test(a_long_error_is_cut_between_characters),
      cmocka_unit_test(a_text_is_smaller_than_one_that_begins_with_it),
      cmocka_unit_test(a_character_has_one_form),
      cmocka_unit_test(a_character_that_breaks_off_is_none),
      cmocka_unit_test(a_set_has_each_number_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
