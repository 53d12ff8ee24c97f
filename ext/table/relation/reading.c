#include "table/relation/reading.h"

bool reading_start(struct reading *reading, struct answer *answer,
                   enum decode_shape shape, paper_fields wanted,
                   struct error *error) {
  reading_clear(reading);
  reading->reader = reader_start(answer);
  reading->decoder = decode_new(shape, wanted, error);
  return reading->decoder != NULL;
}

void reading_clear(struct reading *reading) {
  reader_end(&reading->reader);
  decode_free(reading->decoder);
  *reading = (struct reading){0};
}

static enum reading_event begin_again(struct reading *reading,
                                      struct error *error) {
  return decode_restart(reading->decoder, error) ? READING_AGAIN
                                                 : READING_FAILS;
}

/* A connection that just closes may leave a body that only looks whole. */
static enum reading_event end(struct reading *reading, struct error *error) {
  struct error broken = {0};
  bool truncated = false;
  if (decode_end(reading->decoder, &truncated, &broken)) {
    answer_accept(reading->reader.answer);
    return READING_ENDS;
  }
  if (truncated && reader_reject(&reading->reader)) {
    return begin_again(reading, error);
  }
  *error = broken;
  return READING_FAILS;
}

static bool decode_piece(struct reading *reading, struct slice bytes,
                         struct error *error) {
  bool good = decode_feed(reading->decoder, bytes.at, bytes.length, error);
  reader_count_decoding(&reading->reader);
  return good;
}

enum reading_event reading_step(struct reading *reading,
                                const struct net_host *host,
                                struct error *error) {
  struct slice bytes;
  switch (reader_next(&reading->reader, host, &bytes, error)) {
  case ANSWER_BYTES:
    return decode_piece(reading, bytes, error) ? READING_PAPERS : READING_FAILS;
  case ANSWER_RESTARTS:
    return begin_again(reading, error);
  case ANSWER_ENDS:
    return end(reading, error);
  case ANSWER_REFUSED:
    return READING_REFUSED;
  case ANSWER_FAILS:
    break;
  }
  return READING_FAILS;
}

void reading_check(struct answer *answer, int shape,
                   const struct net_host *host) {
  struct reading reading = {0};
  struct error error = {0};
  bool goes_on =
      reading_start(&reading, answer, (enum decode_shape)shape, 0, &error);
  while (goes_on) {
    goes_on = reading_step(&reading, host, &error) == READING_PAPERS;
    while (goes_on && decode_pop(reading.decoder)) {
    }
  }
  reading_clear(&reading);
}
