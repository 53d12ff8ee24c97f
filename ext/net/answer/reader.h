/* Reading an answer: the one place where a statement waits for bytes. */
#ifndef PAPERS_NET_ANSWER_READER_H
#define PAPERS_NET_ANSWER_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/slice.h"
#include "net/host.h"

struct answer;

/* A place in one answer. Several may read one answer at different places.
**
** The bodies of a connection together take no more than twice max_bytes and
** 64 MiB. Beyond that, bodies that no reader is in the middle of are dropped,
** and got again for the next reader: from the cache, else from the service. */
struct answer_reader {
  struct answer *answer; /* not owned */
  size_t offset;
  int attempt;     /* of the request, whose bytes are being read */
  bool holds;      /* the body: it stays until the reader is at its end */
  double decoding; /* seconds in the reader's decoder */
  double given_at; /* clock_steady's: when it got the last bytes */
};

/* A reader at the first byte. */
struct answer_reader reader_start(struct answer *answer);

/* The reader will not read on. Due before the `answers` are freed, or else the
** body stays as long as they. Harmless twice, and at the end of the body. */
void reader_end(struct answer_reader *reader);

/* The bytes that reader_next gave last are decoded. The time since then counts
** towards `timeout`, because it is the answer that takes so long. All other
** time between two calls is the host's and does not count. */
void reader_count_decoding(struct answer_reader *reader);

enum answer_event {
  ANSWER_BYTES,    /* *bytes are the next ones, valid until the next call of
                   ** anything in net/answer */
  ANSWER_RESTARTS, /* the answer broke off and is requested again: what was read
                   ** is void, and the reader is at the first byte again */
  ANSWER_ENDS,     /* there is no more; the body came whole */
  ANSWER_REFUSED,  /* the service answered with a status other than 200: the
                   ** error says why, answer_status tells which */
  ANSWER_FAILS     /* no answer; the error says why */
};

/* The next bytes of the answer, waiting for them if need be. */
enum answer_event reader_next(struct answer_reader *reader,
                              const struct net_host *host, struct slice *bytes,
                              struct error *error);

/* The reader found the body broken although it came whole (a connection that
** just closes looks like this). True: it is requested again, go on with
** reader_next. False: the attempts are used up. */
bool reader_reject(struct answer_reader *reader);

#endif
