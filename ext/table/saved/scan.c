/* Reads a source piece by piece into a saved listing and moves from row to row.
** Does not know which kind of listing it is, nor how SQLite calls a cursor. */
#include "table/saved/scan.h"

#include <assert.h>
#include <string.h>

#include "hub/identity.h"
#include "net/clock.h"
#include "table/saved/own_files.h"

enum { YEAR_FIRST = 1900, YEAR_LAST = 9999 };

/* Seconds between two polls of the host for a stop: each poll runs a
** statement. */
static const double poll_interval = 0.02;

void saved_scan_init(struct saved_scan *scan, struct connection *connection) {
  *scan = (struct saved_scan){.row = {.fetched_at = -1}, .rowids = -1};
  saved_source_init(&scan->source);
  waiting_init(&scan->waiting, connection);
}

void saved_scan_clear(struct saved_scan *scan) {
  saved_free(scan->saved);
  scan->saved = NULL;
  saved_source_clear(&scan->source);
  waiting_clear(&scan->waiting);
  for (int i = 0; i < SAVED_INPUTS; i++) {
    sqlite3_value_free(scan->given[i]);
    scan->given[i] = NULL;
  }
  scan->what = (struct slice){0};
  scan->is_file = false;
  scan->year = 0;
  scan->rowids = -1;
  scan->row = (struct row){.fetched_at = -1};
  scan->at_row = scan->is_read = false;
  error_clear(&scan->failed);
  scan->stop_checked = clock_steady();
}

static bool refuse_year(sqlite3_value *value, struct error *error) {
  const char *text = (const char *)sqlite3_value_text(value);
  error_set(error, FAILED,
            "year: %s%.40s%s is not accepted: a whole number from %d to %d",
            sqlite3_value_type(value) == SQLITE_TEXT ? "'" : "",
            text ? text : "this",
            sqlite3_value_type(value) == SQLITE_TEXT ? "'" : "", YEAR_FIRST,
            YEAR_LAST);
  return false;
}

/* Reads a number, or a text that is a number. */
static bool read_year(sqlite3_value *value, int *year, struct error *error) {
  if (sqlite3_value_type(value) == SQLITE_BLOB) {
    error_set(error, FAILED, "year: a blob is not accepted: a whole number");
    return false;
  }
  bool is_number = sqlite3_value_numeric_type(value) != SQLITE_TEXT;
  sqlite3_int64 number = sqlite3_value_int64(value);
  if (!is_number || sqlite3_value_double(value) != (double)number ||
      number < YEAR_FIRST || number > YEAR_LAST) {
    return refuse_year(value, error);
  }
  *year = (int)number;
  return true;
}

/* Reads the bytes of the first input. false with the error set. */
static bool read_what(struct saved_scan *scan, struct error *error) {
  sqlite3_value *value = scan->given[INPUT_WHAT];
  bool is_blob = sqlite3_value_type(value) == SQLITE_BLOB;
  const void *bytes =
      is_blob ? sqlite3_value_blob(value) : sqlite3_value_text(value);
  scan->what = (struct slice){bytes, (size_t)sqlite3_value_bytes(value)};
  if (bytes || (is_blob && !scan->what.length)) return true;
  error_no_memory(error);
  return false;
}

/* false, with the error set, if the first input cannot be a path. */
static bool check_path(const struct saved_scan *scan, struct error *error) {
  if (sqlite3_value_type(scan->given[INPUT_WHAT]) != SQLITE_TEXT) {
    error_set(error, FAILED, "path: not a text, which the name of a file is");
  } else if (strlen(scan->what.at) != scan->what.length) {
    error_set(error, FAILED,
              "path: a NUL character, which the name of no file holds");
  }
  return error->outcome == OK;
}

/* Under `locked` no file is read: the error about a file that is not a listing
** shows how the file begins. false with the error set. */
static bool allow_files(const struct saved_scan *scan, struct error *error) {
  return settings_allow(&scan->waiting.connection->settings,
                        "papers_read reads no file", error);
}

/* Adds to an error what failed, and the path of the file. */
static void describe_error(const struct saved_scan *scan, struct error *error) {
  if (error->outcome == OK || error->outcome == NO_MEMORY) return;
  if (error->outcome == INTERRUPTED) return;
  error_prefix(error, "the saved listing could not be read: ");
  if (scan->is_file) error_suffix(error, " (%.400s)", scan->what.at);
}

/* Polls the host, not more often than the interval says. */
static bool poll_stop(struct saved_scan *scan, const struct net_host *host) {
  double now = clock_steady();
  if (now - scan->stop_checked < poll_interval) return false;
  scan->stop_checked = now;
  return host->stop(host->context);
}

/* Reads one more piece. */
static void read_next_piece(struct saved_scan *scan) {
  const struct net_host host = waiting_host(&scan->waiting);
  struct error *failed = &scan->failed;
  struct slice piece = {0};
  if (poll_stop(scan, &host)) {
    error_set(failed, INTERRUPTED, "interrupted");
  } else if (!saved_source_next(&scan->source, &host, &piece, failed)) {
    return;
  } else if (piece.length) {
    saved_feed(scan->saved, piece.at, piece.length, failed);
  } else {
    scan->is_read = true;
    saved_end(scan->saved, failed);
  }
}

bool saved_scan_next(struct saved_scan *scan, struct error *error) {
  assert(scan->saved);
  const struct values *values = saved_pop(scan->saved);
  while (!values && !scan->is_read && scan->failed.outcome == OK) {
    read_next_piece(scan);
    values = saved_pop(scan->saved);
  }
  scan->at_row = values != NULL;
  if (!values) {
    *error = scan->failed;
    describe_error(scan, error);
    return error->outcome == OK;
  }
  scan->row.values = values;
  scan->row.listed = values_text(values, PAPERS_LISTED);
  scan->row.rank++;
  return true;
}

/* Keeps the inputs for xColumn. false without an error if one is NULL, because
** nothing equals NULL; false with the error set if one is missing. */
static bool keep_inputs(struct saved_scan *scan,
                        const struct saved_variant *variant,
                        sqlite3_value *const given[SAVED_INPUTS],
                        struct error *error) {
  const char *name = variant->surface->inputs[INPUT_WHAT].name;
  for (int i = 0; i < SAVED_INPUTS; i++) {
    if (!given[i]) continue;
    if (sqlite3_value_type(given[i]) == SQLITE_NULL) return false;
    scan->given[i] = sqlite3_value_dup(given[i]);
    if (!scan->given[i]) error_no_memory(error);
  }
  if (!given[INPUT_WHAT]) {
    error_set(error, FAILED, "%s is missing: papers_%s(%s [, year])", name,
              variant->is_file ? "read" : "parse", name);
  }
  return error->outcome == OK;
}

static bool open_source(struct saved_scan *scan, bool is_file,
                        struct error *error) {
  if (!read_what(scan, error)) return false;
  if (!is_file) {
    saved_source_value(&scan->source, scan->what);
    return true;
  }
  if (!allow_files(scan, error) || !check_path(scan, error)) return false;
  scan->is_file = true;
  bool is_open =
      own_files_check(scan->waiting.connection, scan->what.at, error) &&
      saved_source_open(&scan->source, scan->what.at, error);
  describe_error(scan, error);
  return is_open;
}

bool saved_scan_start(struct saved_scan *scan,
                      const struct saved_variant *variant,
                      sqlite3_value *const given[SAVED_INPUTS],
                      field_set wanted, struct error *error) {
  saved_scan_clear(scan);
  if (!keep_inputs(scan, variant, given, error)) return error->outcome == OK;
  sqlite3_value *given_year = scan->given[INPUT_YEAR];
  if (given_year && !read_year(given_year, &scan->year, error)) return false;
  if (!open_source(scan, variant->is_file, error)) return false;
  scan->saved = saved_new(wanted, scan->year, error);
  return scan->saved && saved_scan_next(scan, error);
}

/* The hash of a whole content takes time, and few queries read the rowid. */
int64_t saved_scan_rowid(struct saved_scan *scan) {
  if (scan->rowids < 0) {
    scan->rowids = identity_of_saved(scan->what, scan->year);
  }
  return scan->rowids + scan->row.rank;
}
