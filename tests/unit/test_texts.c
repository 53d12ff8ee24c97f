/* ext/text/arxiv, authors, author_names, day and references, and
** ext/base/ascii: the contract for callers in C. tests/cases says what they
** find. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/ascii.h"
#include "text/arxiv.h"
#include "text/author_names.h"
#include "text/authors.h"
#include "text/day.h"
#include "text/references.h"

static void test_is_id(void **state) {
  static const char *const ids[] = {
      "2403.12345",     "0704.0001",    "1412.9999",        "1501.00001",
      "hep-th/9901001", "math/0309136", "quant-ph/0703001", NULL};
  static const char *const others[] = {"",
                                       "2403.12345v1",
                                       "2403.1234",
                                       "1403.12345",
                                       "0703.0001",
                                       "2413.12345",
                                       "2403.00000",
                                       "math.GT/0309136",
                                       " 2403.12345",
                                       "2403.12345 ",
                                       "arXiv:2403.12345",
                                       "HEP-TH/9901001",
                                       "foo/9901001",
                                       "hep-th/990100",
                                       "hep-th/99010011",
                                       "hep-th/9901001v2",
                                       "hep-th/9901001?p=1",
                                       "hep-th/",
                                       "/9901001",
                                       "2403.12345/abs",
                                       NULL};
  for (size_t i = 0; ids[i]; i++)
    assert_true(arxiv_is_id(slice_of(ids[i])));
  for (size_t i = 0; others[i]; i++) {
    assert_false(arxiv_is_id(slice_of(others[i])));
  }
  assert_false(arxiv_is_id((struct slice){0}));
  assert_false(arxiv_is_id((struct slice){"2403.12345\0", 11}));
}

static void test_find(void **state) {
  struct arxiv_id id = {.length = 7};
  assert_false(arxiv_find((struct slice){0}, &id));
  assert_false(arxiv_find(slice_of("version 2403.12345"), &id));
  assert_int_equal(id.length, 7);
  assert_true(arxiv_find(slice_of("see ASTRO-PH/9901001v2"), &id));
  assert_string_equal(id.text, "astro-ph/9901001");
  assert_int_equal(id.length, strlen(id.text));
}

/* Every beginning and every end of the text, in a block without another
** byte. */
static void test_every_part(void **state) {
  static const char sample[] =
      "arXiv:2403.12345v2, math.GT/0309136 and [A; Jr.] {Lee, A.} et al. 1,204 "
      "authors \xe6\x97\xa5";
  size_t size = sizeof sample - 1;
  for (size_t i = 0; i <= 2 * size; i++) {
    size_t start = i > size ? i - size : 0, end = i > size ? size : i;
    char *copy = malloc(end - start + 1);
    assert_non_null(copy);
    /* The block has one byte before the text and none after it. */
    memcpy(copy + 1, sample + start, end - start);
    struct slice text = {copy + 1, end - start};
    struct arxiv_id id;
    arxiv_find(text, &id);
    arxiv_is_id(text);
    assert_true(authors_count(text) >= AUTHORS_UNKNOWN);
    free(copy);
  }
}

static int64_t count(const char *text) {
  return authors_count(slice_of(text));
}

static void test_authors(void **state) {
  assert_int_equal(count(""), 0);
  assert_int_equal(count("Ann Lee, Bo Ray and Cy Dee"), 3);
  assert_int_equal(count("Ann Lee et al."), AUTHORS_UNKNOWN);
  assert_int_equal(count("999999999 authors"), 999999999);
  assert_int_equal(count("9999999999 authors"), AUTHORS_UNKNOWN);
}

static void test_pieces(void **state) {
  static const struct {
    const char *text;
    enum author_kind kind;
    int64_t number;
    size_t words;
  } cases[] = {{"Ann Lee", AUTHOR_NAME, 0, 2},
               {"Donald E.", AUTHOR_NAME, 0, 1},
               {"Lee BC", AUTHOR_NAME, 0, 1},
               {"J.Ray", AUTHOR_NAME, 0, 2},
               {"J. K.", AUTHOR_INITIALS, 0, 2},
               {"J.-P.", AUTHOR_INITIALS, 0, 1},
               {"\xc3\x89.", AUTHOR_INITIALS, 0, 1},
               {"\xd0\xae\xd1\x80. \xd0\x92.", AUTHOR_INITIALS, 0, 1},
               {"JK", AUTHOR_INITIALS, 0, 1},
               {"J. Ray", AUTHOR_NAME, 0, 2},
               {"Ph.D.", AUTHOR_SUFFIX, 0, 1},
               {"III", AUTHOR_SUFFIX, 0, 1},
               {"Ii", AUTHOR_NAME, 0, 1},
               {"12 others", AUTHOR_NUMBER, 12, 1},
               {"\xe2\x80\xa2 8 authors", AUTHOR_NUMBER, 8, 1},
               {"8 birds", AUTHOR_NAME, 0, 1},
               {"Lee et al.", AUTHOR_MORE, 0, 3},
               {"many others", AUTHOR_MORE, 0, 2},
               {"Ray + 3 more", AUTHOR_MORE, 0, 2},
               {"\xe2\x80\xa6", AUTHOR_MORE, 0, 0},
               {"\xe6\x9d\x8e\xe5\x9b\x9b\xe7\xad\x89", AUTHOR_MORE, 0, 1},
               {"Ann Lee und Bo Ray", AUTHOR_UNCLEAR, 0, 5},
               {" 12 ", AUTHOR_NOTHING, 0, 0},
               {"", AUTHOR_NOTHING, 0, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct author_piece piece = author_piece_read(slice_of(cases[i].text));
    assert_int_equal(piece.kind, cases[i].kind);
    assert_int_equal(piece.number, cases[i].number);
    assert_int_equal(piece.words, cases[i].words);
  }
}

static bool is_group(const char *text) {
  struct author_piece piece = author_piece_read(slice_of(text));
  return author_piece_is_group(&piece);
}

static void test_what_a_piece_may_be(void **state) {
  assert_true(author_piece_read(slice_of("Lee A.")).is_whole);
  assert_true(author_piece_read(slice_of("A. Lee")).is_whole);
  assert_true(author_piece_read(slice_of("\xe5\xbc\xa0\xe4\xb8\x89")).is_whole);
  assert_false(author_piece_read(slice_of("Lee")).is_whole);
  assert_true(author_piece_read(slice_of("van Gogh")).is_particle);
  assert_false(author_piece_read(slice_of("a.b.first")).is_particle);
  assert_true(is_group("OpenAI"));
  assert_true(is_group("Kestrel Team"));
  assert_false(is_group("LeCun"));
  assert_false(is_group("Team"));
  assert_true(author_is_heading(slice_of(" Authors")));
  assert_false(author_is_heading(slice_of("Ann Lee")));
}

static void test_ascii(void **state) {
  assert_true(ascii_is(slice_of("GitHub"), "github"));
  assert_false(ascii_is(slice_of("GitHub"), "git"));
  assert_false(ascii_is(slice_of("Git"), "github"));
  assert_true(ascii_begins(slice_of("GitHub"), "git"));
  assert_false(ascii_begins(slice_of("Gi"), "git"));
  assert_false(ascii_is_in(0, "abc"));
  assert_false(ascii_is_letter((char)0xe4));
  assert_int_equal(ascii_skip(slice_of("abc"), 5).length, 0);
}

/* A week belongs to the year that its Thursday is in. */
static void test_weeks(void **state) {
  static const struct {
    const char *day, *week;
  } cases[] = {{"2020-12-31", "2020-W53"}, {"2021-01-01", "2020-W53"},
               {"2021-01-03", "2020-W53"}, {"2021-01-04", "2021-W01"},
               {"2024-12-29", "2024-W52"}, {"2024-12-30", "2025-W01"},
               {"2100-02-28", "2100-W08"}, {"2100-03-01", "2100-W09"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char text[DAY_TEXT_SIZE];
    int day, last;
    assert_true(day_read(slice_of(cases[i].day), PART_DAY, &day, &last));
    day_write(day, PART_WEEK, text);
    assert_string_equal(text, cases[i].week);
  }
}

static void test_moments_before_1970(void **state) {
  char text[MOMENT_TEXT_SIZE];
  assert_int_equal(day_of(0), 0);
  assert_int_equal(day_of(-1), -1);
  assert_int_equal(day_of(-86400), -1);
  assert_int_equal(day_of(-86401), -2);
  moment_write(-1, text);
  assert_string_equal(text, "1969-12-31T23:59:59Z");
}

static void expect_text(const char *html, const char *expected) {
  struct references references = {0};
  struct buffer text;
  buffer_init(&text, 100);
  references_append(&references, slice_of(html), &text);
  references_end(&references, &text);
  char *made = buffer_take(&text);
  assert_string_equal(made, expected);
  free(made);
}

/* Or else a number would come round to a letter, such as the end of a tag. */
static void test_references_to_no_character(void **state) {
  expect_text("&#65;&#x41;&amp;", "AA&");
  expect_text("&#999999999;", "\xef\xbf\xbd");
  expect_text("&#xd800;&#0;", "\xef\xbf\xbd\xef\xbf\xbd");
  expect_text("&#00000000065;&nothing;", "&#00000000065;&nothing;");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_is_id),
      cmocka_unit_test(test_find),
      cmocka_unit_test(test_every_part),
      cmocka_unit_test(test_authors),
      cmocka_unit_test(test_pieces),
      cmocka_unit_test(test_what_a_piece_may_be),
      cmocka_unit_test(test_ascii),
      cmocka_unit_test(test_weeks),
      cmocka_unit_test(test_moments_before_1970),
      cmocka_unit_test(test_references_to_no_character),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
