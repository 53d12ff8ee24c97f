#include "table/scan.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/number_set.h"
#include "listing/identity.h"
#include "table/waiting.h"

/* A request that was started and whose rows are not due yet. */
struct pending {
  struct ask ask;
  struct answer *answer;
};

/* No setting allows more requests side by side. */
enum { PENDING_MAX = 64, URL_MAX_BYTES = 8192 };

/* No day comes after this one; until the newest is known there is no end. */
enum { NEWEST_UNKNOWN = DAY_MAX + 1, NO_ENTRY = DAY_MIN - 1 };

struct scan {
  struct connection *connection;
  struct statement *statement;
  struct waiting waiting;
  struct arguments arguments;
  paper_fields wanted;

  struct pending pending[PENDING_MAX]; /* a ring, in the order of the rows */
  int first, count;
  int window;      /* how many of them there may be */
  struct ask held; /* taken from the query but not yet asked for */
  bool has_held;
  int newest; /* the newest day */

  struct pending head; /* whose rows are due; no answer: none is */
  struct answer_reader reader;
  struct decoder *decoder;
  int entries; /* of this page that were read */

  struct number_set seen; /* rowids of this listing */
  int64_t place;          /* in this listing */
  int64_t left;           /* rows that may still be read; negative: all */
  struct row row;
  int64_t rowid;
  char listed[DAY_TEXT_SIZE];
  bool at_row;
};

struct scan *scan_new(struct connection *connection,
                      struct statement *statement) {
  struct scan *scan = calloc(1, sizeof *scan);
  if (!scan) return NULL;
  scan->connection = connection;
  scan->statement = statement;
  waiting_init(&scan->waiting, connection);
  arguments_init(&scan->arguments);
  number_set_init(&scan->seen);
  return scan;
}

/* Harmless twice. */
static void reset(struct scan *scan) {
  arguments_clear(&scan->arguments);
  waiting_clear(&scan->waiting);
  number_set_clear(&scan->seen);
  decode_free(scan->decoder);
  scan->decoder = NULL;
  scan->head.answer = NULL;
  scan->first = scan->count = 0;
  scan->has_held = scan->at_row = false;
  scan->place = 0;
}

void scan_free(struct scan *scan) {
  if (!scan) return;
  reset(scan);
  free(scan);
}

const struct row *scan_row(const struct scan *scan) {
  return scan->at_row ? &scan->row : NULL;
}

int64_t scan_rowid(const struct scan *scan) {
  return scan->rowid;
}

sqlite3_value *scan_given(const struct scan *scan, enum papers_input input) {
  return scan->arguments.given[input];
}

bool scan_is_daily(const struct scan *scan) {
  return scan->arguments.query.source == SOURCE_DAY;
}

/* The error of a request, with what it was for and where it went. */
static void name_error(const struct scan *scan, const struct ask *ask,
                       struct error *error) {
  struct buffer what, path;
  if (error->outcome == NO_MEMORY || error->outcome == INTERRUPTED) return;
  buffer_init(&what, URL_MAX_BYTES);
  buffer_init(&path, URL_MAX_BYTES);
  ask_what(ask, &what);
  ask_path(ask, &path);
  if (what.failed == OK && path.failed == OK) {
    error_prefix(error, "%.*s could not be fetched: ", (int)what.length,
                 what.at);
    error_suffix(error, " (%s%.*s)",
                 settings_endpoint(&scan->connection->settings),
                 (int)path.length, path.at);
  }
  buffer_clear(&what);
  buffer_clear(&path);
}

static struct answer *ask_service(struct scan *scan, const struct ask *ask,
                                  struct error *error) {
  struct answers *answers = statement_answers(scan->statement, error);
  struct answer *answer = NULL;
  struct buffer url;
  if (!answers) return NULL;
  buffer_init(&url, URL_MAX_BYTES);
  buffer_append_text(&url, settings_endpoint(&scan->connection->settings));
  ask_path(ask, &url);
  buffer_append_byte(&url, 0);
  if (buffer_check(&url, error)) {
    struct question question = {.url = url.at,
                                .age =
                                    ask_age(ask, day_of((long long)time(NULL))),
                                .max_age = scan->arguments.max_age,
                                .lane = source_lane(ask->source)};
    answer = answers_ask(answers, &question, error);
  }
  buffer_clear(&url);
  if (!answer) name_error(scan, ask, error);
  return answer;
}

static bool take_ask(struct scan *scan) {
  if (!scan->has_held) {
    scan->has_held = query_next(&scan->arguments.query, &scan->held);
  }
  return scan->has_held;
}

/* Starts requests until the window is full. One that cannot be started is
** kept back: its turn to fail comes when its rows are due. */
static bool fill_window(struct scan *scan, struct error *error) {
  while (scan->count < scan->window && take_ask(scan)) {
    struct error refused = {0};
    struct answer *answer = ask_service(scan, &scan->held, &refused);
    if (!answer) {
      if (scan->count) return true;
      *error = refused;
      return false;
    }
    int at = (scan->first + scan->count++) % PENDING_MAX;
    scan->pending[at] = (struct pending){scan->held, answer};
    scan->has_held = false;
  }
  return true;
}

static int connections(const struct scan *scan) {
  int allowed =
      (int)settings_number(&scan->connection->settings, SETTING_CONNECTIONS);
  return allowed < PENDING_MAX ? allowed : PENDING_MAX;
}

/* Whoever has read an answer to its end will want the next ones too. */
static void widen_window(struct scan *scan) {
  int most = connections(scan);
  scan->window = scan->window * 2 < most ? scan->window * 2 : most;
}

/* The day of a listing is known; elsewhere the rowid needs it, whether or not
** the column is read. */
static paper_fields fields_wanted(const struct scan *scan, enum source source) {
  if (source == SOURCE_DAY) return scan->wanted & ~PAPER_BIT(PAPER_LISTED);
  return scan->wanted | PAPER_BIT(PAPER_LISTED);
}

static bool read_head(struct scan *scan, struct pending head,
                      struct error *error) {
  enum source source = head.ask.source;
  scan->head = head;
  scan->entries = 0;
  scan->reader = answer_read(head.answer);
  decode_free(scan->decoder);
  scan->decoder =
      decode_new(source_shape(source), fields_wanted(scan, source), error);
  return scan->decoder != NULL;
}

/* Makes the next listing, paper or search the head; without one the head has
** no answer afterwards. */
static bool next_head(struct scan *scan, struct error *error) {
  scan->head.answer = NULL;
  if (!fill_window(scan, error)) return false;
  if (!scan->count) return true;
  struct pending head = scan->pending[scan->first];
  scan->first = (scan->first + 1) % PENDING_MAX;
  scan->count--;
  if (scan->arguments.query.source == SOURCE_DAY) {
    number_set_clear(&scan->seen);
    scan->place = 0;
  }
  /* The place that became free is used at once. What cannot be asked for now
  ** fails when its rows are due, after those of this head. */
  struct error later = {0};
  scan->window--;
  fill_window(scan, &later);
  scan->window++;
  return read_head(scan, head, error);
}

static bool next_page(struct scan *scan, struct error *error) {
  struct pending next = {.ask = scan->head.ask};
  next.ask.page++;
  next.answer = ask_service(scan, &next.ask, error);
  return next.answer && read_head(scan, next, error);
}

/* Fills the row from the paper. False for one that this listing has had: it
** moved from one page to the next, or the answer had to begin again. */
static bool make_row(struct scan *scan, const struct paper *paper,
                     struct error *error) {
  struct row *row = &scan->row;
  const struct ask *ask = &scan->head.ask;
  row->paper = paper;
  row->listed = paper_text(paper, PAPER_LISTED);
  if (ask->source == SOURCE_DAY) {
    /* The day that was asked for is the one whose listing it is in. */
    day_write(ask->day, PART_DAY, scan->listed);
    row->listed = slice_of(scan->listed);
  }
  scan->entries++;
  scan->rowid = identity_of(row->listed, paper_text(paper, PAPER_ID));
  switch (number_set_add(&scan->seen, scan->rowid)) {
  case NUMBER_NO_MEMORY:
    error_no_memory(error);
    return false;
  case NUMBER_PRESENT:
    return false;
  case NUMBER_ADDED:
    break;
  }
  /* The service may know a paper by another id than it was asked for. */
  if (ask->source == SOURCE_PAPER &&
      !slice_equal(paper_text(paper, PAPER_ID), ask->text)) {
    return false;
  }
  row->rank = ask->source == SOURCE_PAPER ? 0 : ++scan->place;
  row->fetched_at = answer_fetched_at(scan->head.answer);
  row->cache = answer_source(scan->head.answer);
  return true;
}

static bool take_row(struct scan *scan, struct error *error) {
  const struct paper *paper;
  while (error->outcome == OK && (paper = decode_pop(scan->decoder))) {
    if (!make_row(scan, paper, error)) continue;
    scan->at_row = true;
    if (scan->left > 0) scan->left--;
    return true;
  }
  return false;
}

/* An entry without a day is of none that is known. */
static void note_day(const struct paper *paper, int *newest) {
  int day = DAY_MIN, last;
  day_read(paper_text(paper, PAPER_SUBMITTED), PART_DAY, &day, &last);
  if (day > *newest) *newest = day;
}

/* Reads one whole answer for the days that its entries were submitted on. */
static bool read_days_of(struct scan *scan, struct answer *answer,
                         struct decoder *decoder, int *newest,
                         struct error *error) {
  struct answer_reader reader = answer_read(answer);
  const struct net_host host = waiting_host(&scan->waiting);
  const struct paper *paper;
  for (;;) {
    struct slice bytes;
    bool truncated;
    switch (answer_next(&reader, &host, &bytes, error)) {
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

/* Asks which day is the newest, and leaves later ones out of the scan. */
static bool read_newest(struct scan *scan, struct error *error) {
  struct ask ask = {.source = SOURCE_NEWEST};
  struct answer *answer = ask_service(scan, &ask, error);
  if (!answer) return false;
  struct decoder *decoder =
      decode_new(source_shape(ask.source), PAPER_BIT(PAPER_SUBMITTED), error);
  int newest = NO_ENTRY;
  bool done = decoder && read_days_of(scan, answer, decoder, &newest, error);
  decode_free(decoder);
  if (newest == DAY_MIN) {
    error_set(error, FAILED, "none of its entries says its day");
    done = false;
  }
  if (!done) {
    name_error(scan, &ask, error);
    return false;
  }
  scan->newest = newest;
  days_cut(&scan->arguments.query.days, newest);
  return true;
}

/* Whether a refusal says that there are no rows. The service refuses a day
** after the newest one, and it may refuse for other reasons: that the newest
** day lies before is what tells them apart. False, with the error set, when
** that could not be found out. */
static bool means_no_rows(struct scan *scan, bool *no_rows,
                          struct error *error) {
  enum source source = scan->head.ask.source;
  int status = answer_status(scan->head.answer);
  *no_rows = source == SOURCE_PAPER && status == 404;
  if (source != SOURCE_DAY || status != 400) return true;
  if (scan->newest == NEWEST_UNKNOWN && !read_newest(scan, error)) return false;
  *no_rows = scan->head.ask.day > scan->newest;
  return true;
}

static bool take_refusal(struct scan *scan, const struct error *refusal,
                         struct error *error) {
  bool no_rows;
  if (!means_no_rows(scan, &no_rows, error)) return false;
  if (no_rows) return next_head(scan, error);
  *error = *refusal;
  name_error(scan, &scan->head.ask, error);
  return false;
}

/* A day that the clock has not reached may have been answered with nothing
** instead of a refusal: then too the newest day says where to go on. */
static bool skip_days_ahead(struct scan *scan, struct error *error) {
  const struct ask *ask = &scan->head.ask;
  int tomorrow = day_of((long long)time(NULL)) + 1;
  if (ask->source != SOURCE_DAY || ask->day <= tomorrow) return true;
  return scan->newest != NEWEST_UNKNOWN || read_newest(scan, error);
}

static bool leave_answer(struct scan *scan, struct error *error) {
  if (!scan->entries) {
    if (!skip_days_ahead(scan, error)) return false;
  } else if (source_is_paged(scan->head.ask.source) &&
             answer_has_next_page(scan->head.answer)) {
    return next_page(scan, error);
  }
  widen_window(scan);
  return next_head(scan, error);
}

static bool begin_again(struct scan *scan, struct error *error) {
  scan->entries = 0;
  return decode_restart(scan->decoder, error);
}

static bool end_answer(struct scan *scan, struct error *error) {
  struct error broken = {0};
  bool truncated = false;
  if (decode_end(scan->decoder, &truncated, &broken)) {
    answer_is_good(scan->head.answer);
    return leave_answer(scan, error);
  }
  if (truncated && answer_is_broken(&scan->reader)) {
    return begin_again(scan, error);
  }
  *error = broken;
  name_error(scan, &scan->head.ask, error);
  return false;
}

/* One step further with the answer whose rows are due. */
static bool read_on(struct scan *scan, struct error *error) {
  struct slice bytes;
  struct error refusal = {0};
  const struct net_host host = waiting_host(&scan->waiting);
  switch (answer_next(&scan->reader, &host, &bytes, &refusal)) {
  case ANSWER_BYTES:
    if (decode_feed(scan->decoder, bytes.at, bytes.length, &refusal)) {
      return true;
    }
    break;
  case ANSWER_RESTARTS:
    return begin_again(scan, error);
  case ANSWER_ENDS:
    return end_answer(scan, error);
  case ANSWER_REFUSED:
    return take_refusal(scan, &refusal, error);
  case ANSWER_FAILS:
    break;
  }
  *error = refusal;
  name_error(scan, &scan->head.ask, error);
  return false;
}

bool scan_next(struct scan *scan, struct error *error) {
  scan->at_row = false;
  if (scan->left == 0) return true;
  while (scan->head.answer) {
    if (take_row(scan, error)) return true;
    if (error->outcome != OK || !read_on(scan, error)) break;
  }
  scan->head.answer = error->outcome == OK ? scan->head.answer : NULL;
  return error->outcome == OK;
}

bool scan_start(struct scan *scan, struct arguments *arguments,
                paper_fields wanted, struct error *error) {
  reset(scan);
  scan->arguments = *arguments;
  arguments_init(arguments);
  scan->wanted = wanted;
  scan->left = scan->arguments.rows;
  scan->newest = NEWEST_UNKNOWN;
  scan->window = source_first_window(scan->arguments.query.source);
  if (!scan->window) scan->window = connections(scan);
  if (scan->left >= 0 && scan->left < scan->window) {
    scan->window = (int)scan->left;
  }
  if (scan->left == 0) return true;
  if (scan_is_daily(scan) && days_is_open(&scan->arguments.query.days) &&
      !read_newest(scan, error)) {
    return false;
  }
  return next_head(scan, error) && scan_next(scan, error);
}
