/* Where bytes of an answer become rows. Only here do net/ and hub/ meet. Must
** not know which listing the answer belongs to. */
#include "table/relation/decoding.h"

#include "hub/relation/relations.h"

bool decoding_start(struct decoding *decoding, struct answer *answer,
                    const struct relation *relation, enum shape shape,
                    field_set wanted, struct error *error) {
  decoding_clear(decoding);
  decoding->reader = reader_start(answer);
  decoding->decoder = decode_new(relation, shape, wanted, error);
  return decoding->decoder != NULL;
}

void decoding_clear(struct decoding *decoding) {
  reader_end(&decoding->reader);
  decode_free(decoding->decoder);
  *decoding = (struct decoding){0};
}

static enum decoding_event restart_decoder(struct decoding *decoding,
                                           struct error *error) {
  return decode_restart(decoding->decoder, error) ? DECODING_AGAIN
                                                  : DECODING_FAILS;
}

/* The answer has ended. If a connection closed too early, the body is truncated
** although the transport took it for complete: then it is fetched again. */
static enum decoding_event end_answer(struct decoding *decoding,
                                      struct error *error) {
  struct error broken = {0};
  bool truncated = false;
  if (decode_end(decoding->decoder, &truncated, &broken)) {
    answer_accept(decoding->reader.answer, decode_outline(decoding->decoder));
    decoding->is_over = true;
    return DECODING_ROWS;
  }
  if (truncated && reader_reject(&decoding->reader)) {
    return restart_decoder(decoding, error);
  }
  *error = broken;
  return DECODING_FAILS;
}

static bool decode_piece(struct decoding *decoding, struct slice bytes,
                         struct error *error) {
  bool good = decode_feed(decoding->decoder, bytes.at, bytes.length, error);
  reader_count_decoding(&decoding->reader);
  return good;
}

enum decoding_event decoding_step(struct decoding *decoding,
                                  const struct net_host *host,
                                  struct error *error) {
  struct slice bytes;
  if (decoding->is_over) return DECODING_ENDS;
  switch (reader_next(&decoding->reader, host, &bytes, error)) {
  case ANSWER_BYTES:
    return decode_piece(decoding, bytes, error) ? DECODING_ROWS
                                                : DECODING_FAILS;
  case ANSWER_RESTARTS:
    return restart_decoder(decoding, error);
  case ANSWER_ENDS:
    return end_answer(decoding, error);
  case ANSWER_REFUSED:
    return DECODING_REFUSED;
  case ANSWER_FAILS:
    break;
  }
  return DECODING_FAILS;
}

void decoding_check(struct answer *answer, int source,
                    const struct net_host *host) {
  struct decoding decoding = {0};
  struct error error = {0};
  bool goes_on =
      decoding_start(&decoding, answer, relation_of((enum source)source),
                     source_shape((enum source)source), 0, &error);
  /* Which paper it is about does not matter. */
  if (goes_on) decode_about(decoding.decoder, slice_of("0"), 0);
  while (goes_on) {
    goes_on = decoding_step(&decoding, host, &error) == DECODING_ROWS;
    while (goes_on && decode_pop(decoding.decoder)) {
    }
  }
  decoding_clear(&decoding);
}
