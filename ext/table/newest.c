#include "table/newest.h"

#include "listing/decode.h"

/* Before every day: the listing had no entry at all. */
enum { NO_ENTRY = DAY_MIN - 1 };

/* An entry without a day is of none that is known. */
static void note_day(const struct paper *paper, int *newest) {
  int day = DAY_MIN, last;
  day_read(paper_text(paper, PAPER_SUBMITTED), PART_DAY, &day, &last);
  if (day > *newest) *newest = day;
}

/* Reads one whole answer for the days that its entries were submitted on. */
static bool read_days_of(struct answer *answer, const struct net_host *host,
                         struct decoder *decoder, int *newest,
                         struct error *error) {
  struct answer_reader reader = answer_read(answer);
  const struct paper *paper;
  for (;;) {
    struct slice bytes;
    bool truncated;
    switch (answer_next(&reader, host, &bytes, error)) {
    case ANSWER_BYTES:
      if (!decode_feed(decoder, bytes.at, bytes.length, error)) return false;
      break;
    case ANSWER_RESTARTS:
      if (!decode_restart(decoder, error)) return false;
      break;
    case ANSWER_ENDS: {
      struct error broken = {0};
      if (decode_end(decoder, &truncated, &broken)) {
        answer_is_good(answer);
        return true;
      }
      if (!truncated || !answer_is_broken(&reader)) {
        *error = broken;
        return false;
      }
      if (!decode_restart(decoder, error)) return false;
      break;
    }
    default:
      return false;
    }
    while ((paper = decode_pop(decoder))) {
      note_day(paper, newest);
    }
  }
}

bool newest_read(const struct inquiry *inquiry, const struct net_host *host,
                 int *newest, struct error *error) {
  struct ask ask = {.source = SOURCE_NEWEST};
  struct answer *answer = inquiry_ask(inquiry, &ask, error);
  if (!answer) return false;
  struct decoder *decoder =
      decode_new(source_shape(ask.source), PAPER_BIT(PAPER_SUBMITTED), error);
  *newest = NO_ENTRY;
  bool done = decoder && read_days_of(answer, host, decoder, newest, error);
  decode_free(decoder);
  if (done && *newest == DAY_MIN) {
    error_set(error, FAILED, "none of its entries says its day");
    done = false;
  }
  if (!done) inquiry_name_error(inquiry, &ask, error);
  return done;
}
