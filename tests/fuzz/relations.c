/* Fuzzes the decoder. Of any bytes each relation makes rows that are valid, and
** the same in pieces of any size. The first byte of the input chooses the
** relation and the shape of the answer, the second the size of the pieces. */
#include "fuzz/check.h"
#include "hub/decode/decode.h"
#include "hub/relation/relations.h"

/* Adds a row to what was said, so that two readings can be compared. */
static void add_row(struct buffer *said, const struct relation *relation,
                    const struct values *row) {
  buffer_format(said, "\n%d", row->array);
  for (int i = 0; i < relation->count; i++) {
    if (!values_has(row, i)) continue;
    buffer_format(said, "\n%d:", i);
    if (column_is_number(&relation->columns[i])) {
      buffer_format(said, "%lld", (long long)values_number(row, i));
    } else {
      expect(is_text(values_text(row, i)));
      buffer_append_slice(said, values_text(row, i));
    }
  }
}

/* What is fed stands alone in memory, so that reading past it shows. */
static bool feed(struct decoder *decoder, struct slice piece,
                 struct error *error) {
  char *alone = malloc(piece.length + !piece.length);
  expect(alone != NULL);
  memcpy(alone, piece.at, piece.length);
  bool fed = decode_feed(decoder, alone, piece.length, error);
  free(alone);
  return fed;
}

/* A shape that the answers of the relation have. */
static enum shape shape_of(const struct relation *relation, unsigned choice) {
  static const enum shape shapes[] = {SHAPE_LISTING, SHAPE_RECORDS,
                                      SHAPE_RECORD, SHAPE_PAGE, SHAPE_ANY};
  enum shape record = source_shape(relation->record);
  if (relation->rows[0].total && choice % 2) {
    return source_shape(relation->rows[0].list);
  }
  if (relation->needs_paper) return record;
  return shapes[choice % (sizeof shapes / sizeof shapes[0])];
}

static void read_in(const struct relation *relation, enum shape shape,
                    struct slice text, size_t size, struct buffer *said) {
  struct error error = {0};
  const struct values *row;
  bool truncated;
  struct decoder *decoder = decode_new(relation, shape, FIELD_ALL, &error);
  expect(decoder != NULL);
  decode_about(decoder, slice_of("2601.00001"), 0);
  for (size_t at = 0; at < text.length; at += size) {
    size_t left = text.length - at;
    struct slice piece = {text.at + at, left < size ? left : size};
    if (!feed(decoder, piece, &error)) break;
    while ((row = decode_pop(decoder))) {
      add_row(said, relation, row);
    }
  }
  expect(decode_end(decoder, &truncated, &error) == (error.outcome == OK));
  while ((row = decode_pop(decoder))) {
    add_row(said, relation, row);
  }
  expect((error.outcome == OK) == !error.text[0]);
  buffer_format(said, "\n%d", error.outcome);
  decode_free(decoder);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  struct slice text = {(const char *)bytes, length};
  struct buffer whole, pieces;
  size_t count = 0;
  while (relations[count]) {
    count++;
  }
  unsigned choice = take_byte(&text), size = take_byte(&text) % 32 + 1;
  const struct relation *relation = relations[choice % 16 % count];
  enum shape shape = shape_of(relation, choice / 16);
  buffer_init(&whole, 1 << 26);
  buffer_init(&pieces, 1 << 26);
  read_in(relation, shape, text, SIZE_MAX / 2, &whole);
  read_in(relation, shape, text, size, &pieces);
  expect(slice_equal(buffer_slice(&whole), buffer_slice(&pieces)));
  buffer_clear(&whole);
  buffer_clear(&pieces);
  return 0;
}
