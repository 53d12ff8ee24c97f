/* ext/net/header: the header fields of answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "net/header.h"

/* A copy at the end of a block of its own, so that a checker sees reads beyond
** its end. */
static char *exact(const char *text) {
  size_t length = strlen(text);
  char *copy = malloc(length ? length : 1);
  assert_non_null(copy);
  memcpy(copy, text, length);
  return copy;
}

static void limits(void **state) {
  static const struct {
    const char *text;
    int64_t left, reset;
  } cases[] = {
      {"\"api\";r=489;t=189", 489, 189},
      {"\"api\"; r=0 ;t = 41", 0, 41},
      {"api;t=3;r=2", 2, 3},
      {"\"api\";t=3", -1, 3},
      {"\"api\";r=3", 3, -1},
      {"\"a\";r=9;t=1, \"b\";r=2;t=7", 2, 7},
      {"\"a\";r=2;t=7,\"b\";r=2;t=9", 2, 9},
      {"\"a;r=1\";r=5;t=6", 5, 6},
      {"\"a\";x;r=5;y=\"r=7;t=8\";t=6", 5, 6},
      {"\"a\";r=\"5\";t=6", 5, 6},
      {"\"a\";r=-5;t=6", -1, 6},
      {"\"a\";r=5.5;t=6", -1, 6},
      {"\"a\";r=;t=6", -1, 6},
      {"\"a\";r=99999999999999999999;t=6", RATE_LIMIT_MOST, 6},
      {"", -1, -1},
      {"\"", -1, -1},
      {"\"api", -1, -1},
      {";;;,,,;=;=\"", -1, -1},
      {"r=5;t=6", -1, 6},
      {"limit=500, remaining=10, reset=20", -1, -1},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char *text = exact(cases[i].text);
    struct slice value = {text, strlen(cases[i].text)};
    struct rate_limit limit = header_rate_limit(value);
    if (limit.left != cases[i].left || limit.reset != cases[i].reset) {
      fail_msg("%s gives %lld, %lld", cases[i].text, (long long)limit.left,
               (long long)limit.reset);
    }
    free(text);
  }
  struct rate_limit none = header_rate_limit((struct slice){0});
  assert_true(none.left < 0 && none.reset < 0);
}

static void links(void **state) {
  static const struct {
    const char *text;
    const char *next; /* NULL: none */
  } cases[] = {
      {"<https://hub.example/api?p=1>; rel=\"next\"",
       "https://hub.example/api?p=1"},
      {"</api?p=1>;rel=next", "/api?p=1"},
      {"</api?p=1>; REL=\"Next\"", "/api?p=1"},
      {"</a>; rel=\"prev\", </b>; rel=\"next\"", "/b"},
      {"</a>; rel=next, </b>; rel=\"next\"", "/a"},
      {"</a>; title=\"x, y; z\"; rel=\"first next\"", "/a"},
      {"</a,b;rel=next>; rel=\"next\"", "/a,b;rel=next"},
      {"<>; rel=next", ""},
      {"; rel=next", ""},
      {"</a,b;rel=next>; rel=\"prev\"", NULL},
      {"</a>; rel=\"nextish\"", NULL},
      {"</a>; title=\"rel=next\"", NULL},
      {"</a>; rel=\"prev\"", NULL},
      {"</a>", NULL},
      {"<", NULL},
      {"", NULL},
      {"rel=next", NULL},
      {"</a>; rel=\"", NULL},
      {"</a>; rel=", NULL},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char *text = exact(cases[i].text);
    struct slice next =
        header_next((struct slice){text, strlen(cases[i].text)});
    bool is_right = cases[i].next ? slice_is(next, cases[i].next) : !next.at;
    if (!is_right) fail_msg("%s", cases[i].text);
    free(text);
  }
  assert_null(header_next((struct slice){0}).at);
}

/* A field with a hundred thousand parts is read in one pass. */
static void hostile(void **state) {
  static const char *const pieces[] = {",", ";", "\"", "<", "=", "a;r=1,", " "};
  enum { TIMES = 100000 };
  (void)state;
  for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
    size_t width = strlen(pieces[i]);
    char *text = malloc(width * TIMES);
    assert_non_null(text);
    for (size_t j = 0; j < TIMES; j++) {
      memcpy(text + j * width, pieces[i], width);
    }
    struct slice value = {text, width * TIMES};
    assert_null(header_next(value).at);
    header_rate_limit(value);
    free(text);
  }
}

static struct header_fields read_head(const char *const *lines) {
  struct header_fields fields = {0};
  for (; *lines; lines++) {
    char *line = exact(*lines);
    header_read_line(&fields, (struct slice){line, strlen(*lines)});
    free(line);
  }
  return fields;
}

static void heads(void **state) {
  const char *const first_counts[] = {"HTTP/1.1 200 OK\r\n",
                                      "ETAG: \"a\"\r\n",
                                      "etag:\"b\"\r\n",
                                      "RateLimit: a;r=1\r\n",
                                      "ratelimit: a;r=2\r\n",
                                      "Content-Type: text/HTML; charset=x\r\n",
                                      "content-type: a/b\r\n",
                                      "Content-Encoding: identity, GZIP\r\n",
                                      "\r\n",
                                      "X-Error-Message: a trailer\r\n",
                                      NULL};
  const char *const begins_anew[] = {"HTTP/1.1 103 Early Hints\r\n",
                                     "Link: <a>; rel=next\r\n",
                                     "\r\n",
                                     "HTTP/1.1 200 OK\r\n",
                                     "Retry-After: 1\r\n",
                                     " folded: 1\r\n",
                                     "\tEtag: \"x\"\r\n",
                                     "no field\r\n",
                                     ": odd\r\n",
                                     ":\r\n",
                                     "HTTP/1.1: no status line\r\n",
                                     "",
                                     NULL};
  (void)state;
  struct header_fields fields = read_head(first_counts);
  assert_string_equal(fields.etag, "\"a\"");
  assert_int_equal(fields.limit.left, 1);
  assert_true(fields.is_html);
  assert_int_equal(fields.codings, 1);
  assert_string_equal(fields.coding, "gzip");
  assert_string_equal(fields.message, "");
  fields = read_head(begins_anew);
  assert_false(fields.has_next_page);
  assert_true(fields.has_retry_after);
  assert_string_equal(fields.etag, "");
}

static void links_are_looked_at_up_to_a_number(void **state) {
  struct header_fields fields = {0};
  const char next[] = "Link: <a>; rel=next\r\n";
  (void)state;
  for (int i = 0; i < HEADER_MAX_LINKS; i++) {
    header_read_line(&fields, (struct slice){"Link: <a>", 9});
  }
  header_read_line(&fields, (struct slice){next, sizeof next - 1});
  assert_false(fields.has_next_page);
}

/* A target that was cut would be another page. */
static void a_long_target_counts_as_none(void **state) {
  char line[HEADER_LINK_SIZE + 32];
  (void)state;
  for (int length = HEADER_LINK_SIZE - 2; length <= HEADER_LINK_SIZE;
       length++) {
    struct header_fields fields = {0};
    int size = snprintf(line, sizeof line, "Link: <%0*d>; rel=next", length, 1);
    header_read_line(&fields, (struct slice){line, (size_t)size});
    assert_true(fields.has_next_page);
    assert_int_equal(strlen(fields.next),
                     length < HEADER_LINK_SIZE ? length : 0);
  }
}

/* A tag that was cut would be another one; the name of a coding is only shown.
*/
static void long_texts_are_cut_or_count_as_none(void **state) {
  char tag[HEADER_TEXT_SIZE + 40], coding[HEADER_TEXT_SIZE];
  (void)state;
  for (int length = HEADER_TEXT_SIZE - 3; length <= HEADER_TEXT_SIZE;
       length++) {
    snprintf(tag, sizeof tag, "ETag: \"%0*d\"\r\n", length - 2, 0);
    const char *const head[] = {"HTTP/1.1 200 OK\r\n", tag, NULL};
    struct header_fields fields = read_head(head);
    assert_int_equal(strlen(fields.etag),
                     length < HEADER_TEXT_SIZE ? length : 0);
  }
  snprintf(coding, sizeof coding, "Content-Encoding: %0*d\r\n",
           HEADER_TEXT_SIZE / 2, 0);
  const char *const head[] = {"HTTP/1.1 200 OK\r\n",
                              "Transfer-Encoding: chunked\r\n", coding, NULL};
  struct header_fields fields = read_head(head);
  assert_int_equal(fields.codings, 1);
  assert_int_equal(strlen(fields.coding), HEADER_CODING_SIZE - 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(heads),
      cmocka_unit_test(links_are_looked_at_up_to_a_number),
      cmocka_unit_test(limits),
      cmocka_unit_test(links),
      cmocka_unit_test(a_long_target_counts_as_none),
      cmocka_unit_test(long_texts_are_cut_or_count_as_none),
      cmocka_unit_test(hostile),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
