#include "table/relation/scan.h"

#include <stdlib.h>
#include <time.h>

#include "table/relation/kept.h"
#include "table/relation/listing.h"
#include "table/relation/window.h"
#include "table/waiting.h"

/* How the rows of the head come. */
enum head_mode {
  HEAD_NONE,   /* there is no head: the scan has ended */
  HEAD_STREAM, /* as they are decoded */
  HEAD_KEPT    /* from memory, to which they are added as they are decoded */
};

struct scan {
  struct requester requester;
  struct waiting waiting;
  struct arguments arguments;
  const struct relation *relation;
  field_set wanted;   /* stored values */
  bool needs_listing; /* of a record: it cannot tell all that is read */
  struct window window;
  int newest; /* the newest day */

  /* The listing whose rows are due. */
  enum head_mode mode;
  struct listing listing; /* being decoded; its answer is NULL: nothing is */
  struct stored_listing *stored; /* what the statement knows of it, or NULL */
  struct kept *kept;             /* of HEAD_KEPT */
  bool owns_kept;
  size_t *order; /* of the kept rows; NULL: as they are */
  size_t place;  /* in that order */

  /* Papers that are found by their records: read ahead, some at a time. */
  struct kept *records;
  size_t record;
  struct listing detail; /* the listing that the record's row is taken from */
  struct kept *passed;   /* its rows that were read; NULL: kept elsewhere */

  struct row row;
  bool at_row;
};

struct scan *scan_new(struct connection *connection,
                      struct statement *statement,
                      const struct relation *relation) {
  struct scan *scan = calloc(1, sizeof *scan);
  if (!scan) return NULL;
  scan->requester.connection = connection;
  scan->requester.statement = statement;
  scan->requester.relation = scan->relation = relation;
  waiting_init(&scan->waiting, connection);
  arguments_init(&scan->arguments);
  listing_init(&scan->listing);
  listing_init(&scan->detail);
  return scan;
}

static void leave_head(struct scan *scan) {
  listing_clear(&scan->listing);
  free(scan->order);
  if (scan->owns_kept) kept_free(scan->kept);
  scan->order = NULL;
  scan->kept = NULL;
  scan->owns_kept = false;
  scan->stored = NULL;
  scan->place = 0;
  scan->mode = HEAD_NONE;
}

/* Harmless twice. */
static void reset(struct scan *scan) {
  leave_head(scan);
  listing_clear(&scan->detail);
  kept_free(scan->records);
  kept_free(scan->passed);
  scan->records = scan->passed = NULL;
  scan->record = 0;
  arguments_clear(&scan->arguments);
  waiting_clear(&scan->waiting);
  scan->at_row = false;
}

void scan_free(struct scan *scan) {
  if (!scan) return;
  reset(scan);
  free(scan);
}

const struct row *scan_row(const struct scan *scan) {
  return scan->at_row ? &scan->row : NULL;
}

sqlite3_value *scan_given(const struct scan *scan, enum plan_input input) {
  return scan->arguments.given[input];
}

bool scan_is_daily(const struct scan *scan) {
  enum source source = scan->arguments.query.source;
  return source == SOURCE_DAY || source == SOURCE_PAPER;
}

/* --- days that are not there yet ---------------------------------------- */

/* Asks which day is the newest, and leaves later ones out of the scan. */
static bool find_newest(struct scan *scan, struct error *error) {
  const struct net_host host = waiting_host(&scan->waiting);
  if (scan->newest != DAY_UNKNOWN) return true;
  if (!requester_newest(&scan->requester, &host, &scan->newest, error)) {
    return false;
  }
  if (scan->arguments.query.source == SOURCE_DAY) {
    days_cut(&scan->arguments.query.days, scan->newest);
  }
  return true;
}

/* Whether a refusal says that there are no rows. The service refuses a day
** after the newest one, and it may refuse for other reasons: that the newest
** day lies before is what tells them apart. False, with the error set, when
** that could not be found out. */
static bool means_no_rows(struct scan *scan, const struct listing *listing,
                          bool *no_rows, struct error *error) {
  enum source source = listing->page.source;
  int status = answer_status(listing->answer);
  *no_rows = source_is_of_paper(source) && status == 404 &&
             (source_absent_path(source) || !answer_is_html(listing->answer));
  if (source == SOURCE_DAY && status == 400) {
    if (!find_newest(scan, error)) return false;
    *no_rows = listing->page.day > scan->newest;
  }
  /* Which is worth remembering. */
  if (*no_rows) answer_accept(listing->answer);
  return true;
}

/* --- rows of a listing -------------------------------------------------- */

/* The next row as it is decoded; a refusal that means no rows is the end. */
static enum listing_event decode_next(struct scan *scan,
                                      struct listing *listing, struct row *row,
                                      struct error *error) {
  const struct net_host host = waiting_host(&scan->waiting);
  struct error refusal = {0};
  bool no_rows;
  enum listing_event event =
      listing_next(listing, &scan->requester, &host, row, &refusal);
  if (event != LISTING_REFUSED) {
    if (event == LISTING_FAILS) *error = refusal;
    return event;
  }
  if (!means_no_rows(scan, listing, &no_rows, error)) return LISTING_FAILS;
  if (no_rows) return LISTING_ENDS;
  *error = refusal;
  requester_name_error(&scan->requester, &listing->page, error);
  return LISTING_FAILS;
}

static struct store *store_of(const struct scan *scan) {
  return statement_store(scan->requester.statement);
}

/* Adds what one page has to the kept rows; at the end they are whole, and the
** statement's. */
static bool keep_page(struct scan *scan, struct error *error) {
  enum listing_event event = LISTING_ROW;
  struct row row;
  scan->listing.pauses = true;
  while (event == LISTING_ROW) {
    event = decode_next(scan, &scan->listing, &row, error);
    if (event == LISTING_ROW && !kept_add(scan->kept, &row, error)) {
      return false;
    }
    if (!store_has_room(store_of(scan), scan->kept->bytes)) break;
  }
  if (event == LISTING_FAILS) return false;
  if (event != LISTING_ENDS) return true;
  scan->kept->is_whole = true;
  listing_clear(&scan->listing);
  if (!scan->stored) return true;
  store_keep(store_of(scan), scan->stored, scan->kept);
  scan->owns_kept = false;
  return true;
}

/* Says that rows which must be in memory take too much of it. */
static bool is_too_large(struct error *error) {
  error_set(error, TOO_BIG,
            "a day's listing takes more than %d MiB and cannot be sorted: "
            "order by listed alone",
            STORE_MAX_BYTES >> 20);
  return false;
}

/* A listing that is sorted must be whole. */
static bool sort_head(struct scan *scan, struct error *error) {
  while (!scan->kept->is_whole) {
    if (!keep_page(scan, error)) return false;
    if (scan->kept->is_whole) break;
    if (!store_has_room(store_of(scan), scan->kept->bytes)) {
      return is_too_large(error);
    }
  }
  scan->order = kept_sort(scan->kept, scan->arguments.order,
                          scan->arguments.terms, error);
  return scan->order != NULL;
}

/* From the second scan on the rows are kept, with all the columns that were
** read of them so far. */
static bool begin_kept(struct scan *scan, const struct pending *head,
                       struct error *error) {
  const struct relation *relation = scan->relation;
  field_set wanted = scan->stored ? scan->stored->wanted : scan->wanted;
  scan->mode = HEAD_KEPT;
  scan->kept = head->kept;
  if (!scan->kept) {
    scan->kept = kept_new(relation, wanted, error);
    scan->owns_kept = true;
    if (!scan->kept || !listing_begin(&scan->listing, &head->page, head->answer,
                                      relation, wanted, error)) {
      return false;
    }
  }
  return !scan->arguments.terms || sort_head(scan, error);
}

static bool begin_head(struct scan *scan, const struct pending *head,
                       struct error *error) {
  struct stored_listing *stored =
      requester_stored(&scan->requester, &head->page);
  scan->stored = stored;
  if (stored) {
    stored->scans++;
    stored->wanted |= scan->wanted;
  }
  bool is_read_again = stored && stored->scans > 1 && !stored->is_too_large;
  if (head->kept || is_read_again || scan->arguments.terms) {
    return begin_kept(scan, head, error);
  }
  scan->mode = HEAD_STREAM;
  return listing_begin(&scan->listing, &head->page, head->answer,
                       scan->relation, scan->wanted, error);
}

/* Makes the next listing the head, if there is one. */
static bool next_head(struct scan *scan, struct error *error) {
  struct pending head;
  leave_head(scan);
  if (!window_take(&scan->window, &head, error)) return false;
  if (!head.answer && !head.kept) return true;
  return begin_head(scan, &head, error);
}

/* The next of the kept rows that may be wanted; false behind the last. */
static bool next_kept(struct scan *scan) {
  struct kept *kept = scan->kept;
  bool looks_up =
      scan->arguments.lookup != NO_COLUMN && kept->is_whole && !scan->order;
  if (looks_up) {
    scan->place = kept_find(kept, scan->arguments.lookup, &scan->arguments.cell,
                            scan->place);
  }
  if (scan->place >= kept->count) return false;
  size_t place = scan->order ? scan->order[scan->place] : scan->place;
  scan->row = *kept_row(kept, place);
  scan->place++;
  return true;
}

/* More of them are decoded. Where they become too many, the rest comes as it
** is decoded, and is not kept. */
static bool keep_more(struct scan *scan, struct error *error) {
  if (store_has_room(store_of(scan), scan->kept->bytes)) {
    return keep_page(scan, error);
  }
  if (scan->stored) scan->stored->is_too_large = true;
  kept_free(scan->kept);
  scan->kept = NULL;
  scan->owns_kept = false;
  scan->listing.pauses = false;
  scan->mode = HEAD_STREAM;
  return true;
}

/* The next row of the head; at its end the next head, without a row. */
static bool step(struct scan *scan, bool *has_row, struct error *error) {
  *has_row = false;
  if (scan->mode == HEAD_KEPT) {
    *has_row = next_kept(scan);
    if (*has_row) return true;
    if (!scan->kept->is_whole) return keep_more(scan, error);
  } else {
    switch (decode_next(scan, &scan->listing, &scan->row, error)) {
    case LISTING_ROW:
      *has_row = true;
      return true;
    case LISTING_ENDS:
      break;
    default:
      return false;
    }
  }
  window_widen(&scan->window);
  return next_head(scan, error);
}

/* --- records ------------------------------------------------------------ */

/* Beside what only a listing has, a record may lack what stands outside of the
** paper in an entry. */
static bool lacks_something(const struct scan *scan, const struct row *row) {
  field_set lacking = scan->wanted & ~row->values->present;
  return scan->needs_listing ||
         (lacking & relation_outside(scan->relation)) != 0;
}

static bool read_day_of(const struct row *row, struct hub_page *page) {
  int last;
  *page = (struct hub_page){.source = SOURCE_DAY};
  return day_read(row->listed, PART_DAY, &page->day, &last);
}

/* The same where the day can have a listing. */
static bool read_listing_of(const struct row *row, struct hub_page *page) {
  return read_day_of(row, page) && page->day >= FIRST_LISTING;
}

/* Whether the constraints on the day let the row through. */
static bool is_wanted(const struct scan *scan, const struct row *row) {
  struct hub_page page;
  if (!scan->arguments.is_about_days) return true;
  return read_day_of(row, &page) &&
         days_has(&scan->arguments.query.days, page.day);
}

/* Reads ahead: the requests for the records run side by side, and then those
** for their listings do. What could not be asked for fails when it is due. */
static bool add_record(struct scan *scan, const struct row *row,
                       struct error *error) {
  struct error later = {0};
  struct hub_page page;
  if (!is_wanted(scan, row)) return true;
  if (!kept_add(scan->records, row, error)) return false;
  if (lacks_something(scan, row) && read_listing_of(row, &page)) {
    requester_fetch(&scan->requester, &page, &later);
  }
  return true;
}

static bool read_record(struct scan *scan, const struct pending *head,
                        struct error *error) {
  struct row row;
  if (!listing_begin(&scan->listing, &head->page, head->answer, scan->relation,
                     scan->wanted | FIELD_BIT(scan->relation->day), error)) {
    return false;
  }
  for (;;) {
    switch (decode_next(scan, &scan->listing, &row, error)) {
    case LISTING_ROW:
      if (!add_record(scan, &row, error)) return false;
      break;
    case LISTING_ENDS:
      return true;
    default:
      return false;
    }
  }
}

/* As many records as there are requests side by side. */
static bool read_records(struct scan *scan, bool *is_end, struct error *error) {
  int most = scan->window.size < 1 ? 1 : scan->window.size;
  struct pending head;
  kept_free(scan->records);
  scan->record = 0;
  scan->records = kept_new(scan->relation, scan->wanted, error);
  if (!scan->records) return false;
  *is_end = false;
  for (int i = 0; i < most && !*is_end; i++) {
    if (!window_take(&scan->window, &head, error)) return false;
    *is_end = !head.answer;
    if (!*is_end && !read_record(scan, &head, error)) return false;
  }
  *is_end = *is_end && !scan->records->count;
  window_widen(&scan->window);
  return true;
}

/* Finds the row with the rowid of *row among the kept ones, if it is there. */
static void find_row(struct kept *kept, struct row *row) {
  int id = kept->relation->id;
  struct cell cell = column_cell(kept->relation, id, row);
  for (size_t place = 0; place < kept->count; place++) {
    if (kept->is_whole) place = kept_find(kept, id, &cell, place);
    if (place == kept->count) return;
    if (kept_row(kept, place)->rowid != row->rowid) continue;
    *row = *kept_row(kept, place);
    return;
  }
}

/* The rows of the listing are kept as they come, since the next paper may be of
** the same day; where they become too many, those behind are only looked at. */
static enum listing_event find_in_listing(struct scan *scan, struct row *row,
                                          struct error *error) {
  enum listing_event event;
  struct row next;
  bool keeps = true;
  while ((event = decode_next(scan, &scan->detail, &next, error)) ==
         LISTING_ROW) {
    keeps = keeps && store_has_room(store_of(scan), scan->passed->bytes);
    if (keeps && !kept_add(scan->passed, &next, error)) return LISTING_FAILS;
    if (keeps || next.rowid != row->rowid) continue;
    *row = next;
    return LISTING_ROW;
  }
  scan->passed->is_whole = keeps && event == LISTING_ENDS;
  return event;
}

/* Reads the listing for the row that a record has in it. */
static bool read_detail(struct scan *scan, struct stored_listing *stored,
                        const struct hub_page *page, struct row *row,
                        struct error *error) {
  struct answer *answer = requester_fetch(&scan->requester, page, error);
  kept_free(scan->passed);
  scan->passed = answer ? kept_new(scan->relation, scan->wanted, error) : NULL;
  if (!scan->passed || !listing_begin(&scan->detail, page, answer,
                                      scan->relation, scan->wanted, error)) {
    return false;
  }
  switch (find_in_listing(scan, row, error)) {
  case LISTING_ROW:
    return true;
  case LISTING_ENDS:
    break;
  default:
    return false;
  }
  find_row(scan->passed, row);
  if (!stored || !scan->passed->is_whole) return true;
  store_keep(store_of(scan), stored, scan->passed);
  scan->passed = NULL;
  return true;
}

/* Gives the row of a record as its listing has it. A paper that is in no
** listing, or not in the one that its record names, stays as it is. */
static bool complete(struct scan *scan, struct row *row, struct error *error) {
  struct hub_page page;
  if (!lacks_something(scan, row) || !read_listing_of(row, &page)) return true;
  struct stored_listing *stored = requester_stored(&scan->requester, &page);
  struct kept *kept = stored ? stored_rows(stored, scan->wanted) : NULL;
  if (!kept) return read_detail(scan, stored, &page, row, error);
  find_row(kept, row);
  return true;
}

static bool next_record(struct scan *scan, struct error *error) {
  bool is_end = false;
  while (!scan->records || scan->record == scan->records->count) {
    if (!read_records(scan, &is_end, error)) return false;
    if (is_end) return true;
  }
  scan->row = *kept_row(scan->records, scan->record++);
  if (!complete(scan, &scan->row, error)) return false;
  scan->at_row = true;
  return true;
}

/* --- moving ------------------------------------------------------------- */

/* Whether the row has the value that is looked for, if one is. */
static bool is_sought(const struct scan *scan, const struct row *row) {
  const struct arguments *arguments = &scan->arguments;
  if (arguments->lookup == NO_COLUMN) return true;
  struct cell cell = column_cell(scan->relation, arguments->lookup, row);
  return cell_compare(&cell, &arguments->cell) == 0;
}

static bool next_of_heads(struct scan *scan, struct error *error) {
  bool has_row = false;
  bool filters = scan->arguments.query.source != SOURCE_DAY;
  while (scan->mode != HEAD_NONE) {
    if (!step(scan, &has_row, error)) return false;
    if (!has_row || (filters && !is_wanted(scan, &scan->row))) continue;
    if (!is_sought(scan, &scan->row)) continue;
    scan->at_row = true;
    return true;
  }
  return true;
}

bool scan_next(struct scan *scan, struct error *error) {
  scan->at_row = false;
  bool done = scan->arguments.query.source == SOURCE_PAPER
                  ? next_record(scan, error)
                  : next_of_heads(scan, error);
  if (!done) reset(scan);
  return done;
}

/* Days that the service cannot have yet are not asked for. */
static bool cut_days(struct scan *scan, struct error *error) {
  struct days *days = &scan->arguments.query.days;
  if (scan->arguments.query.source != SOURCE_DAY) return true;
  if (days_is_open(days)) return find_newest(scan, error);
  days_cut(days, source_last_day((int64_t)time(NULL)));
  return true;
}

bool scan_start(struct scan *scan, struct arguments *arguments,
                field_set wanted, struct error *error) {
  reset(scan);
  scan->arguments = *arguments;
  arguments_init(arguments);
  scan->needs_listing = columns_need_listing(scan->relation, wanted);
  for (int i = 0; i < scan->arguments.terms; i++) {
    wanted |= FIELD_BIT(scan->arguments.order[i].column);
  }
  scan->wanted = columns_stored(scan->relation, wanted);
  scan->newest = DAY_UNKNOWN;
  scan->requester.max_age = scan->arguments.max_age;
  if (!cut_days(scan, error)) return false;
  window_start(&scan->window, &scan->requester, &scan->arguments.query,
               scan->wanted, scan->arguments.rows);
  if (scan->arguments.query.source != SOURCE_PAPER && !next_head(scan, error)) {
    return false;
  }
  return scan_next(scan, error);
}
