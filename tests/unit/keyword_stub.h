/* A tokenizer for the keyword tests. Its tokens are runs of letters and digits,
** in lower case. It gives synonyms by two of the methods in FTS5's manual:
**   "1st" also gives "first", "colour" also "color"  in texts (method 3)
**   "quick" also gives "fast"                        in queries (method 2)
**   "slow" also gives "late"                         in queries, if it is no
**                                                    prefix
** "nil" gives a token without bytes. "FAIL" makes the tokenizer fail. */
#ifndef PAPERS_TESTS_KEYWORD_STUB_H
#define PAPERS_TESTS_KEYWORD_STUB_H

#include <ctype.h>
#include <string.h>

#include "text/keyword/keyword.h"

/* Counts the tokens that the tokenizer gives. */
static long stub_given;

static bool stub_cut(void *self, enum keyword_purpose purpose, const char *text,
                     size_t length, keyword_sink *sink, void *to,
                     struct error *error) {
  (void)self;
  assert_int_equal(text[length], 0);
  for (size_t at = 0, end; at < length; at = end + 1) {
    char token[64];
    int count = 0;
    for (end = at; end < length && isalnum((unsigned char)text[end]); end++) {
      if (count < 64) token[count++] = (char)tolower((unsigned char)text[end]);
    }
    if (!count) continue;
    struct slice whole = {text + at, (size_t)count};
    if (slice_is(whole, "FAIL")) {
      error_set(error, FAILED, "the tokenizer failed");
      return false;
    }
    if (slice_is(whole, "nil")) count = 0;
    stub_given++;
    const char *more = NULL;
    if (purpose == KEYWORD_TEXT && slice_is(whole, "1st")) more = "first";
    if (purpose == KEYWORD_TEXT && slice_is(whole, "colour")) more = "color";
    if (purpose != KEYWORD_TEXT && slice_is(whole, "quick")) more = "fast";
    if (purpose == KEYWORD_QUERY && slice_is(whole, "slow")) more = "late";
    int stop = sink(to, 0, token, count, (int)at, (int)end);
    if (more && !stop) {
      stop = sink(to, KEYWORD_COLOCATED, more, (int)strlen(more), (int)at,
                  (int)end);
    }
    if (stop) return true;
  }
  return true;
}

static const struct keyword_tokenizer stub = {NULL, stub_cut};

#endif
