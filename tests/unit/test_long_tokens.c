/* ext/hub/decode/json: strings, keys and numbers that are longer than a piece.
** The parser lets some pieces wait (json.c says why). This must change nothing
** but the time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "hub/decode/decode.h"
#include "hub/relation/papers.h"

enum { TEXT_MAX = 1 << 22 };

static const field_set wanted = FIELD_BIT(PAPERS_ID) | FIELD_BIT(PAPERS_RAW);

/* The unit that a long token repeats, and the JSON around the token. */
static const struct kind {
  const char *before, *unit, *after;
} kinds[] = {
    {",\"unknown\":\"", "\xc3\xa9", "\""},
    {",\"unknown\":\"", "x", "\""},
    {",\"unknown\":\"", "\\n", "\""},
    {",\"unknown\":\"", "\\\\", "\""},
    {",\"unknown\": \"", "\\\\", "\""},
    {",\"unknown\":\"", "\\\"", "\""},
    {",\"unknown\":\"", "\\\\\\\"", "\""},
    {",\"unknown\":\"", "\\u00e9", "\""},
    {",\"unknown\":[\"", "],{:1", "\",12]"},
    {",\"unknown\":12,\"b\":\"", "x", "\""},
    {",\"title\":\"", "\xc3\xa9\\n", "\""},
    {",\"", "\xc3\xa9", "\":null"},
    {",\"", "\\\\", "\":[{\"a\":\"\"}]"},
    {",\"unknown\":", "1", ""},
    {",\"unknown\":-1.", "0", "e+7"},
    {",\"unknown\":[1", "0", ",\"a\",true]"},
    {",\"unknown\":", " ", "true"},
};

static const size_t lengths[] = {10, 1024, 1030, 2500, 20001};
static const size_t pieces[] = {1, 2, 3, 1000, 5000};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void append_many(struct buffer *to, const char *unit, size_t length) {
  for (size_t i = 0; i < length; i += strlen(unit))
    buffer_append_text(to, unit);
}

/* Writes two entries, with a long token in the first. */
static void write_entries(struct buffer *to, const struct kind *kind,
                          size_t length) {
  buffer_reset(to);
  buffer_append_text(to, "[{\"paper\":{\"id\":\"1\"");
  buffer_append_text(to, kind->before);
  append_many(to, kind->unit, length);
  buffer_append_text(to, kind->after);
  buffer_append_text(to, "}},{\"paper\":{\"id\":\"2\"}}");
}

static void append_papers(struct buffer *to, struct decoder *decoder) {
  const struct values *paper;
  while ((paper = decode_pop(decoder))) {
    buffer_append_slice(to, values_text(paper, PAPERS_ID));
    buffer_append_slice(to, values_text(paper, PAPERS_RAW));
    buffer_append_byte(to, '\n');
  }
}

/* Decodes in pieces, each in a block of its own. Writes the rows that come
** before decode_end and then the error. */
static void decode(struct buffer *output, struct slice json, size_t piece) {
  struct error error = {0};
  bool going = true, truncated = false;
  struct decoder *decoder = decode_new(&papers, SHAPE_LISTING, wanted, &error);
  assert_non_null(decoder);
  buffer_reset(output);
  for (size_t at = 0; at < json.length && going; at += piece) {
    size_t length = json.length - at < piece ? json.length - at : piece;
    char *copy = malloc(length);
    assert_non_null(copy);
    memcpy(copy, json.at + at, length);
    going = decode_feed(decoder, copy, length, &error);
    free(copy);
    append_papers(output, decoder);
  }
  if (going) decode_end(decoder, &truncated, &error);
  buffer_append_text(output, error.text);
  buffer_append_byte(output, 0);
  assert_int_equal(output->failed, OK);
  decode_free(decoder);
}

/* Pieces of every size give the same output as the whole. */
static void expect_same(struct slice json) {
  struct buffer whole, parts;
  buffer_init(&whole, TEXT_MAX);
  buffer_init(&parts, TEXT_MAX);
  decode(&whole, json, json.length);
  for (size_t i = 0; i < COUNT(pieces); i++) {
    decode(&parts, json, pieces[i]);
    assert_string_equal(parts.at, whole.at);
  }
  buffer_clear(&whole);
  buffer_clear(&parts);
}

static void for_all(void (*check)(struct buffer *json)) {
  struct buffer json;
  buffer_init(&json, TEXT_MAX);
  for (size_t i = 0; i < COUNT(kinds); i++) {
    for (size_t j = 0; j < COUNT(lengths); j++) {
      write_entries(&json, &kinds[i], lengths[j]);
      check(&json);
    }
  }
  buffer_clear(&json);
}

static void check_same(struct buffer *json) {
  buffer_append_byte(json, ']');
  expect_same(buffer_slice(json));
}

static void test_long_tokens_in_any_pieces(void **state) {
  (void)state;
  for_all(check_same);
}

/* Both rows are finished before decode_end. */
static void check_rows(struct buffer *json) {
  struct buffer output;
  buffer_init(&output, TEXT_MAX);
  for (size_t i = 0; i < COUNT(pieces); i++) {
    decode(&output, buffer_slice(json), pieces[i]);
    assert_memory_equal(output.at, "1{", 2);
    assert_non_null(strstr(output.at, "\n2{\"paper\":{\"id\":\"2\"}}\nthe JSON "
                                      "breaks off after "));
  }
  buffer_clear(&output);
}

static void test_rows_behind_a_long_token_come_at_once(void **state) {
  (void)state;
  for_all(check_rows);
}

/* The JSON ends in the token, or has a byte in it that is not allowed. */
static void check_broken(struct buffer *json) {
  struct buffer output;
  struct slice half = {json->at, json->length / 2};
  buffer_init(&output, TEXT_MAX);
  expect_same(half);
  json->at[json->length / 2] = '\1';
  for (size_t i = 0; i < COUNT(pieces); i++) {
    decode(&output, buffer_slice(json), pieces[i]);
    assert_memory_equal(output.at, "malformed JSON after ", 21);
    assert_in_range(strtoul(output.at + 21, NULL, 10), json->length / 2 - 1,
                    json->length / 2 + 1);
  }
  buffer_clear(&output);
}

static void test_what_is_broken_in_a_long_token_is_told_where_it_is(void **s) {
  (void)s;
  for_all(check_broken);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_long_tokens_in_any_pieces),
      cmocka_unit_test(test_rows_behind_a_long_token_come_at_once),
      cmocka_unit_test(test_what_is_broken_in_a_long_token_is_told_where_it_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
