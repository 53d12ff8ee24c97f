/* What the fuzzers of rows expect of them. */
#ifndef PAPERS_TESTS_FUZZ_CHECK_H
#define PAPERS_TESTS_FUZZ_CHECK_H

#include <stdlib.h>

#include "base/slice.h"
#include "base/utf8.h"

static inline void expect(bool holds) {
  if (!holds) abort();
}

/* The text is valid UTF-8 without NUL. */
static inline void check_text(struct slice text) {
  while (text.length) {
    uint32_t character;
    size_t width = utf8_read(text, &character);
    expect(width > 0 && character != 0);
    text.at += width;
    text.length -= width;
  }
}

#endif
