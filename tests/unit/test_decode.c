/* ext/hub/decode: JSON in, rows out. A case is an answer and the expected rows
** as text: "name=value;" for each wanted field of each paper, and "!reason"
** for an error. Every case runs in one piece, in pieces of one byte and of
** seven. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "hub/decode/decode.h"
#include "hub/relation/papers.h"

/* A value that SQL does not show has no name. */
static const char *name_of(int column) {
  const char *name = papers.columns[column].name;
  return name ? name : "newest";
}

static void write_field(struct buffer *to, const struct values *paper,
                        int field) {
  if (!values_has(paper, field)) return;
  buffer_format(to, "%s=", name_of(field));
  if (!column_is_number(&papers.columns[field])) {
    buffer_append_slice(to, values_text(paper, field));
  } else {
    buffer_format(to, "%lld", (long long)values_number(paper, field));
  }
  buffer_append_byte(to, ';');
}

static void write_papers(struct buffer *to, struct decoder *decoder,
                         field_set wanted) {
  const struct values *paper;
  while ((paper = decode_pop(decoder))) {
    for (int field = 0; field < PAPERS_COLUMNS; field++) {
      if (wanted & FIELD_BIT(field)) {
        write_field(to, paper, field);
      }
    }
    buffer_append_byte(to, '\n');
  }
}

/* Feeds a copy of the piece in a block of its own, so that a checker sees reads
** beyond its end. */
static bool feed_copy(struct decoder *decoder, const char *at, size_t length,
                      struct error *error) {
  char *piece = malloc(length + !length);
  assert_non_null(piece);
  memcpy(piece, at, length);
  bool going = decode_feed(decoder, piece, length, error);
  free(piece);
  return going;
}

static void decode_into(struct buffer *output, struct decoder *decoder,
                        field_set wanted, struct slice json, size_t piece) {
  struct error error = {0};
  bool going = true, truncated = false;
  for (size_t at = 0; at < json.length && going; at += piece) {
    size_t left = json.length - at;
    going =
        feed_copy(decoder, json.at + at, left < piece ? left : piece, &error);
    write_papers(output, decoder, wanted);
  }
  if (going) decode_end(decoder, &truncated, &error);
  if (error.outcome == OK) return;
  buffer_format(output, "!%s%s", truncated ? "truncated: " : "", error.text);
}

static char *decoded(enum shape shape, field_set wanted, struct slice json,
                     size_t piece) {
  struct buffer output;
  struct error error = {0};
  struct decoder *decoder = decode_new(&papers, shape, wanted, &error);
  assert_non_null(decoder);
  buffer_init(&output, 1 << 26);
  decode_into(&output, decoder, wanted, json, piece);
  decode_free(decoder);
  return buffer_take(&output);
}

static void expect_slice(enum shape shape, field_set wanted, struct slice json,
                         const char *expected) {
  static const size_t pieces[] = {SIZE_MAX / 2, 1, 7};
  for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
    char *output = decoded(shape, wanted, json, pieces[i]);
    assert_string_equal(output, expected);
    free(output);
  }
}

static void expect(enum shape shape, field_set wanted, const char *json,
                   const char *expected) {
  expect_slice(shape, wanted, slice_of(json), expected);
}

/* One entry. `paper`: the keys after paper.id; `rest`: the keys after paper. */
static void expect_entry(field_set wanted, const char *paper, const char *rest,
                         const char *expected) {
  struct buffer json;
  buffer_init(&json, 1 << 20);
  buffer_format(&json, "[{\"paper\":{\"id\":\"1\"%s}%s}]", paper, rest);
  expect_slice(SHAPE_LISTING, wanted, buffer_slice(&json), expected);
  buffer_clear(&json);
}

#define ONE(field) FIELD_BIT(PAPERS_##field)

static void test_every_field(void **state) {
  (void)state;
  expect_entry(
      FIELD_ALL & ~ONE(RAW),
      ",\"authors\":[{\"_id\":\"x\",\"user\":{\"name\":\"no\"},\"name\":\"A\","
      "\"hidden\":false}],\"mediaUrls\":[\"m1\",\"m2\"],"
      "\"publishedAt\":\"2026-07-30T01:02:03.000Z\","
      "\"submittedOnDailyAt\":\"2026-07-31T00:00:00.000Z\","
      "\"title\":\"T\",\"submittedOnDailyBy\":{\"user\":\"u\",\"name\":\"n\"},"
      "\"summary\":\"S\",\"upvotes\":7,\"projectPage\":\"pp\","
      "\"githubRepo\":\"https://github.com/o/n\","
      "\"githubRepoAddedBy\":\"auto\",\"ai_summary\":\"ai\","
      "\"ai_keywords\":[\"k\"],\"githubStars\":0,"
      "\"organization\":{\"_id\":\"i\",\"name\":\"org\","
      "\"fullname\":\"The Org\"}",
      ",\"publishedAt\":\"2026-07-29T20:00:00.000Z\",\"title\":\"T2\","
      "\"summary\":\"S2\",\"mediaUrls\":[\"m3\"],\"thumbnail\":\"th\","
      "\"numComments\":0,\"submittedBy\":{\"name\":\"sub\"},"
      "\"organization\":{\"name\":\"o2\",\"fullname\":\"f2\"},"
      "\"isAuthorParticipating\":true",
      "id=1;title=T;abstract=S;authors=[\"A\"];author_count=1;"
      "published=2026-07-30T01:02:03Z;listed=2026-07-31;upvotes=7;comments=0;"
      "submitter=sub;organization=org;organization_name=The Org;"
      "keywords=[\"k\"];ai_summary=ai;repo=https://github.com/o/n;"
      "repo_source=auto;repo_stars=0;project_page=pp;"
      "media=[\"m1\",\"m2\"];thumbnail=th;author_participating=1;"
      "newest=2026-07-31;\n");
}

static void test_absent(void **state) {
  (void)state;
  expect_entry(FIELD_ALL & ~ONE(RAW), "", "", "id=1;\n");
  expect_entry(FIELD_ALL & ~ONE(RAW),
               ",\"authors\":null,\"title\":null,\"upvotes\":null,"
               "\"organization\":null,\"ai_keywords\":[null]",
               ",\"isAuthorParticipating\":null,\"mediaUrls\":null",
               "id=1;keywords=[];\n");
  expect_entry(FIELD_ALL & ~ONE(RAW), ",\"authors\":[],\"ai_summary\":\"\"", "",
               "id=1;authors=[];author_count=0;ai_summary=;\n");
  expect_entry(ONE(ID), ",\"upvotes\":\"not looked at\"", "", "id=1;\n");
}

static void test_fallbacks(void **state) {
  (void)state;
  expect_entry(ONE(TITLE) | ONE(ABSTRACT), "",
               ",\"title\":\" a\\n b\",\"summary\":\"c\\nd\\n e\"",
               "title=a b;abstract=c d\ne;\n");
  expect_entry(ONE(SUBMITTER), ",\"submittedOnDailyBy\":{\"user\":\"u\"}", "",
               "submitter=u;\n");
  expect_entry(ONE(MEDIA), "", ",\"mediaUrls\":[\"a\"]", "media=[\"a\"];\n");
  expect_entry(ONE(MEDIA), "", ",\"mediaUrl\":\"a\\\"b\"",
               "media=[\"a\\\"b\"];\n");
  expect_entry(ONE(ORGANIZATION) | ONE(ORGANIZATION_NAME), "",
               ",\"submitterOrganization\":{\"name\":\"s\",\"fullname\":\"S\"}",
               "organization=s;organization_name=S;\n");
  expect_entry(ONE(ORGANIZATION) | ONE(ORGANIZATION_NAME), "",
               ",\"organization\":{\"name\":\"o\"},"
               "\"submitterOrganization\":{\"name\":\"s\",\"fullname\":\"S\"}",
               "organization=o;\n");
  expect_entry(ONE(ORGANIZATION) | ONE(ORGANIZATION_NAME),
               ",\"organization\":{\"fullname\":\"O\"}",
               ",\"organization\":{\"name\":\"s\",\"fullname\":\"S\"}",
               "organization_name=O;\n");
  expect_entry(ONE(PUBLISHED), "", ",\"publishedAt\":\"2026-01-01\"", "\n");
  expect_entry(ONE(NEWEST) | ONE(LISTED), "",
               ",\"publishedAt\":\"2025-01-02T03:04:05.000Z\"",
               "newest=2025-01-02;\n");
  expect_entry(ONE(LISTED),
               ",\"submittedOnDailyAt\":\"2026-07-31T23:30:00-01:00\"", "",
               "listed=2026-08-01;\n");
}

static void test_authors(void **state) {
  const field_set both = ONE(AUTHORS) | ONE(AUTHOR_COUNT);
  (void)state;
  expect_entry(both,
               ",\"authors\":[{\"name\":\"A \\\"q\\\" \\\\ \\u00e9\"},"
               "{\"hidden\":true,\"name\":\"B\"},{\"name\":\"C\",\"hidden\":"
               "true},{\"hidden\":false},{\"name\":null},"
               "{\"name\":\"D\",\"user\":{\"name\":\"x\",\"hidden\":true}},"
               "null,{\"name\":\"E\",\"name\":\"F\"}]",
               "",
               "authors=[\"A \\\"q\\\" \\\\ \xc3\xa9\",\"D\",\"F\"];"
               "author_count=3;\n");
  expect_entry(ONE(AUTHOR_COUNT), ",\"authors\":[{\"name\":\"A\"}]", "",
               "author_count=1;\n");
}

static void test_repo(void **state) {
  const field_set both = ONE(REPO) | ONE(REPO_SOURCE);
  (void)state;
  expect_entry(both, ",\"githubRepo\":\"https://www.github.com/O/N.git\"", "",
               "repo=https://github.com/O/N;repo_source=listing;\n");
  expect_entry(both,
               ",\"githubRepo\":\"https://github.com/owner\","
               "\"githubRepoAddedBy\":\"user\",\"summary\":\"Our code is at\\n"
               "https://github.com/a/b.\"",
               "", "repo=https://github.com/a/b;repo_source=abstract;\n");
  expect_entry(ONE(REPO_SOURCE),
               ",\"githubRepo\":\"https://github.com/o/n\","
               "\"githubRepoAddedBy\":\"admin\"",
               "", "repo_source=admin;\n");
  expect_entry(both, ",\"githubRepoAddedBy\":\"user\",\"summary\":\"x\"", "",
               "\n");
}

static void test_last_key_wins(void **state) {
  (void)state;
  expect_entry(ONE(UPVOTES), ",\"upvotes\":1,\"upvotes\":2", "",
               "upvotes=2;\n");
  expect_entry(ONE(UPVOTES), ",\"upvotes\":1,\"upvotes\":null", "", "\n");
  expect_entry(ONE(AUTHORS),
               ",\"authors\":[{\"name\":\"A\"}],\"authors\":[{\"name\":\"B\"}]",
               "", "authors=[\"B\"];\n");
  expect_entry(ONE(ID) | ONE(UPVOTES), ",\"upvotes\":1",
               ",\"paper\":{\"id\":\"2\"}", "id=2;\n");
}

static void test_numbers(void **state) {
  (void)state;
  expect_entry(ONE(UPVOTES), ",\"upvotes\":1.2e1", "", "upvotes=12;\n");
  expect_entry(ONE(UPVOTES), ",\"upvotes\":1.5", "",
               "!paper.upvotes of entry 1 is not a whole number: 1.5");
  expect_entry(ONE(COMMENTS), "", ",\"numComments\":9223372036854775808",
               "!numComments of entry 1 is out of range: 9223372036854775808");
}

static void test_wrong_types(void **state) {
  (void)state;
  expect_entry(ONE(UPVOTES), ",\"upvotes\":\"7\"", "",
               "!paper.upvotes of entry 1 is a string, not a number");
  expect_entry(ONE(TITLE), ",\"title\":{}", "",
               "!paper.title of entry 1 is an object, not a string");
  expect_entry(ONE(AUTHORS), ",\"authors\":{}", "",
               "!paper.authors of entry 1 is an object, not an array");
  expect_entry(ONE(AUTHORS), ",\"authors\":[\"A\"]", "",
               "!paper.authors[] of entry 1 is a string, not an object");
  expect_entry(ONE(KEYWORDS), ",\"ai_keywords\":[\"a\",1]", "",
               "!paper.ai_keywords[] of entry 1 is a number, not a string");
  expect_entry(ONE(AUTHOR_PARTICIPATING), "", ",\"isAuthorParticipating\":0",
               "!isAuthorParticipating of entry 1 is a number, not true or "
               "false");
  expect_entry(ONE(PUBLISHED), ",\"publishedAt\":\"soon\"", "",
               "!paper.publishedAt of entry 1 is not a time: \"soon\"");
  expect(SHAPE_LISTING, ONE(ID), "[{\"paper\":{\"id\":\"1\"}},{\"paper\":3}]",
         "id=1;\n!paper of entry 2 is a number, not an object");
  expect(SHAPE_LISTING, ONE(ID), "[{\"paper\":{\"id\":\"1\"}},null]",
         "id=1;\n!entry 2 is null, not an object");
  expect(SHAPE_LISTING, ONE(ID), "[{\"paper\":{}}]",
         "!entry 1 has no paper.id");
  expect(SHAPE_LISTING, ONE(ID), "[{\"paper\":{\"id\":\"\"}}]",
         "!entry 1 has no paper.id");
}

static void test_root(void **state) {
  (void)state;
  expect(SHAPE_LISTING, ONE(ID), "[]", "");
  expect(SHAPE_LISTING, ONE(ID), " \n[ ] \n", "");
  expect(SHAPE_LISTING, ONE(ID), "{}", "!an object where an array is meant");
  expect(SHAPE_LISTING, ONE(ID), "\"x\"", "!a string where an array is meant");
  expect(SHAPE_LISTING, ONE(ID), "{\"error\":\"No \\u0007 such day\"}",
         "!the service says: No ? such day");
  expect(SHAPE_LISTING, ONE(ID), "{\"error\":{\"a\":[]},\"b\":1}",
         "!an object where an array is meant");
  expect(SHAPE_RECORD, ONE(ID), "{\"error\":\"gone\"}",
         "!the service says: gone");
  expect(SHAPE_RECORD, ONE(ID), "{\"error\":\"old\",\"id\":\"1\"}", "id=1;\n");
  expect(SHAPE_RECORD, ONE(ID), "[]", "!an array where an object is meant");
  expect(SHAPE_ANY, ONE(ID), "true",
         "!true where an array or an object is meant");
  expect(SHAPE_ANY, ONE(ID), "[{\"paper\":{\"id\":\"1\"}}]", "id=1;\n");
  expect(SHAPE_ANY, ONE(ID), "{\"id\":\"1\"}", "id=1;\n");
  expect(SHAPE_ANY, ONE(ID), "{\"x\":1}",
         "!an object without an id is no paper");
  expect(SHAPE_LISTING, ONE(ID), "[{\"id\":\"1\"}]",
         "!entry 1 has no paper.id");
}

/* Somebody may save a part of an answer. */
static void test_any_part(void **state) {
  static const char entry[] =
      "{\"title\":\"no\",\"numComments\":2,\"publishedAt\":\"2026-01-09T00:00:"
      "00Z\",\"paper\":{\"id\":\"1\",\"title\":\"T\",\"upvotes\":3,"
      "\"publishedAt\":\"2026-01-01T00:00:00Z\"}}";
  static const char bare[] =
      "[{\"id\":\"1\",\"title\":\"T\",\"publishedAt\":\"2026-01-01T00:00:00Z\""
      ",\"organization\":{\"name\":\"o\"}},{\"paper\":{\"id\":\"2\"}}]";
  static const char page[] =
      "{\"date\":\"2026-01-05\",\"id\":\"no\",\"x\":[[1]],\"dailyPapers\":[{"
      "\"paper\":{\"id\":\"1\"}},{\"paper\":{\"id\":\"2\"}}],\"title\":\"no\"}";
  (void)state;
  expect(SHAPE_ANY,
         ONE(ID) | ONE(TITLE) | ONE(PUBLISHED) | ONE(UPVOTES) | ONE(COMMENTS),
         entry,
         "id=1;title=T;published=2026-01-01T00:00:00Z;upvotes=3;"
         "comments=2;\n");
  expect(SHAPE_ANY, ONE(ID) | ONE(TITLE) | ONE(PUBLISHED) | ONE(ORGANIZATION),
         bare,
         "id=1;title=T;published=2026-01-01T00:00:00Z;organization=o;\n"
         "id=2;\n");
  expect(SHAPE_ANY, ONE(ID) | ONE(TITLE) | ONE(LISTED), page,
         "id=1;listed=2026-01-05;\nid=2;listed=2026-01-05;\n");
  expect(SHAPE_ANY, ONE(ID), "{\"dailyPapers\":3}",
         "!dailyPapers is a number, not an array");
}

static void test_flat_paper(void **state) {
  (void)state;
  expect(SHAPE_RECORD, FIELD_ALL & ~ONE(RAW),
         "{\"id\":\"1\",\"title\":\"T\",\"upvotes\":3,\"publishedAt\":"
         "\"2026-01-01T00:00:00.000Z\",\"authors\":[{\"name\":\"A\"}],"
         "\"linkedModels\":[{\"id\":\"no\",\"gated\":\"auto\"}],"
         "\"numTotalModels\":1}",
         "id=1;title=T;authors=[\"A\"];author_count=1;"
         "published=2026-01-01T00:00:00Z;upvotes=3;\n");
  expect(SHAPE_RECORD, ONE(UPVOTES), "{\"id\":\"1\",\"upvotes\":[]}",
         "!upvotes is an array, not a number");
  expect(SHAPE_RECORD, ONE(PUBLISHED), "{\"id\":\"1\",\"publishedAt\":\"x\"}",
         "!publishedAt is not a time: \"x\"");
}

static void test_broken(void **state) {
  (void)state;
  expect(SHAPE_LISTING, ONE(ID), "",
         "!truncated: an empty body where JSON is meant");
  expect(SHAPE_LISTING, ONE(ID), " \n",
         "!truncated: an empty body where JSON is meant");
  expect(SHAPE_LISTING, ONE(ID), "[{\"paper\":{\"id\":\"1\"}},{\"pap",
         "id=1;\n!truncated: the JSON breaks off after 27 bytes");
  expect(SHAPE_LISTING, ONE(ID), " <!DOCTYPE html>",
         "!an HTML page where JSON is meant");
  expect(SHAPE_LISTING, ONE(ID), "tru",
         "!truncated: the JSON breaks off after 3 bytes");
  expect(SHAPE_LISTING, ONE(ID), "12", "!a number where an array is meant");
}

static void test_string_after_the_value(void **state) {
  (void)state;
  expect(SHAPE_LISTING, ONE(ID), "[] \"",
         "!truncated: the JSON breaks off after 4 bytes");
  expect(SHAPE_LISTING, ONE(ID), "[]\"and more\\\"",
         "!truncated: the JSON breaks off after 13 bytes");
}

/* The size of the pieces decides how far the parser is when it finds the
** fault. */
static void expect_malformed(const char *json) {
  static const char expected[] = "!malformed JSON after ";
  char *output = decoded(SHAPE_LISTING, ONE(ID), slice_of(json), 5);
  assert_memory_equal(output, expected, sizeof expected - 1);
  free(output);
}

static void test_malformed(void **state) {
  (void)state;
  expect_malformed("[] x");
  expect_malformed("[]]");
  expect_malformed("[}");
  expect_malformed("nonsense");
  expect_malformed("[{\"a\":\"\xff\"}]");
  expect_malformed("[{\"a\":01}]");
}

static void test_mark(void **state) {
  (void)state;
  expect(SHAPE_LISTING, ONE(ID) | ONE(RAW),
         "\xef\xbb\xbf [{\"paper\":{\"id\":\"1\"}}]",
         "id=1;raw={\"paper\":{\"id\":\"1\"}};\n");
  expect(SHAPE_LISTING, ONE(ID), "\xef\xbb\xbf",
         "!truncated: an empty body where JSON is meant");
  expect(SHAPE_LISTING, ONE(ID), "\xef\xbb[]",
         "!malformed JSON: it begins with half a byte order mark");
  expect(SHAPE_LISTING, ONE(ID), "\xef\xbb\xbf<html>",
         "!an HTML page where JSON is meant");
}

static void test_strange_text(void **state) {
  (void)state;
  expect_entry(ONE(TITLE), ",\"title\":\"a\\u0000b\"", "",
               "title=a\xef\xbf\xbd"
               "b;\n");
  expect_entry(ONE(TITLE), ",\"title\":\"\\ud83d\\ude00\"", "",
               "title=\xf0\x9f\x98\x80;\n");
  expect_entry(ONE(TITLE), ",\"title\":\"\\ude00\"", "",
               "title=\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd;\n");
}

static void test_raw(void **state) {
  (void)state;
  expect(SHAPE_LISTING, ONE(RAW),
         "[ {\"paper\" : {\"id\":\"1\"} , \"x\":[1, 2]},{\"paper\":{\"id\":"
         "\"2\\n\"}} ]",
         "raw={\"paper\" : {\"id\":\"1\"} , \"x\":[1, 2]};\n"
         "raw={\"paper\":{\"id\":\"2\\n\"}};\n");
  expect(SHAPE_RECORD, ONE(RAW), "\n{\"id\":\"1\" }\n",
         "raw={\"id\":\"1\" };\n");
}

static struct slice nested(struct buffer *json, int depth) {
  buffer_init(json, 1 << 26);
  buffer_append_text(json, "[{\"x\":");
  for (int i = 0; i < depth; i++) {
    buffer_append_byte(json, '[');
  }
  for (int i = 0; i < depth; i++) {
    buffer_append_byte(json, ']');
  }
  buffer_append_text(json, ",\"paper\":{\"id\":\"1\"}}]");
  return buffer_slice(json);
}

static void test_depth(void **state) {
  struct buffer json;
  (void)state;
  expect_slice(SHAPE_LISTING, ONE(ID), nested(&json, 62), "id=1;\n");
  buffer_clear(&json);
  expect_slice(SHAPE_LISTING, ONE(ID), nested(&json, 63),
               "!JSON nested more than 64 deep");
  buffer_clear(&json);
  char *output = decoded(SHAPE_LISTING, ONE(ID), nested(&json, 1000000), 4096);
  assert_string_equal(output, "!JSON nested more than 64 deep");
  free(output);
  buffer_clear(&json);
}

/* An entry over the limit, in one piece and in several. */
static void test_huge_entry(void **state) {
  struct buffer json;
  (void)state;
  buffer_init(&json, 1 << 26);
  buffer_append_text(&json, "[{\"paper\":{\"id\":\"1\"},\"x\":\"");
  memset(buffer_extend(&json, ENTRY_MAX_BYTES), 'x', ENTRY_MAX_BYTES);
  buffer_append_text(&json, "\"}]");
  for (int i = 0; i < 2; i++) {
    char *output = decoded(SHAPE_LISTING, ONE(ID), buffer_slice(&json),
                           i ? 1 << 20 : SIZE_MAX / 2);
    assert_string_equal(output, "!entry 1 has more than 16777216 bytes");
    free(output);
  }
  buffer_clear(&json);
}

/* What stands before the entries of a page, and comes in pieces. */
static void test_much_and_no_entry(void **state) {
  enum { LENGTH = ENTRY_MAX_BYTES + (2 << 20) };
  struct buffer json;
  (void)state;
  buffer_init(&json, 1 << 26);
  buffer_append_text(&json, "{\"x\":\"");
  memset(buffer_extend(&json, LENGTH), 'x', LENGTH);
  buffer_append_text(&json, "\",\"dailyPapers\":[{\"paper\":{\"id\":\"1\"}}]}");
  char *output = decoded(SHAPE_PAGE, ONE(ID), buffer_slice(&json), 1 << 20);
  assert_string_equal(output, "!more than 16777216 bytes and no entry in them");
  free(output);
  buffer_clear(&json);
}

/* yajl copies a string that has an escape, all of it if it is in one piece. */
static void test_a_string_takes_not_all_memory(void **state) {
  enum { LENGTH = 65 << 20 };
  struct buffer json;
  (void)state;
  buffer_init(&json, LENGTH + 64);
  buffer_append_text(&json, "[{\"paper\":{\"id\":\"1\",\"title\":\"\\n");
  memset(buffer_extend(&json, LENGTH), 'x', LENGTH);
  buffer_append_text(&json, "\"}}]");
  char *output =
      decoded(SHAPE_LISTING, ONE(ID), buffer_slice(&json), SIZE_MAX / 2);
  assert_string_equal(output, "!a JSON string is too long");
  free(output);
  buffer_clear(&json);
}

static void test_restart(void **state) {
  struct error error = {0};
  struct decoder *decoder = decode_new(&papers, SHAPE_LISTING, ONE(ID), &error);
  const char *json = "[{\"paper\":{\"id\":\"1\"}},{\"paper\":{\"id\":\"2\"}}";
  (void)state;
  assert_true(decode_feed(decoder, json, strlen(json), &error));
  assert_true(slice_is(values_text(decode_pop(decoder), PAPERS_ID), "1"));
  assert_true(decode_restart(decoder, &error));
  assert_null(decode_pop(decoder));
  assert_true(decode_feed(decoder, json, strlen(json), &error));
  assert_true(slice_is(values_text(decode_pop(decoder), PAPERS_ID), "1"));
  assert_false(decode_feed(decoder, "}", 1, &error));
  assert_true(slice_is(values_text(decode_pop(decoder), PAPERS_ID), "2"));
  assert_true(decode_restart(decoder, &(struct error){0}));
  decode_free(decoder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_field),
      cmocka_unit_test(test_absent),
      cmocka_unit_test(test_fallbacks),
      cmocka_unit_test(test_authors),
      cmocka_unit_test(test_repo),
      cmocka_unit_test(test_last_key_wins),
      cmocka_unit_test(test_numbers),
      cmocka_unit_test(test_wrong_types),
      cmocka_unit_test(test_root),
      cmocka_unit_test(test_any_part),
      cmocka_unit_test(test_flat_paper),
      cmocka_unit_test(test_broken),
      cmocka_unit_test(test_malformed),
      cmocka_unit_test(test_mark),
      cmocka_unit_test(test_strange_text),
      cmocka_unit_test(test_raw),
      cmocka_unit_test(test_depth),
      cmocka_unit_test(test_huge_entry),
      cmocka_unit_test(test_restart),
      cmocka_unit_test(test_string_after_the_value),
      cmocka_unit_test(test_much_and_no_entry),
      cmocka_unit_test(test_a_string_takes_not_all_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
