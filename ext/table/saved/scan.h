/* One scan of a saved listing: its inputs, where its bytes come from, the row
** that it is at. */
#ifndef PAPERS_TABLE_SAVED_SCAN_H
#define PAPERS_TABLE_SAVED_SCAN_H

#include "saved/saved.h"
#include "table/columns.h"
#include "table/saved/source.h"
#include "table/waiting.h"

enum saved_input { INPUT_WHAT, INPUT_YEAR, SAVED_INPUTS };

/* The two tables differ in their first input. */
struct saved_variant {
  struct input inputs[SAVED_INPUTS];
  bool is_file; /* it is the path of a file, and not a content */
};

struct saved_scan {
  sqlite3_value *given[SAVED_INPUTS]; /* NULL: not given */
  struct slice what;                  /* given[INPUT_WHAT] */
  bool is_file;                       /* it is the path of one that is read */
  int year;                           /* 0: not given */
  struct saved_source source;
  struct saved *saved;
  struct waiting waiting;
  double asked_at;     /* clock_steady's: when the host was asked last */
  bool is_read;        /* to its end */
  struct error failed; /* told when the rows before it are out */
  bool at_row;
  struct row row;
  int64_t rowids; /* before that of the first row; negative: not asked for */
};

/* No scan yet. The struct must stay where it is. */
void saved_scan_init(struct saved_scan *scan, struct connection *connection);

/* Gives back what one scan held. Harmless twice. */
void saved_scan_clear(struct saved_scan *scan);

/* Begins anew and moves to the first row. The values, NULL where an input is
** not given, are copied, because they are SQLite's during this call alone.
** False with the error set. */
bool saved_scan_start(struct saved_scan *scan,
                      const struct saved_variant *variant,
                      sqlite3_value *const given[SAVED_INPUTS],
                      field_set wanted, struct error *error);

/* Moves to the next row, if there is one. False with the error set. */
bool saved_scan_next(struct saved_scan *scan, struct error *error);

/* Of the row that it is at. */
int64_t saved_scan_rowid(struct saved_scan *scan);

#endif
