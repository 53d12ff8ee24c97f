/* ext/net/answer without a service: making requests, counting them, failing.
** The rest is tested with the stand-in hub (tests/net/test_net.py). */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "net/answer/answers.h"
#include "net/answer/reader.h"

/* A port of this machine on which no program listens. */
static const char nowhere[] = "http://127.0.0.1:1/";

static const struct net_settings usual = {
    .user_agent = "papers/test",
    .timeout = 5,
    .stall_timeout = 5,
    .connect_timeout = 5,
    .max_wait = 1,
    .retries = 0,
    .connections = 2,
    .max_requests = 3,
    .max_bytes = 1000,
};

static bool go_on(void *context) {
  int *calls = context;
  ++*calls;
  return false;
}

static bool stop(void *context) {
  (void)context;
  return true;
}

static enum answer_event read_one(struct answer *answer,
                                  bool (*say)(void *context),
                                  struct error *error) {
  int calls = 0;
  struct net_host host = {.context = &calls, .stop = say};
  struct answer_reader reader = reader_start(answer);
  struct slice bytes;
  error_clear(error);
  return reader_next(&reader, &host, &bytes, error);
}

static struct answer *fetch_url(struct answers *answers, const char *url,
                                struct error *error) {
  struct fetch fetch = {.url = url, .max_age = -1};
  return answers_fetch(answers, &fetch, error);
}

static void same_url_same_answer(void **state) {
  struct net *net = net_new(&usual, NULL);
  struct answers *answers = answers_new(net);
  struct error error = {0};
  (void)state;
  struct answer *one = fetch_url(answers, "http://127.0.0.1:1/a", &error);
  struct answer *two = fetch_url(answers, "http://127.0.0.1:1/b", &error);
  assert_ptr_not_equal(one, two);
  assert_ptr_equal(fetch_url(answers, "http://127.0.0.1:1/a", &error), one);
  assert_non_null(fetch_url(answers, "http://127.0.0.1:1/c", &error));
  assert_null(fetch_url(answers, "http://127.0.0.1:1/d", &error));
  assert_int_equal(error.outcome, FAILED);
  assert_ptr_equal(fetch_url(answers, "http://127.0.0.1:1/b", &error), two);
  /* No request has begun, so the log is empty. */
  assert_null(log_after(net_log(net), 0));
  answers_free(answers);
  net_free(net);
}

static void statements_share_a_net(void **state) {
  struct net *net = net_new(&usual, NULL);
  struct answers *first = answers_new(net);
  struct answers *second = answers_new(net);
  struct error error = {0};
  (void)state;
  struct answer *one = fetch_url(first, nowhere, &error);
  struct answer *two = fetch_url(second, nowhere, &error);
  assert_int_equal(read_one(two, go_on, &error), ANSWER_FAILS);
  assert_int_equal(read_one(one, go_on, &error), ANSWER_FAILS);
  answers_free(first);
  assert_int_equal(read_one(two, go_on, &error), ANSWER_FAILS);
  assert_string_equal(error.text,
                      "could not connect to 127.0.0.1: connection refused");
  answers_free(second);
  assert_int_equal(net_log(net)->newest, 2);
  net_free(net);
}

static void settings_count_from_the_next_request(void **state) {
  struct net_settings settings = usual;
  struct net *net = net_new(&settings, NULL);
  struct answers *answers = answers_new(net);
  struct error error = {0};
  (void)state;
  settings.offline = true;
  struct answer *one = fetch_url(answers, nowhere, &error);
  settings.offline = false;
  struct answer *two = fetch_url(answers, "http://127.0.0.1:1/b", &error);
  assert_int_equal(read_one(one, go_on, &error), ANSWER_FAILS);
  assert_non_null(strstr(error.text, "offline"));
  assert_int_equal(read_one(two, go_on, &error), ANSWER_FAILS);
  assert_null(strstr(error.text, "offline"));
  settings.max_requests = 2;
  assert_null(fetch_url(answers, "http://127.0.0.1:1/c", &error));
  answers_free(answers);
  net_free(net);
}

static void stop_comes_first(void **state) {
  struct net *net = net_new(&usual, NULL);
  struct answers *answers = answers_new(net);
  struct error error = {0};
  (void)state;
  struct answer *one = fetch_url(answers, nowhere, &error);
  assert_int_equal(read_one(one, stop, &error), ANSWER_FAILS);
  assert_int_equal(error.outcome, INTERRUPTED);
  assert_int_equal(net_log(net)->newest, 0);
  answers_free(answers);
  net_free(net);
}

static void nothing_is_freed_twice(void **state) {
  (void)state;
  answers_free(NULL);
  net_free(NULL);
  struct net *net = net_new(&usual, NULL);
  answers_free(answers_new(net));
  net_free(net);
}

static void *one_thread(void *context) {
  struct net *net = net_new(&usual, NULL);
  struct answers *answers = answers_new(net);
  struct error error = {0};
  int *failed = context;
  for (int i = 0; i < 3; i++) {
    char url[64];
    snprintf(url, sizeof url, "%s%d", nowhere, i);
    struct answer *answer = fetch_url(answers, url, &error);
    *failed += answer && read_one(answer, go_on, &error) == ANSWER_FAILS;
  }
  answers_free(answers);
  net_free(net);
  return NULL;
}

static void threads(void **state) {
  enum { THREADS = 6 };
  pthread_t ids[THREADS];
  int failed[THREADS] = {0};
  (void)state;
  for (int i = 0; i < THREADS; i++) {
    assert_int_equal(pthread_create(&ids[i], NULL, one_thread, &failed[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(ids[i], NULL);
    assert_int_equal(failed[i], 3);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(threads), /* first: it initialises libcurl */
      cmocka_unit_test(same_url_same_answer),
      cmocka_unit_test(statements_share_a_net),
      cmocka_unit_test(settings_count_from_the_next_request),
      cmocka_unit_test(stop_comes_first),
      cmocka_unit_test(nothing_is_freed_twice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
