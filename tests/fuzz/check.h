/* What all fuzz targets share. Each is one function, which libFuzzer or
** replay.c calls with an input; it aborts where something is wrong. */
#ifndef PAPERS_TESTS_FUZZ_CHECK_H
#define PAPERS_TESTS_FUZZ_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length);

/* Aborts and names the line where `holds` is false, whatever NDEBUG says. */
#define expect(holds) expect_at(holds, #holds, __FILE__, __LINE__)

static inline void expect_at(bool holds, const char *what, const char *file,
                             int line) {
  if (holds) return;
  fprintf(stderr, "%s:%d: expected %s\n", file, line, what);
  abort();
}

/* Whether the text is valid UTF-8 without NUL. */
static inline bool is_text(struct slice text) {
  while (text.length) {
    uint32_t character;
    size_t width = utf8_read(text, &character);
    if (width == 0 || character == 0) return false;
    text.at += width;
    text.length -= width;
  }
  return true;
}

/* A copy that has a zero byte behind it, to be freed. */
static inline char *copy_terminated(struct slice text) {
  char *copy = malloc(text.length + 1);
  expect(copy != NULL);
  if (text.length) memcpy(copy, text.at, text.length);
  copy[text.length] = 0;
  return copy;
}

/* The first byte of the input, which chooses something; 0 at its end. */
static inline unsigned take_byte(struct slice *input) {
  if (!input->length) return 0;
  unsigned byte = (unsigned char)*input->at;
  input->at++;
  input->length--;
  return byte;
}

/* The line that the input begins with, without its end. */
static inline struct slice take_line(struct slice *input) {
  struct slice line = {input->at, 0};
  while (line.length < input->length && input->at[line.length] != '\n') {
    line.length++;
  }
  size_t taken = line.length + (line.length < input->length);
  input->at += taken;
  input->length -= taken;
  return line;
}

#endif
