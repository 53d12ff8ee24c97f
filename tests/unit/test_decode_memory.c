/* ext/hub/decode without memory: the n-th allocation of a run fails, for n from
** 0 until a run has fewer allocations. Each run must end with the error "out of
** memory" or with all papers. valgrind finds leaks and crashes. Linked with
** --wrap for the three allocators (failing_memory.h). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "hub/decode/decode.h"
#include "hub/relation/artifacts.h"
#include "hub/relation/comments.h"
#include "hub/relation/papers.h"
#include "hub/relation/text.h"
#include "unit/failing_memory.h"

/* A string that is long enough for its pieces to wait in json.c. */
#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define LONG HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED
#define LONGER LONG LONG LONG LONG

static const char listing[] =
    "[{\"paper\":{\"id\":\"1\",\"title\":\"with an escape "
    "\\u00e9\",\"authors\":"
    "[{\"name\":\"A name long enough to let a buffer grow\"},{\"name\":\"B\"}],"
    "\"long\":\"" LONGER "\","
    "\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]],"
    "\"summary\":\"See https://github.com/a/b for the code and the data\"}},"
    "{\"paper\":{\"id\":\"2\"}},{\"paper\":{\"id\":\"3\"}}]";

static const char comments[] =
    "{\"id\":\"1\",\"comments\":[{\"id\":\"a\",\"replies\":[{\"id\":\"b\","
    "\"replies\":[{\"id\":\"c\"}]}],\"data\":{\"latest\":{\"raw\":\"" LONGER
    "\"},\"reactions\":[{\"reaction\":\"r\",\"count\":1}]}}]}";

static const char artifacts[] = "{\"id\":\"1\",\"linkedSpaces\":[{\"id\":\"a/"
                                "b\",\"shortDescription\":\"" LONGER
                                "\",\"gated\":false}],\"numTotalSpaces\":9,"
                                "\"linkedModels\":[{\"id\":\"a/b\","
                                "\"gated\":\"auto\"},{\"id\":\"c\"}]}";

static const char models[] =
    "[{\"id\":\"a/b\",\"description\":\"" LONGER "\"},{\"id\":\"c\"}]";

/* What is decoded, and how many rows it has. */
struct trial {
  const struct relation *relation;
  enum shape shape;
  struct slice answer;
  int rows;
};

/* Decodes in pieces of 5 bytes and returns the number of rows. Pops them at the
** end only, so that several are in the queue. */
static int run(struct decoder *decoder, struct slice json,
               struct error *error) {
  bool truncated;
  int count = 0;
  for (size_t at = 0; at < json.length; at += 5) {
    size_t left = json.length - at;
    if (!decode_feed(decoder, json.at + at, left < 5 ? left : 5, error)) break;
  }
  decode_end(decoder, &truncated, error);
  while (decode_pop(decoder)) {
    count++;
  }
  return count;
}

/* A run whose allocations may fail, and then one with enough memory after a
** restart of the decoder. */
static bool run_with(const struct trial *trial, long allocations) {
  struct error error = {0};
  allowed = allocations;
  failed = false;
  struct decoder *decoder =
      decode_new(trial->relation, trial->shape, FIELD_ALL, &error);
  if (decoder) decode_about(decoder, slice_of("1"), 0);
  int count = decoder ? run(decoder, trial->answer, &error) : 0;
  bool whole = !failed;
  allowed = LONG_MAX;
  assert_int_equal(error.outcome, whole ? OK : NO_MEMORY);
  if (whole) assert_int_equal(count, trial->rows);
  if (decoder && !whole) {
    error_clear(&error);
    assert_true(decode_restart(decoder, &error));
    assert_int_equal(run(decoder, trial->answer, &error), trial->rows);
  }
  decode_free(decoder);
  return whole;
}

static void try_every_allocation(const struct trial *trial) {
  if (!__real_malloc) skip();
  long allocations = 0;
  while (!run_with(trial, allocations)) {
    allocations++;
  }
  assert_in_range(allocations, 8, 1000);
}

static void test_every_allocation(void **state) {
  (void)state;
  try_every_allocation(&(struct trial){
      &papers, SHAPE_LISTING, {listing, sizeof listing - 1}, 3});
}

static const char markdown[] =
    "Title: T\n\nText\n\n# A [link](to) and `code`\n\n" LONGER
    "\nA paragraph\n---\n```\n# none\n```\n";

static void test_every_allocation_for_markdown(void **state) {
  (void)state;
  try_every_allocation(&(struct trial){
      &papers_text, SHAPE_MARKDOWN, {markdown, sizeof markdown - 1}, 3});
}

static void test_every_allocation_for_rows_in_rows(void **state) {
  (void)state;
  try_every_allocation(&(struct trial){
      &papers_comments, SHAPE_RECORD, {comments, sizeof comments - 1}, 3});
}

static void test_every_allocation_for_several_arrays(void **state) {
  (void)state;
  try_every_allocation(&(struct trial){
      &papers_artifacts, SHAPE_RECORD, {artifacts, sizeof artifacts - 1}, 3});
  try_every_allocation(&(struct trial){
      &papers_artifacts, SHAPE_ROWS, {models, sizeof models - 1}, 2});
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_allocation),
      cmocka_unit_test(test_every_allocation_for_rows_in_rows),
      cmocka_unit_test(test_every_allocation_for_markdown),
      cmocka_unit_test(test_every_allocation_for_several_arrays),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
