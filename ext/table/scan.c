#include "table/scan.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/number_set.h"
#include "listing/identity.h"
#include "table/newest.h"
#include "table/reading.h"
#include "table/waiting.h"
#include "table/window.h"

struct scan {
  struct inquiry inquiry;
  struct waiting waiting;
  struct arguments arguments;
  paper_fields wanted;
  struct window window;
  int newest; /* the newest day */

  struct pending head; /* whose rows are due; no answer: none is */
  struct reading reading;
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
  scan->inquiry.connection = connection;
  scan->inquiry.statement = statement;
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
  reading_clear(&scan->reading);
  scan->head.answer = NULL;
  scan->at_row = false;
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
  return reading_start(&scan->reading, head.answer, source_shape(source),
                       fields_wanted(scan, source), error);
}

/* Makes the next listing, paper or search the head; without one the head has
** no answer afterwards. */
static bool next_head(struct scan *scan, struct error *error) {
  struct pending head;
  scan->head.answer = NULL;
  if (!window_take(&scan->window, &head, error)) return false;
  if (!head.answer) return true;
  if (head.ask.source == SOURCE_DAY) {
    number_set_clear(&scan->seen);
    scan->place = 0;
  }
  return read_head(scan, head, error);
}

static bool next_page(struct scan *scan, struct error *error) {
  struct pending next = {.ask = scan->head.ask};
  struct inquiry inquiry = scan->inquiry;
  inquiry.not_before = answer_fetched_at(scan->head.answer);
  next.ask.page++;
  next.answer = inquiry_ask(&inquiry, &next.ask, error);
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
  while (error->outcome == OK && (paper = decode_pop(scan->reading.decoder))) {
    if (!make_row(scan, paper, error)) continue;
    scan->at_row = true;
    if (scan->left > 0) scan->left--;
    return true;
  }
  return false;
}

/* Asks which day is the newest, and leaves later ones out of the scan. */
static bool find_newest(struct scan *scan, struct error *error) {
  const struct net_host host = waiting_host(&scan->waiting);
  int newest;
  if (scan->newest != NEWEST_UNKNOWN) return true;
  if (!newest_read(&scan->inquiry, &host, &newest, error)) return false;
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
  *no_rows = source == SOURCE_PAPER && status == 404 &&
             !answer_is_html(scan->head.answer);
  if (source != SOURCE_DAY || status != 400) return true;
  if (!find_newest(scan, error)) return false;
  *no_rows = scan->head.ask.day > scan->newest;
  return true;
}

static bool take_refusal(struct scan *scan, const struct error *refusal,
                         struct error *error) {
  bool no_rows;
  if (!means_no_rows(scan, &no_rows, error)) return false;
  if (no_rows) answer_is_good(scan->head.answer);
  if (no_rows) return next_head(scan, error);
  *error = *refusal;
  inquiry_name_error(&scan->inquiry, &scan->head.ask, error);
  return false;
}

/* A day that the clock has not reached may have been answered with nothing
** instead of a refusal: then too the newest day says where to go on. */
static bool skip_days_ahead(struct scan *scan, struct error *error) {
  const struct ask *ask = &scan->head.ask;
  int tomorrow = day_of((long long)time(NULL)) + 1;
  if (ask->source != SOURCE_DAY || ask->day <= tomorrow) return true;
  return find_newest(scan, error);
}

static bool leave_answer(struct scan *scan, struct error *error) {
  if (!scan->entries) {
    if (!skip_days_ahead(scan, error)) return false;
  } else if (source_is_paged(scan->head.ask.source) &&
             answer_has_next_page(scan->head.answer)) {
    return next_page(scan, error);
  }
  window_widen(&scan->window);
  return next_head(scan, error);
}

/* One step further with the answer whose rows are due. */
static bool read_on(struct scan *scan, struct error *error) {
  struct error trouble = {0};
  const struct net_host host = waiting_host(&scan->waiting);
  switch (reading_step(&scan->reading, &host, &trouble)) {
  case READING_PAPERS:
    return true;
  case READING_AGAIN:
    scan->entries = 0;
    return true;
  case READING_ENDS:
    return leave_answer(scan, error);
  case READING_REFUSED:
    return take_refusal(scan, &trouble, error);
  case READING_FAILS:
    break;
  }
  *error = trouble;
  inquiry_name_error(&scan->inquiry, &scan->head.ask, error);
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
  scan->inquiry.max_age = scan->arguments.max_age;
  window_start(&scan->window, &scan->inquiry, &scan->arguments.query,
               scan->left);
  if (scan->left == 0) return true;
  if (scan_is_daily(scan) && days_is_open(&scan->arguments.query.days) &&
      !find_newest(scan, error)) {
    return false;
  }
  return next_head(scan, error) && scan_next(scan, error);
}
