/* Reading one answer: bytes come from the network or the cache and go into the
** decoder. Here alone the two meet, also where an answer has to begin again. */
#ifndef PAPERS_TABLE_RELATION_DECODING_H
#define PAPERS_TABLE_RELATION_DECODING_H

#include "hub/decode/decode.h"
#include "net/answer/answers.h"
#include "net/answer/reader.h"

struct decoding {
  struct answer_reader reader; /* of an answer that is not owned */
  struct decoder *decoder;
  bool is_over; /* all was decoded; the decoder may still have rows */
};

enum decoding_event {
  DECODING_ROWS,    /* a piece was decoded: the decoder may have rows */
  DECODING_AGAIN,   /* what was read is void: the answer begins again */
  DECODING_ENDS,    /* the answer was whole, and well-formed to its end */
  DECODING_REFUSED, /* as ANSWER_REFUSED, with the error set */
  DECODING_FAILS    /* with the error set */
};

/* Begins with an answer, in place of another. False, with the error set, when
** there is no memory. */
bool decoding_start(struct decoding *decoding, struct answer *answer,
                    const struct relation *relation, enum shape shape,
                    field_set wanted, struct error *error);

/* Gives back what it has; the answer stays. Harmless twice. */
void decoding_clear(struct decoding *decoding);

/* One step further, waiting for bytes if need be. */
enum decoding_event decoding_step(struct decoding *decoding,
                                  const struct net_host *host,
                                  struct error *error);

/* An answer_check: decodes the answer, for nobody, as that of this source. */
void decoding_check(struct answer *answer, int source,
                    const struct net_host *host);

#endif
