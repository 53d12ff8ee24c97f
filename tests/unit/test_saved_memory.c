/* ext/saved without memory: the n-th allocation of a run fails, for n from 0
** until a run has fewer allocations. Each run must end with the error "out of
** memory" or with all papers. valgrind finds leaks and crashes. Linked with
** --wrap for the three allocators (failing_memory.h). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "hub/relation/papers.h"
#include "saved/saved.h"
#include "unit/failing_memory.h"

#define PROSE                                                                  \
  "We describe a way to read what others have saved. It looks at one line, "   \
  "and at the one behind it, and at no other. On three pages of a site it "    \
  "finds every title. Our code is at https://github.com/a/b for all to see."

#define HEADER "Get trending papers in your email inbox!\n"
#define BLOCK "\n\n2 authors\n\u00b7\nNov 1, 2024\n\n"

static const char text[] =
    HEADER "Subscribe\nNov 3\n\nA\n" PROSE
           "\nfacebook AI at Meta\n\u00b7\nNov 1 3\n\nB\n" PROSE BLOCK "C" BLOCK
           "A Last Title\n" PROSE;

static const char json[] =
    "[{\"paper\":{\"id\":\"1\",\"title\":\"a title \\u00e9\"}},"
    "{\"paper\":{\"id\":\"2\",\"authors\":[{\"name\":\"A\"}]}},"
    "{\"paper\":{\"id\":\"3\"}},{\"paper\":{\"id\":\"4\"}}]";

static const char html[] =
    "<p><div data-props='{\"dailyPapers\":[{\"paper\":{\"id\":\"1\"}},"
    "{\"paper\":{\"id\":\"2\"}},{\"paper\":{\"id\":\"3\"}},"
    "{\"paper\":{\"id\":\"4\"}}],\"date\":\"2024-08-01\"}' "
    "data-target=DailyPapers>";

#define LINES                                                                  \
  "We describe a way to read what others have saved. It looks at one line,\n"  \
  "and at the one behind it, and at no other. On three pages of a site it\n"   \
  "finds every title and every abstract that a person finds"

static const char wrapped[] = HEADER
    "\nA\n\n" LINES " there." BLOCK "B" BLOCK "C\n\n" LINES
    "\n\n12\n\nthere and elsewhere." BLOCK "A Last Title\n\n" LINES " there.\n";

static const char cards[] =
    "Aug\n1\nSubmitted by\na\nA Title\n\u00b7\n1 author\n2\nSubmitted by\nb\n"
    "B\n2 authors\nSubmitted by\nc\n1984\n3 authors\nSubmitted by\nd\nD\n1 "
    "author\n";

/* Reads in pieces of 5 bytes and returns the number of papers. Pops them at the
** end only, so that several are in the queue. */
static int run(struct saved *saved, const char *content, struct error *error) {
  int count = 0;
  for (size_t at = 0; at < strlen(content); at += 5) {
    size_t left = strlen(content) - at;
    if (!saved_feed(saved, content + at, left < 5 ? left : 5, error)) break;
  }
  saved_end(saved, error);
  while (saved_pop(saved)) {
    count++;
  }
  return count;
}

/* Makes a run and returns whether no allocation failed. */
static bool run_with(const char *content, long allocations) {
  struct error error = {0};
  allowed = allocations;
  failed = false;
  struct saved *saved = saved_new(FIELD_ALL, 2025, &error);
  int count = saved ? run(saved, content, &error) : 0;
  bool whole = !failed;
  allowed = LONG_MAX;
  assert_int_equal(error.outcome, whole ? OK : NO_MEMORY);
  if (whole) assert_int_equal(count, 4);
  saved_free(saved);
  return whole;
}

static void test_every_allocation(void **state) {
  (void)state;
  static const char *const contents[] = {text, wrapped, cards, json, html};
  if (!__real_malloc) skip();
  for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
    long allocations = 0;
    while (!run_with(contents[i], allocations)) {
      allocations++;
    }
    assert_in_range(allocations, 15, 1000);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
