/* One scan of a saved listing: its inputs, the source of its bytes and its
** current row. */
#ifndef PAPERS_TABLE_SAVED_SCAN_H
#define PAPERS_TABLE_SAVED_SCAN_H

#include "saved/saved.h"
#include "table/columns.h"
#include "table/saved/source.h"
#include "table/waiting.h"

enum saved_input { INPUT_WHAT, INPUT_YEAR, SAVED_INPUTS };

/* The two table functions differ in their first input. */
struct saved_variant {
  const struct surface *surface; /* SAVED_INPUTS are its inputs */
  bool is_file;                  /* the first input is a path, not a content */
};

struct saved_scan {
  sqlite3_value *given[SAVED_INPUTS]; /* NULL: not given */
  struct slice what;                  /* the bytes of given[INPUT_WHAT] */
  bool is_file;                       /* `what` is the path of an open file */
  int year;                           /* 0: not given */
  struct saved_source source;
  struct saved *saved;
  struct waiting waiting;
  double stop_checked; /* when the host was last polled; see clock_steady */
  bool is_read;        /* the source was read to its end */
  struct error failed; /* reported behind the rows that came before it */
  bool at_row;         /* `row` is a row */
  struct row row;
  int64_t rowids; /* a rowid is this plus the rank; negative: not computed */
};

/* A scan that has not started. The struct must not be moved afterwards. */
void saved_scan_init(struct saved_scan *scan, struct connection *connection);

/* Frees what the scan holds. Harmless twice. */
void saved_scan_clear(struct saved_scan *scan);

/* Starts a scan and moves to the first row. A value is NULL where the input is
** not given. The values are copied, because SQLite owns them and keeps them
** only during this call. false with the error set. */
bool saved_scan_start(struct saved_scan *scan,
                      const struct saved_variant *variant,
                      sqlite3_value *const given[SAVED_INPUTS],
                      field_set wanted, struct error *error);

/* Moves to the next row, if there is one. false with the error set. */
bool saved_scan_next(struct saved_scan *scan, struct error *error);

/* The rowid of the current row. */
int64_t saved_scan_rowid(struct saved_scan *scan);

#endif
