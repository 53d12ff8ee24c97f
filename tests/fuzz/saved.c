/* Fuzzes saved listings. The first byte of the input is the
** size of the pieces, the rest is the listing. Its rows must be valid, and the
** same for every size. */
#include "fuzz/check.h"
#include "hub/relation/papers.h"
#include "saved/saved.h"

/* Appends a paper to the output. The outputs of two runs are compared. */
static void add_paper(struct buffer *output, const struct values *paper) {
  for (int i = 0; i < PAPERS_COLUMNS; i++) {
    if (!values_has(paper, i)) continue;
    buffer_format(output, "\n%d:", i);
    if (!column_is_number(&papers.columns[i])) {
      expect(is_text(values_text(paper, i)));
      buffer_append_slice(output, values_text(paper, i));
    } else {
      buffer_format(output, "%lld", (long long)values_number(paper, i));
    }
  }
}

/* Feeds a copy of the piece in a block of its own, so that a checker sees reads
** beyond its end. */
static bool feed(struct saved *saved, struct slice piece, struct error *error) {
  char *alone = malloc(piece.length + !piece.length);
  expect(alone != NULL);
  memcpy(alone, piece.at, piece.length);
  bool fed = saved_feed(saved, alone, piece.length, error);
  free(alone);
  return fed;
}

static void pop(struct saved *saved, struct buffer *output) {
  const struct values *paper;
  while ((paper = saved_pop(saved))) {
    add_paper(output, paper);
  }
}

static void read_in(struct slice text, size_t size, struct buffer *output) {
  struct error error = {0};
  struct saved *saved = saved_new(FIELD_ALL, 2025, &error);
  expect(saved != NULL);
  for (size_t at = 0; at < text.length; at += size) {
    size_t left = text.length - at;
    struct slice piece = {text.at + at, left < size ? left : size};
    if (!feed(saved, piece, &error)) break;
    pop(saved, output);
  }
  expect(saved_end(saved, &error) == (error.outcome == OK));
  pop(saved, output);
  expect((error.outcome == OK) == !error.text[0]);
  buffer_format(output, "\n%d", error.outcome);
  saved_free(saved);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  struct buffer whole, pieces;
  if (!length) return 0;
  struct slice text = {(const char *)bytes + 1, length - 1};
  buffer_init(&whole, 1 << 26);
  buffer_init(&pieces, 1 << 26);
  read_in(text, SIZE_MAX / 2, &whole);
  read_in(text, (size_t)bytes[0] % 32 + 1, &pieces);
  expect(slice_equal(buffer_slice(&whole), buffer_slice(&pieces)));
  buffer_clear(&whole);
  buffer_clear(&pieces);
  return 0;
}
