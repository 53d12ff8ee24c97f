/* Moves over the rows of a query. There are two kinds of scans:
**
** A scan over listings takes one listing after another from the window and
** gives its rows: as they are decoded, or from memory when the statement reads
** the listing again or the rows must be sorted.
**
** A scan over records (papers named by their ids) reads some records ahead. A
** record lacks values such as the rank. If one of these is read, the row is
** taken from the listing of the day that the record names.
**
** Must not know where an answer comes from, what is in it, and what a plan
** looks like. */
#include "table/relation/scan.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

#include "hub/decode/outline.h"
#include "table/relation/kept.h"
#include "table/relation/listing.h"
#include "table/relation/window.h"
#include "table/waiting.h"

/* Where the rows of the current listing come from. */
enum row_mode {
  ROWS_NONE,     /* no listing is left */
  ROWS_STREAMED, /* from the decoder */
  ROWS_KEPT      /* from memory, to which decoded rows are added */
};

struct scan {
  struct requester requester;
  struct waiting waiting;
  struct arguments arguments;
  const struct relation *relation;
  field_set wanted;   /* stored values */
  field_set outside;  /* what an entry may hold outside of the record */
  bool needs_listing; /* a column is read that no record has */
  struct window window;
  int newest; /* the newest day, or DAY_UNKNOWN */

  /* The current listing. */
  enum row_mode mode;
  struct listing listing;        /* the one that is decoded, if one is */
  struct stored_listing *stored; /* what the statement keeps of it, or NULL */
  struct kept *kept;             /* with ROWS_KEPT */
  bool owns_kept;                /* else `stored` owns it */
  size_t *order; /* the sorted places of the kept rows; NULL: not sorted */
  size_t place;  /* of the next row, in that order */

  /* The records that were read ahead. */
  struct kept *records;
  size_t record; /* the next one */
  /* The listing of the day that a record names. */
  struct listing day_listing;
  struct kept *day_rows; /* its rows so far; NULL: the statement has them */

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
  scan->outside = relation_outside(relation);
  waiting_init(&scan->waiting, connection);
  arguments_init(&scan->arguments);
  listing_init(&scan->listing);
  listing_init(&scan->day_listing);
  return scan;
}

static void end_rows(struct scan *scan) {
  listing_clear(&scan->listing);
  free(scan->order);
  if (scan->owns_kept) kept_free(scan->kept);
  scan->order = NULL;
  scan->kept = NULL;
  scan->owns_kept = false;
  scan->stored = NULL;
  scan->place = 0;
  scan->mode = ROWS_NONE;
}

/* Ends the scan and frees what it has. Harmless twice. */
static void reset_scan(struct scan *scan) {
  if (scan->at_row) statement_note_left_scan(scan->requester.statement);
  end_rows(scan);
  listing_clear(&scan->day_listing);
  kept_free(scan->records);
  kept_free(scan->day_rows);
  scan->records = scan->day_rows = NULL;
  scan->record = 0;
  arguments_clear(&scan->arguments);
  waiting_clear(&scan->waiting);
  scan->at_row = false;
}

void scan_free(struct scan *scan) {
  if (!scan) return;
  reset_scan(scan);
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

/* --- days that have no listing yet -------------------------------------- */

/* Finds the newest day, with a request if necessary, and removes later days
** from the query. */
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

/* Finds out whether a refused answer (ANSWER_REFUSED) means that there are no
** rows: a paper that the Hub does not know, or a day after the newest one.
** Lists of what cites a paper are there for every paper. A day may also be
** refused for other reasons, so the newest day must be known, but not for a
** refusal out of the cache: it was stored because the day was ahead, and is
** believed where the newest day is not known. False, with the error set, if
** that day cannot be found. */
static bool check_no_rows(struct scan *scan, const struct listing *listing,
                          bool *no_rows, struct error *error) {
  enum source source = listing->page.source;
  int status = answer_status(listing->answer);
  *no_rows = source_is_of_paper(source) && status == 404 &&
             source_shape(source) != SHAPE_ROWS &&
             (source_absent_path(source) || !answer_is_html(listing->answer));
  if (source == SOURCE_DAY && status == 400) {
    *no_rows = scan->newest == DAY_UNKNOWN &&
               answer_source(listing->answer) != FROM_NETWORK;
    if (!*no_rows && !find_newest(scan, error)) return false;
    *no_rows = *no_rows || listing->page.day > scan->newest;
  }
  /* The cache may store that there are no rows. */
  if (*no_rows) answer_accept(listing->answer, (struct slice){0});
  return true;
}

/* Whether the cache remembers a refusal of a day that has begun since, as this
** statement knows. */
static bool is_outdated(const struct scan *scan,
                        const struct listing *listing) {
  return listing->page.source == SOURCE_DAY && scan->newest != DAY_UNKNOWN &&
         listing->page.day <= scan->newest &&
         answer_status(listing->answer) == 400 &&
         answer_source(listing->answer) != FROM_NETWORK;
}

/* --- rows of a listing -------------------------------------------------- */

/* Decodes the next row. A refused answer that means no rows is the end of the
** listing. One that the cache remembered and that means something else by now
** is requested again, once. */
static enum listing_event decode_next(struct scan *scan,
                                      struct listing *listing, struct row *row,
                                      struct error *error) {
  const struct net_host host = waiting_host(&scan->waiting);
  struct error refusal = {0};
  bool no_rows;
  enum listing_event event =
      listing_next(listing, &scan->requester, &host, row, &refusal);
  if (event == LISTING_REFUSED && is_outdated(scan, listing) &&
      reader_reject(&listing->decoding.reader)) {
    refusal = (struct error){0};
    event = listing_next(listing, &scan->requester, &host, row, &refusal);
  }
  if (event != LISTING_REFUSED) {
    if (event == LISTING_FAILS) *error = refusal;
    return event;
  }
  if (!check_no_rows(scan, listing, &no_rows, error)) return LISTING_FAILS;
  if (no_rows) return LISTING_ENDS;
  *error = refusal;
  requester_name_error(&scan->requester, &listing->page, error);
  return LISTING_FAILS;
}

static struct store *store_of(const struct scan *scan) {
  return statement_store(scan->requester.statement);
}

/* Adds the rows of one page to the kept rows. At the end of the listing these
** are whole, and belong to the statement. */
static bool keep_page(struct scan *scan, struct error *error) {
  enum listing_event event = LISTING_ROW;
  struct row row;
  assert(scan->owns_kept && !scan->kept->is_whole);
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

/* Sets the error: the rows must be in memory to be sorted, and are too large.
** Returns false. */
static bool set_too_large(struct error *error) {
  error_set(error, TOO_BIG,
            "a day's listing takes more than %d MiB and cannot be sorted: "
            "order by listed alone",
            STORE_MAX_BYTES >> 20);
  return false;
}

/* Reads the current listing to its end and sorts it. */
static bool sort_kept(struct scan *scan, struct error *error) {
  while (!scan->kept->is_whole) {
    if (!keep_page(scan, error)) return false;
    if (scan->kept->is_whole) break;
    if (!store_has_room(store_of(scan), scan->kept->bytes)) {
      return set_too_large(error);
    }
  }
  scan->order = kept_sort(scan->kept, scan->arguments.order,
                          scan->arguments.terms, error);
  return scan->order != NULL;
}

/* Begins to read a listing with its rows in memory. They have all values that
** any scan of the statement read so far. */
static bool begin_kept(struct scan *scan, const struct pending *due,
                       struct error *error) {
  const struct relation *relation = scan->relation;
  field_set wanted = scan->stored ? scan->stored->wanted : scan->wanted;
  scan->mode = ROWS_KEPT;
  scan->kept = due->kept;
  if (!scan->kept) {
    scan->kept = kept_new(relation, wanted, error);
    scan->owns_kept = true;
    if (!scan->kept || !listing_begin(&scan->listing, &due->page, due->answer,
                                      relation, wanted, error)) {
      return false;
    }
  }
  return !scan->arguments.terms || sort_kept(scan, error);
}

/* Begins to read the listing that is due. Its rows are kept from the second
** time on that the statement reads it. */
static bool begin_rows(struct scan *scan, const struct pending *due,
                       struct error *error) {
  struct stored_listing *stored =
      requester_stored(&scan->requester, &due->page);
  scan->stored = stored;
  if (stored) {
    stored->scans++;
    stored->wanted |= scan->wanted;
  }
  bool is_read_again = stored && stored->scans > 1 && !stored->is_too_large;
  if (due->kept || is_read_again || scan->arguments.terms) {
    return begin_kept(scan, due, error);
  }
  scan->mode = ROWS_STREAMED;
  return listing_begin(&scan->listing, &due->page, due->answer, scan->relation,
                       scan->wanted, error);
}

/* Whether the lists of a record can be requested, or were. */
static bool has_come(const struct pending *record) {
  return record->has_lists || !record->answer ||
         answer_has_come(record->answer);
}

/* Requests the lists of all records that have come, in the order of the rows:
** first those of the record that is due. */
static bool request_lists_ahead(struct scan *scan, struct pending *due,
                                struct error *error) {
  const struct net_host host = waiting_host(&scan->waiting);
  struct pending *next = due;
  if (!relation_has_lists(scan->relation)) return true;
  if (!scan->requester.reads_all) return true;
  for (int i = 0; next && has_come(next); i++) {
    if (next->answer && !next->has_lists &&
        !listing_request_lists(&next->page, next->answer, &scan->requester,
                               &host, error)) {
      return false;
    }
    next->has_lists = true;
    next = window_pending(&scan->window, i);
  }
  return true;
}

/* Ends the current listing and begins the next one, if there is one. */
static bool take_next_listing(struct scan *scan, struct error *error) {
  struct pending due;
  end_rows(scan);
  if (!window_take(&scan->window, &due, error)) return false;
  if (!due.answer && !due.kept) return true;
  return request_lists_ahead(scan, &due, error) &&
         begin_rows(scan, &due, error);
}

/* Moves to the next kept row; with a lookup, to the next one that it finds.
** False after the last one that is in memory. */
static bool next_kept(struct scan *scan) {
  struct kept *kept = scan->kept;
  bool looks_up = scan->arguments.lookup_column != NO_COLUMN &&
                  kept->is_whole && !scan->order;
  if (looks_up) {
    scan->place = kept_find(kept, scan->arguments.lookup_column,
                            &scan->arguments.lookup_cell, scan->place);
  }
  if (scan->place >= kept->count) return false;
  size_t place = scan->order ? scan->order[scan->place] : scan->place;
  scan->row = *kept_row(kept, place);
  scan->place++;
  return true;
}

/* Decodes one more page into memory. If the rows become too large, frees them
** and streams the rest of the listing: the rows up to here were given. */
static bool keep_more(struct scan *scan, struct error *error) {
  if (store_has_room(store_of(scan), scan->kept->bytes)) {
    return keep_page(scan, error);
  }
  if (scan->stored) scan->stored->is_too_large = true;
  kept_free(scan->kept);
  scan->kept = NULL;
  scan->owns_kept = false;
  scan->listing.pauses = false;
  scan->mode = ROWS_STREAMED;
  return true;
}

/* Moves to the next row of the current listing, if it has one now; at its end
** begins the next listing, without a row. */
static bool read_due_row(struct scan *scan, bool *has_row,
                         struct error *error) {
  *has_row = false;
  assert(scan->mode != ROWS_NONE);
  assert((scan->mode == ROWS_KEPT) == (scan->kept != NULL));
  if (scan->mode == ROWS_KEPT) {
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
  scan->requester.reads_all = true;
  return take_next_listing(scan, error);
}

/* --- records ------------------------------------------------------------ */

/* Whether a column is read whose value the record does not have. It may also
** lack values that an entry of a listing has outside of the record. */
static bool lacks_values(const struct scan *scan, const struct row *row) {
  field_set lacking = scan->wanted & ~row->values->present;
  return scan->needs_listing || (lacking & scan->outside) != 0;
}

/* The page of the row's day. False if the row has no day. */
static bool read_day_of(const struct row *row, struct hub_page *page) {
  int last;
  *page = (struct hub_page){.source = SOURCE_DAY};
  return day_read(row->listed, PART_DAY, &page->day, &last);
}

/* The same; false also for a day before the first listing. */
static bool find_listing_of(const struct row *row, struct hub_page *page) {
  return read_day_of(row, page) && page->day >= FIRST_LISTING;
}

/* Whether the row's day satisfies the constraints on the day. */
static bool is_day_wanted(const struct scan *scan, const struct row *row) {
  struct hub_page page;
  if (!scan->arguments.is_about_days) return true;
  return read_day_of(row, &page) &&
         days_has(&scan->arguments.query.days, page.day);
}

/* Adds a record to those that are read ahead, and starts the request for its
** day's listing, so that these requests also run side by side. A request that
** cannot be started fails when the row is due. */
static bool add_record(struct scan *scan, const struct row *row,
                       struct error *error) {
  struct error later = {0};
  struct hub_page page;
  if (!is_day_wanted(scan, row)) return true;
  if (!kept_add(scan->records, row, error)) return false;
  if (lacks_values(scan, row) && find_listing_of(row, &page)) {
    requester_fetch(&scan->requester, &page, &later);
  }
  return true;
}

/* Reads one record, which may give several rows or none. */
static bool read_record(struct scan *scan, const struct pending *due,
                        struct error *error) {
  struct row row;
  if (!listing_begin(&scan->listing, &due->page, due->answer, scan->relation,
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

/* Reads as many records as the window has requests. *is_end: there were
** none. */
static bool read_records(struct scan *scan, bool *is_end, struct error *error) {
  int most = scan->window.size < 1 ? 1 : scan->window.size;
  struct pending due;
  kept_free(scan->records);
  scan->record = 0;
  scan->records = kept_new(scan->relation, scan->wanted, error);
  if (!scan->records) return false;
  *is_end = false;
  for (int i = 0; i < most && !*is_end; i++) {
    if (!window_take(&scan->window, &due, error)) return false;
    *is_end = !due.answer;
    if (!*is_end && !read_record(scan, &due, error)) return false;
  }
  *is_end = *is_end && !scan->records->count;
  window_widen(&scan->window);
  return true;
}

/* Replaces *row by the kept row with its rowid, if there is one. */
static void replace_by_kept_row(struct kept *kept, struct row *row) {
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

/* Decodes the day's listing. Keeps its rows, because the next record may be of
** the same day. If they become too large, keeps no more: LISTING_ROW means that
** *row was found among those that are not kept. */
static enum listing_event
find_in_day_listing(struct scan *scan, struct row *row, struct error *error) {
  enum listing_event event;
  struct row next;
  bool keeps = true;
  while ((event = decode_next(scan, &scan->day_listing, &next, error)) ==
         LISTING_ROW) {
    keeps = keeps && store_has_room(store_of(scan), scan->day_rows->bytes);
    if (keeps && !kept_add(scan->day_rows, &next, error)) return LISTING_FAILS;
    if (keeps || next.rowid != row->rowid) continue;
    *row = next;
    return LISTING_ROW;
  }
  scan->day_rows->is_whole = keeps && event == LISTING_ENDS;
  return event;
}

/* Reads the day's listing and replaces *row by its row there, if it has one. */
static bool read_day_listing(struct scan *scan, struct stored_listing *stored,
                             const struct hub_page *page, struct row *row,
                             struct error *error) {
  struct answer *answer = requester_fetch(&scan->requester, page, error);
  kept_free(scan->day_rows);
  scan->day_rows =
      answer ? kept_new(scan->relation, scan->wanted, error) : NULL;
  if (!scan->day_rows || !listing_begin(&scan->day_listing, page, answer,
                                        scan->relation, scan->wanted, error)) {
    return false;
  }
  switch (find_in_day_listing(scan, row, error)) {
  case LISTING_ROW:
    return true;
  case LISTING_ENDS:
    break;
  default:
    return false;
  }
  replace_by_kept_row(scan->day_rows, row);
  if (!stored || !scan->day_rows->is_whole) return true;
  store_keep(store_of(scan), stored, scan->day_rows);
  scan->day_rows = NULL;
  return true;
}

/* Replaces a record's row by the one in its day's listing, if values are
** lacking. The row stays as it is if the paper is in no listing, or not in the
** one that its record names. */
static bool complete_row(struct scan *scan, struct row *row,
                         struct error *error) {
  struct hub_page page;
  if (!lacks_values(scan, row) || !find_listing_of(row, &page)) return true;
  struct stored_listing *stored = requester_stored(&scan->requester, &page);
  struct kept *kept = stored ? stored_rows(stored, scan->wanted) : NULL;
  if (!kept) return read_day_listing(scan, stored, &page, row, error);
  replace_by_kept_row(kept, row);
  return true;
}

/* Moves to the next row of the records, which must be read ahead first. */
static bool next_record_row(struct scan *scan, struct error *error) {
  bool is_end = false;
  while (!scan->records || scan->record == scan->records->count) {
    if (!read_records(scan, &is_end, error)) return false;
    if (is_end) return true;
  }
  scan->row = *kept_row(scan->records, scan->record++);
  if (!complete_row(scan, &scan->row, error)) return false;
  scan->at_row = true;
  return true;
}

/* --- moving ------------------------------------------------------------- */

/* Whether the row has the lookup value; true without a lookup. */
static bool has_lookup_value(const struct scan *scan, const struct row *row) {
  const struct arguments *arguments = &scan->arguments;
  if (arguments->lookup_column == NO_COLUMN) return true;
  struct cell cell = column_cell(scan->relation, arguments->lookup_column, row);
  return cell_compare(&cell, &arguments->lookup_cell) == 0;
}

/* Moves to the next row of the listings that satisfies the query. */
static bool next_listed_row(struct scan *scan, struct error *error) {
  bool has_row = false;
  bool filters = scan->arguments.query.source != SOURCE_DAY;
  while (scan->mode != ROWS_NONE) {
    if (!read_due_row(scan, &has_row, error)) return false;
    if (!has_row || (filters && !is_day_wanted(scan, &scan->row))) continue;
    if (!has_lookup_value(scan, &scan->row)) continue;
    scan->at_row = true;
    return true;
  }
  return true;
}

bool scan_next(struct scan *scan, struct error *error) {
  scan->at_row = false;
  bool done = scan->arguments.query.source == SOURCE_PAPER
                  ? next_record_row(scan, error)
                  : next_listed_row(scan, error);
  if (!done) reset_scan(scan);
  return done;
}

/* Removes the days from the query that the service cannot have yet. */
static bool cut_days(struct scan *scan, struct error *error) {
  struct days *days = &scan->arguments.query.days;
  if (scan->arguments.query.source != SOURCE_DAY) return true;
  if (days_is_open(days)) return find_newest(scan, error);
  days_cut(days, source_last_day((int64_t)time(NULL)));
  return true;
}

bool scan_start(struct scan *scan, struct arguments *arguments,
                field_set wanted, struct error *error) {
  reset_scan(scan);
  scan->arguments = *arguments;
  arguments_init(arguments);
  scan->needs_listing = columns_need_listing(scan->relation, wanted);
  for (int i = 0; i < scan->arguments.terms; i++) {
    wanted |= FIELD_BIT(scan->arguments.order[i].column);
  }
  scan->wanted = columns_stored(scan->relation, wanted);
  scan->newest = DAY_UNKNOWN;
  scan->requester.max_age = scan->arguments.max_age;
  scan->requester.outline_does = outline_tells(
      scan->relation, scan->wanted & ~relation_day(scan->relation));
  scan->requester.reads_all =
      scan->arguments.rows < 0 &&
      !statement_leaves_scans(scan->requester.statement);
  if (!cut_days(scan, error)) return false;
  window_start(&scan->window, &scan->requester, &scan->arguments.query,
               scan->wanted, scan->arguments.rows);
  if (scan->arguments.query.source != SOURCE_PAPER &&
      !take_next_listing(scan, error)) {
    return false;
  }
  return scan_next(scan, error);
}
