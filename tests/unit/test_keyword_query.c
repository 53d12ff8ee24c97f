/* ext/text/keyword/: queries, scores and marks, with a tokenizer that gives
** synonyms and can fail. Other tests compare the results with those of FTS5. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "unit/keyword_stub.h"

static struct keyword_query *compile(const char *text) {
  struct error error = {0};
  struct keyword_query *query = keyword_new(slice_of(text), &stub, &error);
  assert_string_equal(error.text, "");
  assert_non_null(query);
  return query;
}

static bool matches(const char *text, const char *query_text) {
  struct error error = {0};
  struct keyword_query *query = compile(query_text);
  bool matched, again;
  assert_true(keyword_match(query, slice_of(text), &matched, &error));
  assert_true(keyword_match(query, slice_of(text), &again, &error));
  assert_int_equal(matched, again);
  keyword_free(query);
  return matched;
}

static void expect_marks(const char *text, const char *query_text,
                         const char *expected) {
  struct error error = {0};
  struct keyword_query *query = compile(query_text);
  struct keyword_found found;
  struct keyword_marks marks = {slice_of("["), slice_of("]"), slice_of("~")};
  struct buffer buffer;
  buffer_init(&buffer, 1 << 20);
  assert_true(keyword_find(query, slice_of(text), &found, &error));
  keyword_highlight(&buffer, slice_of(text), &found, &marks);
  char *made = buffer_take(&buffer);
  assert_string_equal(made, expected);
  free(made);
  keyword_free(query);
}

static void expect_snippet(const char *text, const char *query_text,
                           uint32_t tokens, const char *expected) {
  struct error error = {0};
  struct keyword_query *query = compile(query_text);
  struct keyword_found found;
  struct keyword_marks marks = {slice_of("["), slice_of("]"), slice_of("~")};
  struct buffer buffer;
  buffer_init(&buffer, 1 << 20);
  assert_true(keyword_find(query, slice_of(text), &found, &error));
  assert_true(
      keyword_snippet(&buffer, slice_of(text), &found, &marks, tokens, &error));
  char *made = buffer_take(&buffer);
  assert_string_equal(made, expected);
  free(made);
  keyword_free(query);
}

static void expect_error(const char *query_text, const char *expected) {
  struct error error = {0};
  assert_null(keyword_new(slice_of(query_text), &stub, &error));
  assert_string_equal(error.text, expected);
}

static void test_synonyms_in_the_text(void **state) {
  assert_true(matches("I won 1st place", "first place"));
  assert_true(matches("I won 1st place", "\"won first place\""));
  assert_true(matches("I won 1st place", "\"won 1st place\""));
  assert_true(matches("1st", "^first"));
  assert_false(matches("1st", "\"1st first\""));
  assert_true(matches("I won 1st place", "NEAR(won first place, 1)"));
  assert_true(matches("1st 1st", "\"first 1st\""));
  assert_true(matches("1st x", "fir* + x"));
  expect_marks("I won 1st place.", "first", "I won [1st] place.");
  expect_marks("I won 1st place.", "first OR 1st", "I won [1st] place.");
  expect_marks("1st place", "\"first place\" OR \"1st place\"", "[1st place]");
}

static void test_synonyms_in_the_query(void **state) {
  assert_true(matches("a fast fox", "quick"));
  assert_true(matches("a quick fox", "quick"));
  assert_false(matches("a quick fox", "fast"));
  assert_true(matches("a fast fox", "\"a quick fox\""));
  assert_true(matches("a quick fox", "\"a quick fox\""));
  assert_false(matches("a slow fox", "\"a quick fox\""));
  assert_true(matches("a faster fox", "quick*"));
  assert_true(matches("a faster fox", "a + quick* + fox"));
  assert_false(matches("a faster fox", "a + quick + fox"));
  expect_marks("fast quick fast", "\"quick quick\"", "[fast quick fast]");
}

/* The prefix matches both tokens of one place: that is one occurrence. */
static void test_synonyms_count_once(void **state) {
  struct error error = {0};
  struct keyword_query *query = compile("colo* NOT zzz");
  struct keyword_found found;
  double once, score;
  assert_true(keyword_score(query, slice_of("colors"), &once, &error));
  assert_true(keyword_score(query, slice_of("colour"), &score, &error));
  assert_true(score == once);
  assert_true(keyword_find(query, slice_of("colour"), &found, &error));
  assert_int_equal(found.instance_count, 1);
  keyword_free(query);
}

static void test_tokens_without_a_byte(void **state) {
  assert_true(matches("x nil", "nil"));
  assert_false(matches("x", "nil"));
  assert_true(matches("x", "nil*"));
  assert_true(matches("nil", "nil*"));
  assert_true(matches("a x", "a + nil*"));
  assert_true(matches("a nil x", "\"a nil x\" nil* a* x"));
}

/* The phrases have the same token, but one has a synonym: they are not
** equal. */
static void test_synonyms_make_a_difference(void **state) {
  assert_false(matches("late dog", "\"slow dog\"*"));
  assert_true(matches("late dog", "slow + dog*"));
  assert_true(matches("late dog", "\"slow dog\"* OR slow + dog*"));
}

static void test_it_stops_when_it_knows(void **state) {
  struct error error = {0};
  const struct {
    const char *query;
    long given;
  } cases[] = {{"b", 2},
               {"a c", 3},
               {"zzz", 8},
               {"zzz OR a", 1},
               {"a NOT b", 2},
               {"a NOT zzz", 8},
               {"\"b c\"", 3},
               {"^a", 1},
               {"^b", 8},
               {"a (c OR zz)", 3},
               {"-a", 0},
               {"", 0},
               {"NEAR(a zz) OR d", 4}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct keyword_query *query = compile(cases[i].query);
    bool matched;
    stub_given = 0;
    assert_true(
        keyword_match(query, slice_of("a b c d e f g h"), &matched, &error));
    assert_int_equal(stub_given, cases[i].given);
    keyword_free(query);
  }
}

static void test_one_query_many_texts(void **state) {
  struct error error = {0};
  struct keyword_query *query = compile("\"a b\" OR ^c OR NEAR(x y, 1)");
  const char *const yes[] = {"a b", "c", "x z y", "y x", "z a b"};
  const char *const no[] = {"b a", "a", "b", "z c", "x z z y", "", "y"};
  bool matched;
  for (int round = 0; round < 3; round++) {
    for (size_t i = 0; i < 7; i++) {
      assert_true(keyword_match(query, slice_of(no[i]), &matched, &error));
      assert_false(matched);
      assert_true(keyword_match(query, slice_of(yes[i % 5]), &matched, &error));
      assert_true(matched);
    }
  }
  keyword_free(query);
}

static void test_scores(void **state) {
  struct error error = {0};
  struct keyword_query *query = compile("a NOT c");
  double score = -1;
  assert_true(keyword_score(query, slice_of("b a"), &score, &error));
  assert_true(score > 1.680 && score < 1.681); /* 2.2 / (1 + 1.2 * 0.2575) */
  assert_true(keyword_score(query, slice_of("a c"), &score, &error));
  assert_true(score == 0);
  keyword_free(query);
}

static void test_a_near_of_a_huge_distance(void **state) {
  assert_true(matches("x y z b", "NEAR(\"x y\" b, 4294967296)"));
  assert_true(matches("x y z b", "NEAR(\"x y\" b, 99999999999999999999)"));
}

static void test_nears_of_the_same_phrases(void **state) {
  assert_true(matches("a x b", "NEAR(a b, 0) OR NEAR(a b, 5)"));
  assert_true(matches("a x b", "NEAR(a b, 5) NOT NEAR(a b, 0)"));
  assert_false(matches("a x b", "NEAR(a b, 5) NOT NEAR(a b, 5)"));
  assert_true(matches("a x b", "NEAR(a b, 1) NEAR(b a, 1) NEAR(a b, 1)"));
  expect_marks("a b x x x a", "NEAR(a b, 0) OR NEAR(a b, 0)",
               "[a] [b] x x x a");
  expect_marks("a b x x x a", "NEAR(a b, 0) OR NEAR(a b, 9)",
               "[a] [b] x x x [a]");
}

static void test_marks(void **state) {
  expect_marks("a b c", "\"a b\" OR \"b c\"", "[a b c]");
  expect_marks("a b c", "\"a b\" OR c", "[a b] [c]");
  expect_marks("a b, c", "a c", "[a] b, [c]");
  expect_marks("a b", "a c", "a b");
  expect_marks("a b", "a OR (b c)", "[a] b");
  expect_marks("a b c", "a NOT (b d)", "[a] b c");
  expect_marks("x z z y", "x OR NEAR(y z, 0)", "[x] z [z] [y]");
  expect_marks("", "a", "");
}

static void test_snippets(void **state) {
  expect_snippet("a b c d e f g", "d", 3, "~c [d] e~");
  expect_snippet("a b c d e f g", "a", 3, "[a] b c~");
  expect_snippet("a b c d e f g", "g", 3, "~e f [g]");
  expect_snippet("One two. Three four five. Six", "five", 3,
                 "~Three four [five]~");
  expect_snippet("a b", "a", 64, "[a] b");
  expect_snippet("..", "a", 5, "..");
  expect_snippet("a b c d e a d", "a d", 2, "~[a] [d]");
}

static void test_errors(void **state) {
  expect_error("a (b", "the parenthesis at character 3 is not closed");
  expect_error("\xc3\xa9 \"b", "the quote at character 3 is not closed");
  expect_error("a FAIL", "the tokenizer failed");
  struct error error = {0};
  struct keyword_query *query = compile("a");
  struct keyword_found found;
  double score;
  bool matched;
  assert_false(keyword_match(query, slice_of("b FAIL"), &matched, &error));
  assert_int_equal(error.outcome, FAILED);
  error_clear(&error);
  assert_false(keyword_score(query, slice_of("b FAIL"), &score, &error));
  error_clear(&error);
  assert_false(keyword_find(query, slice_of("b FAIL"), &found, &error));
  error_clear(&error);
  assert_true(keyword_match(query, slice_of("a FAIL"), &matched, &error));
  assert_true(matched);
  keyword_free(query);
}

/* Random phrases of three words and their prefixes, compared with a search at
** every place of the text. */
static unsigned dice = 1;

static unsigned roll(unsigned sides) {
  dice = dice * 1103515245 + 12345;
  return (dice >> 16) % sides;
}

static const char *const words[] = {"a", "ab", "abc", "b"};
enum { LONGEST = 5, TEXT_WORDS = 12 };

struct made {
  unsigned words[LONGEST];
  bool starts[LONGEST];
  unsigned count;
};

static bool stands(const struct made *phrase, const unsigned *text,
                   unsigned left) {
  if (phrase->count > left) return false;
  for (unsigned i = 0; i < phrase->count; i++) {
    const char *query_text = words[phrase->words[i]], *there = words[text[i]];
    if (phrase->starts[i] ? strncmp(query_text, there, strlen(query_text))
                          : strcmp(query_text, there)) {
      return false;
    }
  }
  return true;
}

static void make(struct made *phrase, struct buffer *query) {
  phrase->count = 1 + roll(LONGEST);
  for (unsigned i = 0; i < phrase->count; i++) {
    phrase->words[i] = roll(4);
    phrase->starts[i] = roll(3) == 0;
    buffer_format(query, "%s%s%s", i ? " + " : "", words[phrase->words[i]],
                  phrase->starts[i] ? "*" : "");
  }
}

enum { MOST_PHRASES = 60 };

static void check_random(unsigned count) {
  struct made phrases[MOST_PHRASES];
  struct buffer query, text;
  unsigned numbers[TEXT_WORDS];
  buffer_init(&query, 10000);
  buffer_init(&text, 10000);
  for (unsigned i = 0; i < count; i++) {
    if (i) buffer_append_text(&query, " OR ");
    make(&phrases[i], &query);
  }
  for (unsigned i = 0; i < TEXT_WORDS; i++) {
    numbers[i] = roll(4);
    buffer_format(&text, "%s ", words[numbers[i]]);
  }
  char *query_text = buffer_take(&query), *read = buffer_take(&text);
  struct keyword_query *compiled = compile(query_text);
  struct keyword_found found;
  struct error error = {0};
  assert_true(keyword_find(compiled, slice_of(read), &found, &error));
  long expected = 0, got = 0;
  for (unsigned i = 0; i < count; i++) {
    for (unsigned at = 0; at < TEXT_WORDS; at++) {
      expected += stands(&phrases[i], numbers + at, TEXT_WORDS - at);
    }
  }
  for (size_t i = 0; i < found.instance_count; i++) {
    got += found.weights[found.instances[i].entry];
  }
  if (got != expected) print_error("%s in %s\n", query_text, read);
  assert_int_equal(got, expected);
  assert_int_equal(matches(read, query_text), expected > 0);
  keyword_free(compiled);
  free(query_text);
  free(read);
}

static void test_random_phrases(void **state) {
  for (int i = 0; i < 5000; i++) {
    check_random(4);
  }
}

/* More words than a 64-bit number has bits. */
static void test_many_random_phrases(void **state) {
  for (int i = 0; i < 500; i++) {
    check_random(1 + roll(MOST_PHRASES));
  }
}

/* The limit counts words, empty phrases and synonyms. */
static void test_the_most_words(void **state) {
  const struct {
    const char *unit;
    int words;
  } cases[] = {{"a ", 1},       {"a-b ", 2},      {"quick ", 2},
               {"\"\" OR ", 1}, {"(a OR b) ", 2}, {"NEAR(a b, 2) ", 2}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct buffer query;
    buffer_init(&query, 100000);
    for (int j = 0; j < KEYWORD_MAX_WORDS; j += cases[i].words)
      buffer_append_text(&query, cases[i].unit);
    buffer_append_byte(&query, 0);
    keyword_free(compile(query.at));
    query.length--;
    buffer_append_text(&query, "c");
    buffer_append_byte(&query, 0);
    expect_error(query.at, "more than 1024 words");
    buffer_clear(&query);
  }
}

/* A text has no effect on the result for the next text, even if its scan ended
** early. */
static void test_nothing_is_left_of_the_last_text(void **state) {
  struct error error = {0};
  struct keyword_query *query =
      compile("\"a b\" OR ^c OR NEAR(x y, 1) OR (d NOT e)");
  struct keyword_found found;
  double score;
  bool matched;
  for (int i = 0; i < 3; i++) {
    assert_true(keyword_match(query, slice_of("a b x"), &matched, &error));
    assert_true(matched);
    assert_true(keyword_score(query, slice_of("b y d e"), &score, &error));
    assert_true(score == 0);
    assert_true(keyword_find(query, slice_of("x y a"), &found, &error));
    assert_int_equal(found.instance_count, 2);
    assert_true(keyword_find(query, slice_of("b c y"), &found, &error));
    assert_int_equal(found.instance_count, 0);
    assert_true(keyword_match(query, slice_of("b"), &matched, &error));
    assert_false(matched);
  }
  keyword_free(query);
}

/* A tokenizer whose tokens are bytes, all said to be synonyms. */
static bool cut_bytes(void *self, enum keyword_purpose purpose,
                      const char *text, size_t length, keyword_sink *sink,
                      void *to, struct error *error) {
  for (int i = 0; i < (int)length; i++) {
    if (sink(to, KEYWORD_COLOCATED, text + i, 1, i, i + 1)) break;
  }
  return true;
}

/* One whose token is the whole text. */
static bool cut_nothing(void *self, enum keyword_purpose purpose,
                        const char *text, size_t length, keyword_sink *sink,
                        void *to, struct error *error) {
  sink(to, 0, text, (int)length, 0, (int)length);
  return true;
}

static const struct keyword_tokenizer of_bytes = {NULL, cut_bytes};
static const struct keyword_tokenizer of_nothing = {NULL, cut_nothing};

static bool matches_with(const struct keyword_tokenizer *tokenizer,
                         struct slice text, const char *query_text) {
  struct error error = {0};
  struct keyword_found found;
  bool matched;
  struct keyword_query *query =
      keyword_new(slice_of(query_text), tokenizer, &error);
  assert_true(keyword_match(query, text, &matched, &error));
  assert_true(keyword_find(query, text, &found, &error));
  keyword_free(query);
  return matched;
}

/* A phrase whose first token is said to be a synonym does not join the phrase
** before. */
static void test_a_synonym_of_nothing(void **state) {
  assert_true(matches_with(&of_bytes, slice_of("a"), "a"));
  assert_false(matches_with(&of_bytes, slice_of("a"), "a b"));
}

/* As in FTS5, more bytes do not count, in the query as in the text. */
static void test_a_token_is_cut(void **state) {
  enum { LENGTH = KEYWORD_MAX_TOKEN + 10 };
  char *text = malloc(LENGTH + 1);
  memset(text, 'a', LENGTH);
  text[LENGTH] = 0;
  struct slice shorter = {text + 5, LENGTH - 5};
  assert_true(matches_with(&of_nothing, shorter, text));
  free(text);
}

/* The text begins with its memory, and ends with it. */
static void test_tokens_within_no_character(void **state) {
  char *text = malloc(3);
  memset(text, 0x80, 3);
  assert_true(matches_with(&of_bytes, (struct slice){text, 3}, "\x80"));
  free(text);
}

static void test_a_query_ends_at_its_zero(void **state) {
  struct error error = {0};
  assert_null(keyword_new((struct slice){"\"a\0b\"", 5}, &stub, &error));
  assert_string_equal(error.text, "the quote at character 1 is not closed");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_synonyms_in_the_text),
      cmocka_unit_test(test_synonyms_in_the_query),
      cmocka_unit_test(test_synonyms_count_once),
      cmocka_unit_test(test_tokens_without_a_byte),
      cmocka_unit_test(test_synonyms_make_a_difference),
      cmocka_unit_test(test_it_stops_when_it_knows),
      cmocka_unit_test(test_one_query_many_texts),
      cmocka_unit_test(test_scores),
      cmocka_unit_test(test_a_near_of_a_huge_distance),
      cmocka_unit_test(test_nears_of_the_same_phrases),
      cmocka_unit_test(test_marks),
      cmocka_unit_test(test_snippets),
      cmocka_unit_test(test_errors),
      cmocka_unit_test(test_random_phrases),
      cmocka_unit_test(test_many_random_phrases),
      cmocka_unit_test(test_the_most_words),
      cmocka_unit_test(test_nothing_is_left_of_the_last_text),
      cmocka_unit_test(test_a_synonym_of_nothing),
      cmocka_unit_test(test_a_token_is_cut),
      cmocka_unit_test(test_tokens_within_no_character),
      cmocka_unit_test(test_a_query_ends_at_its_zero),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
