/* ext/base/sha256: the examples of FIPS 180-4, and texts of every length
** around the ends of a block. Their expected digest was computed by Python's
** hashlib. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"

static void expect(struct slice first, struct slice second, const char *hex) {
  unsigned char digest[SHA256_SIZE];
  char text[2 * SHA256_SIZE + 1];
  sha256(first, second, digest);
  for (int i = 0; i < SHA256_SIZE; i++) {
    snprintf(text + 2 * i, 3, "%02x", digest[i]);
  }
  assert_string_equal(text, hex);
}

static void test_standard(void **state) {
  const struct slice none = {0};
  expect(none, none,
         "e3b0c44298fc1c149afbf4c8996fb924"
         "27ae41e4649b934ca495991b7852b855");
  expect(slice_of("abc"), none,
         "ba7816bf8f01cfea414140de5dae2223"
         "b00361a396177a9cb410ff61f20015ad");
  expect(slice_of("abcdbcdecdefdefgefghfghighij"),
         slice_of("hijkijkljklmklmnlmnomnopnopq"),
         "248d6a61d20638b8e5c026930c3e6039"
         "a33ce45964ff2167f6ecedd419db06c1");
}

/* The digest of the digests of 0 to 200 letters x, each cut into two slices at
** every place. */
static void test_lengths(void **state) {
  char bytes[200];
  unsigned char chain[SHA256_SIZE + SHA256_SIZE] = {0};
  char text[2 * SHA256_SIZE + 1];
  memset(bytes, 'x', sizeof bytes);
  for (size_t i = 0; i <= sizeof bytes; i++) {
    size_t split = i * 7 % (i + 1);
    sha256((struct slice){bytes, split}, (struct slice){bytes, i - split},
           chain + SHA256_SIZE);
    sha256((struct slice){(const char *)chain, sizeof chain}, (struct slice){0},
           chain);
  }
  for (int i = 0; i < SHA256_SIZE; i++) {
    snprintf(text + 2 * i, 3, "%02x", chain[i]);
  }
  assert_string_equal(
      text, "e4405582c7a6f441a82b9787b849de0fdf046748bf97b1f550e08977d43a3087");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_standard),
                                     cmocka_unit_test(test_lengths)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
