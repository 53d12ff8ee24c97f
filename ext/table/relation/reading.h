/* Reading one answer: bytes come from the network or the cache and go into the
** decoder. Here alone the two meet, also where an answer has to begin again. */
#ifndef PAPERS_TABLE_RELATION_READING_H
#define PAPERS_TABLE_RELATION_READING_H

#include "hub/decode.h"
#include "net/answer/answers.h"
#include "net/answer/reader.h"

struct reading {
  struct answer_reader reader; /* of an answer that is not owned */
  struct decoder *decoder;
};

enum reading_event {
  READING_PAPERS,  /* a piece was decoded: the decoder may have papers */
  READING_AGAIN,   /* what was read is void: the answer begins again */
  READING_ENDS,    /* the answer was whole, and well-formed to its end */
  READING_REFUSED, /* as ANSWER_REFUSED, with the error set */
  READING_FAILS    /* with the error set */
};

/* Begins with an answer, in place of another. False, with the error set, when
** there is no memory. */
bool reading_start(struct reading *reading, struct answer *answer,
                   enum decode_shape shape, paper_fields wanted,
                   struct error *error);

/* Gives back what it has; the answer stays. Harmless twice. */
void reading_clear(struct reading *reading);

/* One step further, waiting for bytes if need be. */
enum reading_event reading_step(struct reading *reading,
                                const struct net_host *host,
                                struct error *error);

/* An answer_check: decodes the answer, for nobody, as this decode_shape. */
void reading_check(struct answer *answer, int shape,
                   const struct net_host *host);

#endif
