/* ext/net/settings: which URLs the token may be sent to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/settings.h"

static bool sees(const char *endpoint, const char *url) {
  struct net_settings settings = {.token_endpoint = endpoint, .token = "hf_x"};
  return net_settings_token(&settings, url) != NULL;
}

static void the_same_origin_sees_it(void **state) {
  static const char *const pairs[][2] = {
      {"https://huggingface.co", "https://huggingface.co/api/x?y"},
      {"https://huggingface.co", "https://huggingface.co:443/api"},
      {"https://huggingface.co:443/", "https://HuggingFace.co"},
      {"http://a", "http://a:80/b"},
      {"http://a:8080/mirror", "http://a:8080/api?c=http://b"},
      {"http://a:080", "http://a/"},
      {"http://[::1]:9", "http://[::1]:9/x"},
      {"http://[::1]", "http://[::1]:80/x"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    assert_true(sees(pairs[i][0], pairs[i][1]));
    assert_true(sees(pairs[i][1], pairs[i][0]));
  }
}

static void another_origin_does_not(void **state) {
  static const char *const pairs[][2] = {
      {"https://huggingface.co", "http://huggingface.co"},
      {"https://huggingface.co", "http://huggingface.co:443"},
      {"https://huggingface.co", "https://huggingface.co:8443"},
      {"https://huggingface.co", "https://huggingface.co.evil.example"},
      {"https://huggingface.co", "https://huggingface.c"},
      {"https://huggingface.co", "https://evil.example/huggingface.co"},
      {"https://huggingface.co", "https://huggingface.co@evil.example/"},
      {"https://huggingface.co", "https://evil.example\\@huggingface.co"},
      {"https://huggingface.co", "https://hub.huggingface.co"},
      {"https://huggingface.co", "file://huggingface.co"},
      {"https://huggingface.co", "https://"},
      {"https://huggingface.co", ""},
      {"https://huggingface.co", "https://huggingface.co:"},
      {"https://huggingface.co", "https://huggingface.co:4 43"},
      {"http://a:1", "http://a:4294967297"},
      {"http://a:1", "http://a:65537"},
      {"http://[::1]:9", "http://[::2]:9"},
      {"http://[::1]:9", "http://[::1]x:9"},
      {"http://[::1]:9", "http://[::1"},
      {"", ""},
      {"", "https://huggingface.co"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    assert_false(sees(pairs[i][0], pairs[i][1]));
    assert_false(sees(pairs[i][1], pairs[i][0]));
  }
}

static void without_an_endpoint_it_goes_anywhere(void **state) {
  assert_true(sees(NULL, "http://anywhere"));
}

static void who_asks_is_who_is_sent(void **state) {
  struct net_settings mine = {.token_endpoint = "http://a", .token = "hf_x"};
  struct net_settings nobody = {0};
  unsigned char one[SHA256_SIZE], other[SHA256_SIZE];
  net_settings_user(&nobody, "http://b", other);
  net_settings_user(&mine, "http://b", one);
  assert_memory_equal(one, other, SHA256_SIZE);
  net_settings_user(&mine, "http://a", one);
  assert_memory_not_equal(one, other, SHA256_SIZE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_origin_sees_it),
      cmocka_unit_test(another_origin_does_not),
      cmocka_unit_test(without_an_endpoint_it_goes_anywhere),
      cmocka_unit_test(who_asks_is_who_is_sent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
