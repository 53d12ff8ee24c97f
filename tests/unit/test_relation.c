/* ext/hub/relation: every declaration is whole; rows out of an array of an
** entry, whatever stands before it and behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "hub/decode/decode.h"
#include "hub/relation/authors.h"
#include "hub/relation/relations.h"

static void check_column(const struct relation *relation, int number) {
  const struct column *column = &relation->columns[number];
  bool is_shown = number < relation->shown;
  assert_int_equal(is_shown, column->name != NULL);
  assert_int_equal(is_shown, column->help != NULL);
  assert_int_equal(column->kind == COLUMN_ID, number == relation->id);
  assert_int_equal(column->kind == COLUMN_DAY, number == relation->day);
  assert_int_equal(column->kind == COLUMN_RAW, number == relation->raw);
  assert_int_equal(column->kind == COLUMN_URL, column->prefix != NULL);
  assert_int_equal(column->needs >> relation->count, 0);
  for (int i = 0; i < number; i++) {
    const char *other = relation->columns[i].name;
    if (is_shown) assert_string_not_equal(column->name, other);
  }
}

/* An array whose list has the whole of it names that list, and no other
** relation has it. */
static void check_array(const struct relation *relation, int number) {
  const struct row_array *array = &relation->rows[number];
  if (!array->total) return;
  assert_int_equal(relation->columns[array->total].kind, COLUMN_NUMBER);
  assert_non_null(array->word);
  assert_int_not_equal(relation->name_of_row, 0);
  assert_int_equal(source_shape(array->list), SHAPE_ROWS);
  assert_int_equal(source_paging(array->list), PAGING_LINK);
  assert_int_equal(relation_listed_array(relation, array->list), number);
  assert_ptr_equal(relation_of(array->list), relation);
}

static void every_declaration_is_whole(void **state) {
  for (const struct relation *const *at = relations; *at; at++) {
    const struct relation *relation = *at;
    assert_ptr_equal(relation_find(relation->name), relation);
    assert_non_null(relation->help);
    assert_true(source_is_of_paper(relation->record));
    assert_in_range(relation->visible, 1, relation->shown);
    assert_in_range(relation->shown, relation->visible, relation->count);
    assert_in_range(relation->count, relation->shown, FIELDS_MAX);
    for (int i = 0; i < relation->count; i++) {
      check_column(relation, i);
    }
    if (!relation->rows[0].at) continue;
    int position = relation->position;
    assert_int_equal(relation->columns[position].kind, COLUMN_POSITION);
    for (int i = 0; i < relation_arrays(relation); i++) {
      check_array(relation, i);
    }
  }
}

/* --- rows --------------------------------------------------------------- */

static int column_of(const char *name) {
  int i = 0;
  while (strcmp(papers_authors.columns[i].name, name) != 0) {
    i++;
  }
  return i;
}

static void append_rows(struct buffer *to, struct decoder *decoder) {
  static const char *const shown[] = {"listed", "paper", "position",
                                      "name",   "login", "title"};
  const struct values *row;
  while ((row = decode_pop(decoder))) {
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
      int column = column_of(shown[i]);
      if (i) buffer_append_byte(to, '|');
      if (column_is_number(&papers_authors.columns[column])) {
        buffer_format(to, "%d", (int)values_number(row, column));
      } else {
        buffer_append_slice(to, values_text(row, column));
      }
    }
    buffer_append_byte(to, '\n');
  }
}

static void decode_pieces(const char *json, size_t piece, struct buffer *to) {
  struct error error = {0};
  bool truncated;
  struct decoder *decoder =
      decode_new(&papers_authors, SHAPE_LISTING, FIELD_ALL, &error);
  assert_non_null(decoder);
  size_t length = strlen(json), at = 0;
  bool is_good = true;
  while (is_good && at < length) {
    size_t size = piece < length - at ? piece : length - at;
    is_good = decode_feed(decoder, json + at, size, &error);
    append_rows(to, decoder);
    at += size;
  }
  if (is_good) is_good = decode_end(decoder, &truncated, &error);
  if (!is_good) buffer_format(to, "!%s\n", error.text);
  decode_free(decoder);
}

static void expect(const char *json, const char *rows) {
  static const size_t pieces[] = {1000000, 7, 1};
  for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
    struct buffer found;
    buffer_init(&found, 1 << 20);
    decode_pieces(json, pieces[i], &found);
    buffer_append_byte(&found, 0);
    assert_string_equal(found.at, rows);
    buffer_clear(&found);
  }
}

#define ANN "{\"name\":\"Ann\",\"user\":{\"user\":\"ann\"},\"hidden\":false}"
#define BOB "{\"hidden\":true,\"name\":\"Bob\"}"
#define EVE "{\"name\":\"Eve\"}"
#define DAY "\"submittedOnDailyAt\":\"2026-07-31T08:00:00.000Z\""

static void what_they_share_may_stand_behind(void **state) {
  const char *rows = "2026-07-31|2607.1|1|Ann|ann|T\n"
                     "2026-07-31|2607.1|2|Eve||T\n";
  expect("[{\"paper\":{\"id\":\"2607.1\"," DAY ",\"title\":\"T\","
         "\"authors\":[" ANN "," BOB "," EVE "]}}]",
         rows);
  expect("[{\"paper\":{\"authors\":[" ANN "," BOB "," EVE "],"
         "\"title\":\"T\"," DAY ",\"id\":\"2607.1\"}}]",
         rows);
}

static void entries_without_rows(void **state) {
  expect("[{\"paper\":{\"id\":\"1\",\"authors\":[]}},"
         "{\"paper\":{\"id\":\"2\"}},"
         "{\"paper\":{\"id\":\"3\",\"authors\":[" BOB "]}},"
         "{\"paper\":{\"id\":\"4\",\"authors\":null}},"
         "{\"paper\":{\"id\":\"5\",\"authors\":[null," EVE "]}}]",
         "|5|1|Eve||\n");
}

/* A key that comes twice: the last one counts, with all its rows. */
static void the_last_array_counts(void **state) {
  expect("[{\"paper\":{\"id\":\"1\",\"authors\":[" ANN "," ANN "],"
         "\"authors\":[" EVE "]}}]",
         "|1|1|Eve||\n");
  expect("[{\"paper\":{\"id\":\"1\",\"authors\":[" ANN "]},"
         "\"paper\":{\"id\":\"2\"}}]",
         "");
}

static void a_row_has_nothing_of_the_one_before(void **state) {
  expect("[{\"paper\":{\"id\":\"1\",\"authors\":[" ANN "," EVE "]}},"
         "{\"paper\":{\"id\":\"2\",\"authors\":[" EVE "]}}]",
         "|1|1|Ann|ann|\n|1|2|Eve||\n|2|1|Eve||\n");
}

static void wrong_types(void **state) {
  expect("[{\"paper\":{\"id\":\"1\",\"authors\":[" ANN ",7]}}]",
         "!paper.authors[] of entry 1 is a number, not an object\n");
  expect("[{\"paper\":{\"id\":\"1\",\"authors\":{}}}]",
         "!paper.authors of entry 1 is an object, not an array\n");
  expect("[{\"paper\":{\"id\":\"1\",\"authors\":[{\"name\":[]}]}}]",
         "!paper.authors[].name of entry 1 is an array, not a string\n");
  expect("[{\"paper\":{\"authors\":[" ANN "]}}]", "!entry 1 has no paper.id\n");
}

static void too_many_rows(void **state) {
  struct buffer json;
  buffer_init(&json, 1 << 24);
  buffer_append_text(&json, "[{\"paper\":{\"id\":\"1\",\"authors\":[{}");
  for (int i = 0; i < 65536; i++) {
    buffer_append_text(&json, ",{}");
  }
  buffer_append_text(&json, "]}}]");
  buffer_append_byte(&json, 0);
  struct buffer found;
  buffer_init(&found, 1 << 20);
  decode_pieces(json.at, 65536, &found);
  buffer_append_byte(&found, 0);
  assert_string_equal(found.at, "!entry 1 has more than 65536 rows\n");
  buffer_clear(&found);
  buffer_clear(&json);
}

/* The title stands in the row of each author. */
static void rows_that_are_too_large(void **state) {
  struct buffer json;
  buffer_init(&json, 1 << 24);
  buffer_append_text(&json, "[{\"paper\":{\"id\":\"1\",\"title\":\"");
  for (int i = 0; i < 1 << 20; i++) {
    buffer_append_byte(&json, 'x');
  }
  buffer_append_text(&json, "\",\"authors\":[" ANN);
  for (int i = 0; i < 64; i++) {
    buffer_append_text(&json, "," ANN);
  }
  buffer_append_text(&json, "]}}]");
  buffer_append_byte(&json, 0);
  struct buffer found;
  buffer_init(&found, 1 << 28);
  decode_pieces(json.at, 65536, &found);
  buffer_append_byte(&found, 0);
  const char *error = strrchr(found.at, '!');
  assert_non_null(error);
  assert_string_equal(error,
                      "!the rows of entry 1 have more than 67108864 bytes\n");
  buffer_clear(&found);
  buffer_clear(&json);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_declaration_is_whole),
      cmocka_unit_test(what_they_share_may_stand_behind),
      cmocka_unit_test(entries_without_rows),
      cmocka_unit_test(the_last_array_counts),
      cmocka_unit_test(a_row_has_nothing_of_the_one_before),
      cmocka_unit_test(wrong_types),
      cmocka_unit_test(too_many_rows),
      cmocka_unit_test(rows_that_are_too_large),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
