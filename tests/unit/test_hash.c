/* ext/base/hash: the sum of a stored body detects damage in a file. The results
** that stand in files and in rowids do not change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/hash.h"

enum { SIZE = 1000 };

static char body[SIZE];

static void fill(void) {
  uint32_t random = 7;
  for (size_t i = 0; i < SIZE; i++) {
    random = random * 1664525u + 1013904223u;
    body[i] = (char)(random >> 24);
  }
}

static uint64_t sum_of(size_t length) {
  return hash_piece(0, (struct slice){body, length});
}

static void any_bit(void **state) {
  fill();
  for (size_t length = SIZE - 70; length <= SIZE; length++) {
    uint64_t sum = sum_of(length);
    for (size_t bit = 0; bit < 8 * length; bit += 5) {
      body[bit / 8] ^= (char)(1 << bit % 8);
      assert_true(sum_of(length) != sum);
      body[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_true(sum_of(length) == sum);
  }
}

/* A multiplication loses the highest bits first. */
static void two_bits(void **state) {
  fill();
  uint64_t sum = sum_of(SIZE);
  for (size_t first = 0; first < SIZE; first += 3) {
    for (size_t second = first + 1; second < SIZE; second++) {
      body[first] ^= (char)0x80;
      body[second] ^= (char)0x80;
      assert_true(sum_of(SIZE) != sum);
      body[first] ^= (char)0x80;
      body[second] ^= (char)0x80;
    }
  }
}

static void swap(size_t one, size_t other, size_t length) {
  char kept[SIZE];
  memcpy(kept, body + one, length);
  memcpy(body + one, body + other, length);
  memcpy(body + other, kept, length);
}

/* Two swapped stretches change the sum, even where the sum treats both places
** in the same way. */
static void two_places(void **state) {
  fill();
  uint64_t sum = sum_of(SIZE);
  for (size_t length = 8; length <= 64; length *= 2) {
    for (size_t one = 0; one + 2 * length <= SIZE; one += 8) {
      for (size_t other = one + length; other + length <= SIZE; other += 8) {
        swap(one, other, length);
        assert_true(sum_of(SIZE) != sum);
        swap(one, other, length);
      }
    }
  }
}

static void zeros(void **state) {
  memset(body, 0, SIZE);
  for (size_t length = 1; length < SIZE; length++) {
    assert_true(sum_of(length) != sum_of(length - 1));
  }
}

static void pieces(void **state) {
  fill();
  uint64_t first = sum_of(512);
  uint64_t whole = hash_piece(first, (struct slice){body + 512, SIZE - 512});
  uint64_t turned = hash_piece(0, (struct slice){body + 512, SIZE - 512});
  turned = hash_piece(turned, (struct slice){body, 512});
  assert_true(whole != turned);
  assert_true(whole != first);
}

/* The expected values come from the authors of FNV. */
static void texts(void **state) {
  struct slice foo = slice_of("foo"), bar = slice_of("bar");
  assert_true(hash_bytes(HASH_START, slice_of("")) == HASH_START);
  assert_true(hash_bytes(HASH_START, slice_of("a")) ==
              UINT64_C(0xaf63dc4c8601ec8c));
  assert_true(hash_bytes(hash_bytes(HASH_START, foo), bar) ==
              UINT64_C(0x85944171f73967e8));
}

static void numbers(void **state) {
  uint64_t before = hash_number(0);
  for (uint64_t number = 1; number < 4096; number++) {
    uint64_t hash = hash_number(number);
    assert_true((hash & 0xffff0000) != (before & 0xffff0000));
    before = hash;
  }
}

/* Caches of earlier versions hold these sums. */
static void sums_in_files(void **state) {
  uint16_t order = 1;
  char first;
  memcpy(&first, &order, 1);
  if (!first) skip();
  fill();
  assert_true(sum_of(SIZE) == UINT64_C(0x87a473a3ad414f79));
  assert_true(sum_of(0) == UINT64_C(0x2fd45bbf27ab40e9));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_bit),    cmocka_unit_test(two_bits),
      cmocka_unit_test(two_places), cmocka_unit_test(zeros),
      cmocka_unit_test(pieces),     cmocka_unit_test(texts),
      cmocka_unit_test(numbers),    cmocka_unit_test(sums_in_files),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
