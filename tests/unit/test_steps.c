/* That the readers of texts take time that is linear in the text, whatever is
 *in
 ** it. They are built so that each basic block that runs and each byte that
 ** memchr() looks at is one step (see the Makefile). The steps are counted for
 ** texts of one piece again and again, made to do harm. Time would depend on
 *the
 ** machine; the steps are always the same. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "text/arxiv.h"
#include "text/authors.h"
#include "text/link/links.h"
#include "unit/keyword_stub.h"

static uint64_t steps;

void __sanitizer_cov_trace_pc(void);

void __sanitizer_cov_trace_pc(void) {
  steps++;
}

/* What the readers call in place of memchr(). */
void *counted_memchr(const void *text, int byte, size_t length);

void *counted_memchr(const void *text, int byte, size_t length) {
  const char *found = memchr(text, byte, length);
  steps += found ? (size_t)(found - (const char *)text) : length;
  return (void *)found;
}

static void find_links(struct slice text) {
  struct link_scan scan;
  struct link link;
  link_scan_init(&scan, text);
  while (link_scan_next(&scan, &link)) {
  }
}

static void find_repo(struct slice text) {
  struct link link;
  repo_link_find(text, &link);
}

static void find_arxiv(struct slice text) {
  struct arxiv_id id;
  arxiv_find(text, &id);
}

static void count_authors(struct slice text) {
  authors_count(text);
}

static const struct keyword_tokenizer tokenizer = {NULL, stub_cut};

static void compile_query(struct slice text) {
  struct error error = {0};
  keyword_free(keyword_new(text, &tokenizer, &error));
  error_clear(&error);
}

static void score(struct slice text) {
  static const char query[] =
      "NEAR(a b \"a b\") OR \"a a a b\" OR (a* AND ^b) OR (code NOT j)";
  struct error error = {0};
  double score;
  struct keyword_query *compiled =
      keyword_new(slice_of(query), &tokenizer, &error);
  assert_non_null(compiled);
  assert_true(keyword_score(compiled, text, &score, &error));
  keyword_free(compiled);
}

static const struct reader {
  const char *name;
  void (*read)(struct slice text);
  uint64_t most; /* steps for a byte */
} readers[] = {{"repo_links", find_links, 1000},
               {"repo_link", find_repo, 1000},
               {"arxiv_id", find_arxiv, 100},
               {"author_count", count_authors, 300},
               {"a keyword query", compile_query, 100},
               {"keyword_score", score, 100}};

enum { LENGTH = 8 * 1024 };

/* The steps for a text of the piece again and again. */
static uint64_t steps_for(const struct reader *reader, const char *piece,
                          size_t length) {
  size_t size = strlen(piece);
  char *text = malloc(length + 1);
  assert_non_null(text);
  for (size_t i = 0; i < length; i++)
    text[i] = piece[i % size];
  text[length] = 0;
  steps = 0;
  reader->read((struct slice){text, length});
  free(text);
  return steps;
}

/* Twice the text takes at most twice the steps, and some for the last piece, of
** which the length may leave only a part. */
static bool is_linear(const struct reader *reader, const char *piece) {
  uint64_t once = steps_for(reader, piece, LENGTH);
  uint64_t twice = steps_for(reader, piece, 2 * LENGTH);
  bool holds =
      10 * twice <= 21 * once + 10 * LENGTH && once <= reader->most * LENGTH;
  if (!holds) {
    print_error(
        "%s, \"%s\": %g steps for a byte, %g for one of twice the text\n",
        reader->name, piece, (double)once / LENGTH, (double)twice / LENGTH / 2);
  }
  return holds;
}

static const char *const pieces[] = {"(",
                                     ")",
                                     "{",
                                     "}",
                                     "[",
                                     "]",
                                     "<",
                                     "\\",
                                     "/",
                                     ".",
                                     ",",
                                     ";",
                                     ":",
                                     " ",
                                     "\n",
                                     "a",
                                     "1",
                                     "&",
                                     "@",
                                     "-",
                                     "'",
                                     "\"",
                                     "_",
                                     "%",
                                     "#",
                                     "?",
                                     "\xff",
                                     "\xe2\x80",
                                     "github.com/",
                                     "https://",
                                     "http:",
                                     "https:/ /",
                                     "www.",
                                     "www. ",
                                     "github. ",
                                     "github. com",
                                     "github.com/a",
                                     "github.com/a/b,",
                                     "github.com/ a/ ",
                                     "https://github.com/a/b ",
                                     "https://a.b/(",
                                     "https://a.b/(c",
                                     "https://a.b/(c)",
                                     "https://a/",
                                     "https://a.",
                                     "github.io.",
                                     "a.github.io/ b/ ",
                                     "git@",
                                     "git@github.com:",
                                     "\\_",
                                     "https://a.b/\\_",
                                     "{\\_}",
                                     "&amp;",
                                     "https://x.y?a=&amp;",
                                     "hf.co/",
                                     "gitlab.com/a/",
                                     "gitlab.",
                                     "gitlab. ",
                                     "github.github.",
                                     "user:pass@",
                                     "https://u:p@",
                                     "https://github.com/a/b.We ",
                                     "www.a.b/(",
                                     "www.a.b,",
                                     "Code at ",
                                     "code. ",
                                     " and ",
                                     " and",
                                     "and,",
                                     "et al",
                                     "et ",
                                     "A, ",
                                     "A and B, ",
                                     "(a",
                                     "{a",
                                     "[",
                                     "[\"",
                                     "[{",
                                     "\"a\",",
                                     "2403.",
                                     "2403.12345",
                                     "2403.12345 ",
                                     "arxiv:",
                                     "hep-th/",
                                     "hep-th/9901001",
                                     "math.GT/",
                                     "abs/2403.123456",
                                     "J. ",
                                     "J.",
                                     "1,",
                                     "8 authors ",
                                     "...",
                                     "\xef\xbc\x8c",
                                     "\xc2\xb7",
                                     "A \xc2\xb7 ",
                                     "A | ",
                                     "/",
                                     "//",
                                     "\\and ",
                                     "\\\\",
                                     "<br>",
                                     "A<",
                                     "A\n",
                                     "A B\nC D, ",
                                     "\t",
                                     "   ",
                                     "Lee A., ",
                                     "Lee, A., ",
                                     "A: ",
                                     "&amp;",
                                     "&nbsp;",
                                     "+ 3 ",
                                     "et und y ",
                                     "\xe7\xad\x89",
                                     "\xe5\x92\x8c",
                                     "anonymous. 4open. ",
                                     "github .com /",
                                     "https://a.b/c:d/http:/",
                                     "https://my_",
                                     "_.",
                                     "\\allowbreak",
                                     "https://a.b/\\allowbreak ",
                                     "\xc3\xa9",
                                     "https://\xc3\xa9.",
                                     "https://a.b/\xe4\xb8\x8a",
                                     "%20",
                                     "https://a.b/%20",
                                     "https://u:",
                                     "https://xn--",
                                     "--",
                                     "a_.github.io",
                                     "https://a.Bc.",
                                     "\xe2\x80\x8b"};

static void test_steps_are_linear_in_the_text(void **state) {
  bool holds = true;
  for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
    for (size_t j = 0; j < sizeof pieces / sizeof pieces[0]; j++)
      holds &= is_linear(&readers[i], pieces[j]);
  }
  assert_true(holds);
}

/* Each byte looks at all after it. */
static void read_quadratically(struct slice text) {
  for (size_t i = 0; i < text.length; i++)
    counted_memchr(text.at + i, 0, text.length - i);
}

static void test_what_is_not_linear_is_seen(void **state) {
  struct reader reader = {"quadratic", read_quadratically, UINT64_MAX / LENGTH};
  assert_false(is_linear(&reader, "a"));
}

/* A reader that is not built to count would pass. */
static void test_steps_are_counted(void **state) {
  for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
    assert_true(steps_for(&readers[i], "a.b ", LENGTH) > LENGTH / 4);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_steps_are_linear_in_the_text),
      cmocka_unit_test(test_what_is_not_linear_is_seen),
      cmocka_unit_test(test_steps_are_counted)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
