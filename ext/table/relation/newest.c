#include "table/relation/newest.h"

#include "table/relation/reading.h"

/* Before every day: the listing had no entry at all. */
enum { NO_ENTRY = DAY_MIN - 1 };

/* An entry without a day is of none that is known. */
static void note_day(const struct relation *relation, const struct values *row,
                     int *newest) {
  int day = DAY_MIN, last;
  day_read(values_text(row, relation->newest), PART_DAY, &day, &last);
  if (day > *newest) *newest = day;
}

/* Reads one whole answer for the days that its entries were submitted on. */
static bool read_days_of(struct reading *reading,
                         const struct relation *relation,
                         const struct net_host *host, int *newest,
                         struct error *error) {
  const struct values *row;
  for (;;) {
    switch (reading_step(reading, host, error)) {
    case READING_ROWS:
      while ((row = decode_pop(reading->decoder))) {
        note_day(relation, row, newest);
      }
      break;
    case READING_AGAIN:
      break;
    case READING_ENDS:
      return true;
    default:
      return false;
    }
  }
}

bool newest_read(const struct inquiry *inquiry, const struct net_host *host,
                 int *newest, struct error *error) {
  struct ask ask = {.source = SOURCE_NEWEST};
  const struct relation *relation = inquiry->relation;
  struct answer *answer = inquiry_ask(inquiry, &ask, error);
  if (!answer) return false;
  struct reading reading = {0};
  *newest = NO_ENTRY;
  bool done =
      reading_start(&reading, answer, relation, source_shape(ask.source),
                    FIELD_BIT(relation->newest), error) &&
      read_days_of(&reading, relation, host, newest, error);
  reading_clear(&reading);
  if (done && *newest == DAY_MIN) {
    error_set(error, FAILED, "none of its entries says its day");
    done = false;
  }
  if (!done) inquiry_name_error(inquiry, &ask, error);
  return done;
}

bool newest_of_statement(const struct inquiry *inquiry,
                         const struct net_host *host, int *newest,
                         struct error *error) {
  int *known = statement_newest(inquiry->statement);
  if (*known == NEWEST_UNKNOWN && !newest_read(inquiry, host, known, error)) {
    *known = NEWEST_UNKNOWN;
    return false;
  }
  *newest = *known;
  return true;
}
