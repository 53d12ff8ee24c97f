#include "table/saved_table.h"

#include <stdlib.h>
#include <string.h>

#include "listing/saved.h"
#include "table/columns.h"
#include "table/report.h"
#include "table/saved_source.h"
#include "table/waiting.h"

enum saved_input { INPUT_WHAT, INPUT_YEAR, SAVED_INPUTS };

enum { YEAR_FIRST = 1900, YEAR_LAST = 9999 };

/* The host is asked whether to stop once in so many pieces: asking costs about
** as much as reading one. */
enum { PIECES_A_QUESTION = 16 };

/* The two tables differ in their first input. */
struct variant {
  struct input inputs[SAVED_INPUTS];
  bool is_file;
};

#define YEAR_INPUT                                                             \
  { "year", "INTEGER", "=", "the year that page text leaves out" }

static const struct variant variant_read = {
    {{"path", "TEXT", "=", "the file to read"}, YEAR_INPUT}, true};

static const struct variant variant_parse = {
    {{"content", "BLOB", "=", "the listing: text or a blob"}, YEAR_INPUT},
    false};

struct saved_table {
  sqlite3_vtab base; /* must be first */
  struct connection *connection;
  const struct variant *variant;
};

struct saved_cursor {
  sqlite3_vtab_cursor base;           /* must be first */
  sqlite3_value *given[SAVED_INPUTS]; /* NULL: not given */
  const char *path; /* in given[INPUT_WHAT]; NULL: no file is read */
  struct saved_source source;
  struct saved *saved;
  struct waiting waiting;
  unsigned pieces;
  bool is_read;        /* to its end */
  struct error failed; /* told when the rows before it are out */
  bool at_row;
  struct row row;
};

static struct saved_table *table_of(sqlite3_vtab_cursor *cursor) {
  return (struct saved_table *)cursor->pVtab;
}

static int connect_as(const struct variant *variant, sqlite3 *db,
                      struct connection *connection, sqlite3_vtab **table) {
  int code = columns_declare(db, variant->inputs, SAVED_INPUTS);
  if (code != SQLITE_OK) return code;
  struct saved_table *made = calloc(1, sizeof *made);
  if (!made) return SQLITE_NOMEM;
  made->connection = connection_hold(connection);
  made->variant = variant;
  *table = &made->base;
  return SQLITE_OK;
}

static int read_connect(sqlite3 *db, void *connection, int count,
                        const char *const *arguments, sqlite3_vtab **table,
                        char **message) {
  (void)count;
  (void)arguments;
  (void)message;
  /* A schema that came with a database must not name files. */
  int code = sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
  if (code != SQLITE_OK) return code;
  return connect_as(&variant_read, db, connection, table);
}

static int parse_connect(sqlite3 *db, void *connection, int count,
                         const char *const *arguments, sqlite3_vtab **table,
                         char **message) {
  (void)count;
  (void)arguments;
  (void)message;
  return connect_as(&variant_parse, db, connection, table);
}

static int saved_disconnect(sqlite3_vtab *table) {
  connection_release(((struct saved_table *)table)->connection);
  free(table);
  return SQLITE_OK;
}

enum taken { NOT_GIVEN, NOT_USABLE, TAKEN };

/* Takes a constraint that an input equals something; SQLite sees to others of
** the same input. */
static enum taken take_input(sqlite3_index_info *info, int input,
                             int argument) {
  enum taken taken = NOT_GIVEN;
  for (int i = 0; i < info->nConstraint; i++) {
    if (info->aConstraint[i].iColumn != COLUMN_INPUTS + input) continue;
    if (info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
    taken = NOT_USABLE;
    if (!info->aConstraint[i].usable) continue;
    info->aConstraintUsage[i].argvIndex = argument;
    /* To compare a whole file's content again for every row would be much. */
    info->aConstraintUsage[i].omit = 1;
    return TAKEN;
  }
  return taken;
}

/* The plan: idxNum is the set of paper_fields that the query reads, idxStr
** says "path=? year=?" or what of it is given, with one argument each in this
** order. A missing input is told by xFilter, in words; one that cannot be used
** in this join order is refused here, so that the planner finds another. */
static int saved_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  const struct variant *variant = ((struct saved_table *)table)->variant;
  enum taken what = take_input(info, INPUT_WHAT, 1);
  enum taken year = take_input(info, INPUT_YEAR, what == TAKEN ? 2 : 1);
  if (what == NOT_USABLE || year == NOT_USABLE) return SQLITE_CONSTRAINT;
  info->idxStr = sqlite3_mprintf(
      "%s%s%s", what == TAKEN ? variant->inputs[INPUT_WHAT].name : "",
      what == TAKEN ? "=?" : "",
      year == NOT_GIVEN ? ""
      : what == TAKEN   ? " year=?"
                        : "year=?");
  if (!info->idxStr) return SQLITE_NOMEM;
  info->needToFreeIdxStr = 1;
  info->idxNum = (int)columns_wanted(info->colUsed, SAVED_INPUTS);
  info->estimatedCost = what == TAKEN ? 1000 : 1e15;
  info->estimatedRows = 100;
  return SQLITE_OK;
}

/* Gives back what one scan held. Harmless twice. */
static void reset(struct saved_cursor *cursor) {
  saved_free(cursor->saved);
  cursor->saved = NULL;
  saved_source_clear(&cursor->source);
  waiting_clear(&cursor->waiting);
  for (int i = 0; i < SAVED_INPUTS; i++) {
    sqlite3_value_free(cursor->given[i]);
    cursor->given[i] = NULL;
  }
  cursor->path = NULL;
  cursor->row = (struct row){.fetched_at = -1};
  cursor->at_row = cursor->is_read = false;
  error_clear(&cursor->failed);
  cursor->pieces = 0;
}

static int saved_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  struct saved_cursor *opened = calloc(1, sizeof *opened);
  if (!opened) return SQLITE_NOMEM;
  saved_source_init(&opened->source);
  waiting_init(&opened->waiting, ((struct saved_table *)table)->connection);
  *cursor = &opened->base;
  return SQLITE_OK;
}

static int saved_close(sqlite3_vtab_cursor *cursor) {
  reset((struct saved_cursor *)cursor);
  free(cursor);
  return SQLITE_OK;
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

/* A number, or a text that is one. */
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

/* The path that a value holds; NULL with the error set. */
static const char *read_path(sqlite3_value *value, struct error *error) {
  if (sqlite3_value_type(value) != SQLITE_TEXT) {
    error_set(error, FAILED, "path: not a text, which the name of a file is");
    return NULL;
  }
  const char *path = (const char *)sqlite3_value_text(value);
  if (!path) error_no_memory(error);
  if (path && strlen(path) != (size_t)sqlite3_value_bytes(value)) {
    error_set(error, FAILED,
              "path: a NUL character, which the name of no file holds");
    return NULL;
  }
  return path;
}

static bool open_content(struct saved_cursor *cursor, sqlite3_value *value,
                         struct error *error) {
  bool is_blob = sqlite3_value_type(value) == SQLITE_BLOB;
  const void *bytes =
      is_blob ? sqlite3_value_blob(value) : sqlite3_value_text(value);
  size_t length = (size_t)sqlite3_value_bytes(value);
  if (!bytes && (length || !is_blob)) {
    error_no_memory(error);
    return false;
  }
  saved_source_value(&cursor->source, (struct slice){bytes, length});
  return true;
}

/* Says what failed, and where: in the file, if one is read. */
static void name_error(const struct saved_cursor *cursor, struct error *error) {
  if (error->outcome == OK || error->outcome == NO_MEMORY) return;
  if (error->outcome == INTERRUPTED) return;
  error_prefix(error, "the saved listing could not be read: ");
  if (cursor->path) error_suffix(error, " (%.400s)", cursor->path);
}

/* Reads one piece more. */
static void feed(struct saved_cursor *cursor) {
  const struct net_host host = waiting_host(&cursor->waiting);
  struct error *failed = &cursor->failed;
  struct slice piece;
  if (++cursor->pieces % PIECES_A_QUESTION == 0 && host.stop(host.context)) {
    error_set(failed, INTERRUPTED, "interrupted");
  } else if (!saved_source_next(&cursor->source, &host, &piece, failed)) {
    return;
  } else if (piece.length) {
    saved_feed(cursor->saved, piece.at, piece.length, failed);
  } else {
    cursor->is_read = true;
    saved_end(cursor->saved, failed);
  }
}

/* Moves to the next row. */
static bool next(struct saved_cursor *cursor, struct error *error) {
  const struct paper *paper = saved_pop(cursor->saved);
  while (!paper && !cursor->is_read && cursor->failed.outcome == OK) {
    feed(cursor);
    paper = saved_pop(cursor->saved);
  }
  cursor->at_row = paper != NULL;
  if (!paper) {
    *error = cursor->failed;
    name_error(cursor, error);
    return error->outcome == OK;
  }
  cursor->row.paper = paper;
  cursor->row.listed = paper_text(paper, PAPER_LISTED);
  cursor->row.rank++;
  return true;
}

/* Keeps the inputs, which SQLite may ask for again. False if one is NULL,
** which nothing is equal to, and, with the error set, without memory. */
static bool keep_inputs(struct saved_cursor *cursor, const char *plan,
                        sqlite3_value **values, struct error *error) {
  const struct variant *variant = table_of(&cursor->base)->variant;
  bool has_null = false;
  for (int input = 0; input < SAVED_INPUTS; input++) {
    if (!strstr(plan, variant->inputs[input].name)) continue;
    has_null = has_null || sqlite3_value_type(*values) == SQLITE_NULL;
    cursor->given[input] = sqlite3_value_dup(*values++);
    if (!cursor->given[input]) error_no_memory(error);
  }
  if (!has_null && !cursor->given[INPUT_WHAT]) {
    error_set(error, FAILED, "%s is missing: papers_%s(%s [, year])",
              variant->inputs[INPUT_WHAT].name,
              variant->is_file ? "read" : "parse",
              variant->inputs[INPUT_WHAT].name);
  }
  return !has_null && error->outcome == OK;
}

static bool open_source(struct saved_cursor *cursor, struct error *error) {
  sqlite3_value *what = cursor->given[INPUT_WHAT];
  if (!table_of(&cursor->base)->variant->is_file) {
    return open_content(cursor, what, error);
  }
  cursor->path = read_path(what, error);
  if (!cursor->path) return false;
  bool is_open = saved_source_open(&cursor->source, cursor->path, error);
  name_error(cursor, error);
  return is_open;
}

static bool start(struct saved_cursor *cursor, paper_fields wanted,
                  struct error *error) {
  sqlite3_value *given_year = cursor->given[INPUT_YEAR];
  int year = 0;
  if (given_year && !read_year(given_year, &year, error)) return false;
  if (!open_source(cursor, error)) return false;
  cursor->saved = saved_new(wanted, year, error);
  return cursor->saved && next(cursor, error);
}

static int saved_filter(sqlite3_vtab_cursor *base, int number, const char *plan,
                        int count, sqlite3_value **values) {
  struct saved_cursor *cursor = (struct saved_cursor *)base;
  struct error error = {0};
  (void)count;
  reset(cursor);
  if (keep_inputs(cursor, plan, values, &error)) {
    start(cursor, (paper_fields)number, &error);
  }
  return report_table(&table_of(base)->base, &error);
}

static int saved_next(sqlite3_vtab_cursor *cursor) {
  struct error error = {0};
  next((struct saved_cursor *)cursor, &error);
  return report_table(&table_of(cursor)->base, &error);
}

static int saved_eof(sqlite3_vtab_cursor *cursor) {
  return !((struct saved_cursor *)cursor)->at_row;
}

static int saved_column(sqlite3_vtab_cursor *base, sqlite3_context *context,
                        int column) {
  const struct saved_cursor *cursor = (const struct saved_cursor *)base;
  int input = column - COLUMN_INPUTS;
  if (input < 0 || input >= SAVED_INPUTS) {
    columns_result(context, column, SAVED_INPUTS, &cursor->row);
  } else if (cursor->given[input]) {
    sqlite3_result_value(context, cursor->given[input]);
  }
  return SQLITE_OK;
}

static int saved_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid) {
  *rowid = ((struct saved_cursor *)cursor)->row.rank;
  return SQLITE_OK;
}

const sqlite3_module papers_read_module = {
    .xConnect = read_connect,
    .xBestIndex = saved_best_index,
    .xDisconnect = saved_disconnect,
    .xOpen = saved_open,
    .xClose = saved_close,
    .xFilter = saved_filter,
    .xNext = saved_next,
    .xEof = saved_eof,
    .xColumn = saved_column,
    .xRowid = saved_rowid,
};

const sqlite3_module papers_parse_module = {
    .xConnect = parse_connect,
    .xBestIndex = saved_best_index,
    .xDisconnect = saved_disconnect,
    .xOpen = saved_open,
    .xClose = saved_close,
    .xFilter = saved_filter,
    .xNext = saved_next,
    .xEof = saved_eof,
    .xColumn = saved_column,
    .xRowid = saved_rowid,
};
