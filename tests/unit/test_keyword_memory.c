/* ext/text/keyword/ without memory: the n-th allocation of a run fails, for n
** from 0 until a run has fewer allocations. Each run must end with the error
** "out of memory" or with the right results. valgrind finds leaks and crashes.
** Linked with --wrap for the three allocators (failing_memory.h). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "unit/failing_memory.h"
#include "unit/keyword_stub.h"

static const char query_text[] =
    "(\"a b\" OR a* + ab + a* OR ^quick) AND NEAR(\"a b\" c quick, 30) "
    "c d e f g h i j k l m n o p q -z NOT (x y) \"\" + \"\" AND (a)";
static const char text[] =
    "a b c d e f g h i j k l m n o p q fast a b a ab abc a b";

static bool run_query(struct keyword_query *query, struct buffer *buffer,
                      struct error *error) {
  struct keyword_found found;
  struct keyword_marks marks = {slice_of("["), slice_of("]"), slice_of("~")};
  double score = 0;
  bool answer = false;
  bool done = keyword_match(query, slice_of(text), &answer, error) &&
              keyword_score(query, slice_of(text), &score, error) &&
              keyword_find(query, slice_of(text), &found, error);
  if (!done) return false;
  assert_true(answer && score > 0);
  keyword_highlight(buffer, slice_of(text), &found, &marks);
  return keyword_snippet(buffer, slice_of(text), &found, &marks, 5, error) &&
         buffer_check(buffer, error);
}

static bool run_with(long allocations) {
  struct error error = {0};
  struct buffer buffer;
  buffer_init(&buffer, 10000);
  allowed = allocations;
  failed = false;
  struct keyword_query *query =
      keyword_new(slice_of(query_text), &stub, &error);
  bool done = query && run_query(query, &buffer, &error);
  bool whole = !failed;
  allowed = LONG_MAX;
  assert_int_equal(done, whole);
  assert_int_equal(error.outcome, whole ? OK : NO_MEMORY);
  if (query && !whole) {
    error_clear(&error);
    buffer_reset(&buffer);
    assert_true(run_query(query, &buffer, &error));
  }
  keyword_free(query);
  buffer_clear(&buffer);
  return whole;
}

static void test_every_allocation(void **state) {
  if (!__real_malloc) skip();
  long allocations = 0;
  while (!run_with(allocations)) {
    allocations++;
  }
  assert_in_range(allocations, 40, 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
