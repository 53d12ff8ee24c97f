/* Fuzzes keyword queries. The input up to its first zero byte is the query, the
** rest is the text. A text that matches must have a score; a text that does not
** must have neither a score nor a mark. The tokenizer (see cut) gives synonyms
** and can fail. */
#include <ctype.h>
#include <stdint.h>

#include "fuzz/check.h"
#include "text/keyword/keyword.h"

/* Tokens are single letters and runs of digits. The synonym of a capital is its
** small letter. `Z` makes the tokenizer fail. */
static bool cut(void *self, enum keyword_purpose purpose, const char *text,
                size_t length, keyword_sink *sink, void *to,
                struct error *error) {
  (void)self;
  (void)purpose;
  for (size_t at = 0, end; at < length; at = end) {
    end = at + 1;
    while (isdigit((unsigned char)text[at]) && end < length &&
           isdigit((unsigned char)text[end]))
      end++;
    if (!isalnum((unsigned char)text[at])) continue;
    if (text[at] == 'Z') {
      error_set(error, FAILED, "the tokenizer failed");
      return false;
    }
    char small = (char)tolower((unsigned char)text[at]);
    int stop = sink(to, 0, text + at, (int)(end - at), (int)at, (int)end);
    if (!stop && small != text[at]) {
      stop = sink(to, KEYWORD_COLOCATED, &small, 1, (int)at, (int)end);
    }
    if (stop) return true;
  }
  return true;
}

/* With empty marks, the marked text must equal the text. */
static void check_marks(struct keyword_query *query, struct slice text,
                        bool matches) {
  struct error error = {0};
  struct keyword_found found;
  struct keyword_marks marks = {slice_of(""), slice_of(""), slice_of("")};
  struct buffer whole, part;
  if (!keyword_find(query, text, &found, &error)) return;
  expect(matches || !found.instance_count);
  buffer_init(&whole, text.length);
  buffer_init(&part, text.length);
  keyword_highlight(&whole, text, &found, &marks);
  expect(whole.failed == OK && slice_compare(buffer_slice(&whole), text) == 0);
  expect(keyword_snippet(&part, text, &found, &marks, 3, &error));
  expect(part.failed == OK);
  buffer_clear(&whole);
  buffer_clear(&part);
}

static void run_query(struct keyword_query *query, struct slice text) {
  struct error error = {0};
  bool matches = false;
  double score = 0;
  bool is_run = keyword_match(query, text, &matches, &error);
  error_clear(&error);
  if (!keyword_score(query, text, &score, &error)) return;
  expect(is_run && matches == (score > 0));
  check_marks(query, text, matches);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  static const struct keyword_tokenizer tokenizer = {NULL, cut};
  struct error error = {0};
  struct slice input = {(const char *)bytes, length};
  char *copy = copy_terminated(input);
  struct slice query = slice_of(copy), text = slice_of("");
  if (query.length < length) {
    text = slice_between(copy + query.length + 1, copy + length);
  }
  struct keyword_query *compiled = keyword_new(query, &tokenizer, &error);
  if (compiled) {
    run_query(compiled, text);
    run_query(compiled, slice_of("a b c a A b B 1 12 a a b"));
    run_query(compiled, text);
  } else {
    expect(error.outcome == FAILED || error.outcome == TOO_BIG);
  }
  keyword_free(compiled);
  free(copy);
  return 0;
}
