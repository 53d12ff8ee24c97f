/* ext/text/link: the contract for callers in C. tests/cases says which links
** are found. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "text/link/describe.h"
#include "text/link/hosts.h"
#include "text/link/read.h"
#include "text/link/words.h"

static const char sample[] =
    "\xe6\x97\xa5 Code: https: //GitHub. com/Ann/ my\\_tool.git.We show\n"
    "(www.example.org/a_(b)) git@gitlab.com:a/b/c.git hf.co/ann\n"
    "https://ann.github.io/ Tool/ {https://zenodo.org/record/12}";

static struct link next(struct link_scan *scan) {
  struct link link;
  assert_true(link_scan_next(scan, &link));
  assert_int_equal(link.url[link.length], 0);
  return link;
}

static void expect_part(const struct link *link, struct link_part part,
                        const char *expected) {
  assert_true(slice_equal(link_part(link, part), slice_of(expected)));
}

static void test_scan(void **state) {
  struct link_scan scan;
  struct link link;
  link_scan_init(&scan, slice_of(sample));
  link = next(&scan);
  assert_string_equal(link.url, "https://github.com/Ann/my_tool");
  assert_true(slice_is(link.raw, "https: //GitHub. com/Ann/ my\\_tool.git"));
  assert_int_equal(link.start, 8);
  assert_ptr_equal(link.raw.at, sample + 10);
  expect_part(&link, link.host, "github.com");
  expect_part(&link, link.owner, "Ann");
  expect_part(&link, link.name, "my_tool");
  link = next(&scan);
  assert_string_equal(link.url, "https://www.example.org/a_(b)");
  assert_string_equal(link.kind, "other");
  assert_null(link_part(&link, link.owner).at);
  link = next(&scan);
  assert_string_equal(link.url, "https://gitlab.com/a/b/c");
  expect_part(&link, link.owner, "a/b");
  link = next(&scan);
  assert_string_equal(link.url, "https://huggingface.co/ann");
  assert_int_equal(link.repo, LINK_REPO_NONE);
  link = next(&scan);
  assert_string_equal(link.url, "https://ann.github.io/Tool");
  link = next(&scan);
  assert_string_equal(link.url, "https://zenodo.org/records/12");
  assert_false(link_scan_next(&scan, &link));
  assert_false(link_scan_next(&scan, &link));
}

/* Every beginning of the text, at the end of a block of memory, so that a
** checker sees reads beyond its end. */
static void test_every_prefix(void **state) {
  for (size_t length = 0; length <= sizeof sample - 1; length++) {
    char *copy = malloc(length ? length : 1);
    assert_non_null(copy);
    memcpy(copy, sample, length);
    struct link_scan scan;
    struct link link;
    link_scan_init(&scan, (struct slice){copy, length});
    while (link_scan_next(&scan, &link)) {
      assert_true(link.raw.at + link.raw.length <= copy + length);
    }
    repo_link_find((struct slice){copy, length}, &link);
    free(copy);
  }
}

static void test_repo_link(void **state) {
  struct link link = {.length = 7};
  assert_false(repo_link_find(slice_of("no link"), &link));
  assert_int_equal(link.length, 7);
  assert_true(repo_link_find(slice_of("We use https://github.com/bo/lib. Our "
                                      "code: https://github.com/ann/tool"),
                             &link));
  assert_string_equal(link.url, "https://github.com/ann/tool");
  assert_true(
      repo_link_find(slice_of("https://github.com/ann/\ntool.git"), &link));
  assert_string_equal(link.url, "https://github.com/ann/tool");
}

static void test_lengths(void **state) {
  char text[4096] = "https://example.org/";
  struct link link;
  struct link_scan scan;
  size_t length = strlen(text);
  while (length < sizeof text) {
    memset(text + length, 'a', sizeof text - length);
    link_scan_init(&scan, (struct slice){text, length});
    bool found = link_scan_next(&scan, &link);
    assert_true(found == (length < LINK_URL_SIZE));
    if (found) assert_int_equal(link.length, length - (length == 20));
    length += 1 + length / 97;
  }
}

static void test_hosts(void **state) {
  const struct link_host *host = link_host_find(slice_of("WWW.GitHub.com"));
  assert_non_null(host);
  assert_int_equal(link_host_depth(host, slice_of("/a")), 2);
  host = link_host_find(slice_of("hf.co"));
  assert_string_equal(host->canonical, "huggingface.co");
  assert_int_equal(link_host_depth(host, slice_of("/a")), 2);
  assert_int_equal(link_host_depth(host, slice_of("/datasets/")), 3);
  assert_true(link_host_is_page(link_host_find(slice_of("a.github.io"))));
  assert_null(link_host_find(slice_of("github.io")));
  assert_null(link_host_find(slice_of("gitlab.io")));
  assert_null(link_host_find(slice_of("docs.github.com")));
  assert_null(link_host_find(slice_of("")));
}

/* The name of each row of the table finds this row and no other. */
static void test_rows(void **state) {
  const struct link_host *host;
  size_t count = 0;
  for (; (host = link_host_row(count)); count++) {
    char name[64];
    size_t length = strlen(host->name);
    bool is_beginning = host->name[length - 1] == '.';
    snprintf(name, sizeof name, "%s%s%s", host->name[0] == '.' ? "x" : "",
             host->name, is_beginning ? "x.org" : "");
    assert_ptr_equal(link_host_find(slice_of(name)), host);
    assert_non_null(host->kind);
    bool needs_prefix = host->shape == PATH_TYPED || host->shape == PATH_PREFIX;
    assert_true(host->prefixes || !needs_prefix);
  }
  assert_true(count > 20);
}

static void test_invalid_hosts(void **state) {
  static const char *const names[] = {
      "",      "a",      ".a.bc", "a..bc", "a.b",       "a.1b", "a.b1",
      "a.b-c", "www.ab", "a.bc.", "1.2.3", "1.2.3.4.5", NULL};
  struct link link;
  for (size_t i = 0; names[i]; i++) {
    assert_false(link_host_is_valid(slice_of(names[i])));
  }
  assert_true(link_host_is_valid(slice_of("A.Bc:80")));
  assert_true(link_host_is_valid(slice_of("192.0.2.7:80")));
  assert_true(
      link_describe(NULL, slice_of("A.Bc"), slice_of("/D/?"), true, &link));
  assert_string_equal(link.url, "http://a.bc/D");
}

static void test_breaks(void **state) {
  assert_int_equal(link_break(slice_of(" a"), 0), 1);
  assert_int_equal(link_break(slice_of("a \r\nb"), 1), 3);
  assert_int_equal(link_break(slice_of("\nb"), 0), 1);
  assert_int_equal(link_break(slice_of("b"), 0), 0);
  assert_int_equal(link_break(slice_of("\n\nb"), 0), 0);
  assert_int_equal(link_break(slice_of("\n b"), 0), 0);
  assert_int_equal(link_break(slice_of("      b"), 0), 0);
  assert_int_equal(link_break(slice_of(" "), 0), 0);
}

static void test_words(void **state) {
  struct slice small = slice_of(" show"), end = slice_of("");
  assert_true(link_word_begins_sentence(slice_of("We"), small));
  assert_true(link_word_begins_sentence(slice_of("We"), slice_of("\n")));
  assert_false(link_word_begins_sentence(slice_of("We"), end));
  assert_true(link_word_begins_sentence(slice_of("Kestrels"), small));
  assert_false(link_word_begins_sentence(slice_of("Kestrels"), end));
  assert_false(link_word_begins_sentence(slice_of("Json"), small));
  assert_false(link_word_begins_sentence(slice_of("cpp"), small));
  assert_false(link_word_begins_sentence(slice_of("Q"), small));
  assert_true(link_word_begins_sentence(slice_of("A"), small));
  assert_true(link_word_is_prose(slice_of("and")));
  assert_true(link_word_is_prose(slice_of("here.")));
  assert_false(link_word_is_prose(slice_of("tool")));
  assert_true(link_word_is_verb(slice_of(" are there")));
  assert_false(link_word_is_verb(slice_of("are")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_scan),          cmocka_unit_test(test_every_prefix),
      cmocka_unit_test(test_repo_link),     cmocka_unit_test(test_lengths),
      cmocka_unit_test(test_hosts),         cmocka_unit_test(test_rows),
      cmocka_unit_test(test_invalid_hosts), cmocka_unit_test(test_breaks),
      cmocka_unit_test(test_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
