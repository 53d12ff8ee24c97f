/* ext/hub/identity: which rows share a rowid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "hub/identity.h"

static int compare(const void *a, const void *b) {
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return (left > right) - (left < right);
}

static void assert_unique(int64_t *numbers, size_t count) {
  qsort(numbers, count, sizeof *numbers, compare);
  for (size_t i = 0; i < count; i++) {
    assert_true(numbers[i] > 0);
    if (i) assert_int_not_equal(numbers[i], numbers[i - 1]);
  }
}

static const char *const days[] = {NULL, "2023-05-04", "2023-05-05",
                                   "2026-07-30", "2199-12-31"};
static const char *const ids[] = {"2305.0001",  "2305.00001", "2305.00010",
                                  "2607.25675", "9912.99999", "0704.0001",
                                  "2607.2567",  "2607.10001", "2608.00001"};

enum { DAYS = 5, IDS = 9, POSITIONS = 4095 };

/* The numbers are exact: the bit that marks a hash is not set. */
static void parts_of_papers(void **state) {
  static int64_t numbers[DAYS * IDS * POSITIONS];
  size_t count = 0;
  for (size_t day = 0; day < DAYS; day++) {
    for (size_t id = 0; id < IDS; id++) {
      for (int position = 1; position <= POSITIONS; position++) {
        numbers[count] = identity_of_part(slice_of(days[day]),
                                          slice_of(ids[id]), position, 0);
        assert_int_equal(numbers[count++] >> 60, 0);
      }
    }
  }
  assert_unique(numbers, count);
}

/* Hashed: ids of the old form, days before the first listing, large positions,
** other arrays than the first, names. */
static void parts_of_others(void **state) {
  int64_t numbers[] = {
      identity_of_part(slice_of("2026-07-30"), slice_of("hep-th/9901001"), 1,
                       0),
      identity_of_part(slice_of("2026-07-30"), slice_of("hep-th/9901001"), 2,
                       0),
      identity_of_part(slice_of("2026-07-30"), slice_of("hep-th/9901002"), 1,
                       0),
      identity_of_part(slice_of("2026-07-31"), slice_of("hep-th/9901001"), 1,
                       0),
      identity_of_part(slice_of("2020-01-01"), slice_of("2305.00001"), 1, 0),
      identity_of_part(slice_of("2020-01-02"), slice_of("2305.00001"), 1, 0),
      identity_of_part(slice_of("2026-07-30"), slice_of("2305.00001"), 4096, 0),
      identity_of_part(slice_of("2026-07-30"), slice_of("2305.00001"), 4097, 0),
      identity_of_part(slice_of("2026-07-30"), slice_of("2305.00001"), 1, 0),
      identity_of_part(slice_of("2026-07-30"), slice_of("2305.00001"), 1, 1),
      identity_of_part(slice_of("2026-07-30"), slice_of("2305.00001"), 1, 2),
      identity_of_named_part(slice_of("2305.00001"), slice_of("a/b"), 0),
      identity_of_named_part(slice_of("2305.00001"), slice_of("a/b"), 1),
      identity_of_named_part(slice_of("2305.00001"), slice_of("a/c"), 0),
      identity_of_named_part(slice_of("2305.00002"), slice_of("a/b"), 0),
  };
  assert_unique(numbers, sizeof numbers / sizeof numbers[0]);
}

static void papers_of_days(void **state) {
  static int64_t numbers[DAYS * IDS];
  size_t count = 0;
  for (size_t day = 0; day < DAYS; day++) {
    for (size_t id = 0; id < IDS; id++) {
      numbers[count++] = identity_of(slice_of(days[day]), slice_of(ids[id]));
    }
  }
  assert_unique(numbers, count);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parts_of_papers),
      cmocka_unit_test(parts_of_others),
      cmocka_unit_test(papers_of_days),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
