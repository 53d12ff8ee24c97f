/* Decodes one answer: passes its bytes, from the network or the cache, to the
** decoder. Starts the decoder again when the answer starts again. */
#ifndef PAPERS_TABLE_RELATION_DECODING_H
#define PAPERS_TABLE_RELATION_DECODING_H

#include "hub/decode/decode.h"
#include "net/answer/answers.h"
#include "net/answer/reader.h"

struct decoding {
  struct answer_reader reader; /* its answer is not owned */
  struct decoder *decoder;
  bool is_over; /* all was decoded; the decoder may still have rows */
};

enum decoding_event {
  DECODING_ROWS,    /* a piece was decoded: the decoder may have rows */
  DECODING_AGAIN,   /* the answer starts again; its rows may come again */
  DECODING_ENDS,    /* the answer was complete and well-formed */
  DECODING_REFUSED, /* as ANSWER_REFUSED, with the error set */
  DECODING_FAILS    /* with the error set */
};

/* Starts to decode an answer; clears the one before. The struct must be zero or
** started. False, with the error set, when there is no memory. */
bool decoding_start(struct decoding *decoding, struct answer *answer,
                    const struct relation *relation, enum shape shape,
                    field_set wanted, struct error *error);

/* Frees the reader and the decoder. The answer stays. Harmless twice. */
void decoding_clear(struct decoding *decoding);

/* Decodes the next piece of the answer. Waits for it if necessary. */
enum decoding_event decoding_step(struct decoding *decoding,
                                  const struct net_host *host,
                                  struct error *error);

/* An answer_check, for an answer that no scan reads to its end: decodes it as
** that of this source and drops the rows, so that a well-formed answer is
** stored. */
void decoding_check(struct answer *answer, int source,
                    const struct net_host *host);

#endif
