/* The glue between SQLite's virtual tables and saved_scan: connect, plan, and
** one small function for each method of a cursor. Knows nothing of listings. */
#include "table/saved/table.h"

#include <stdlib.h>
#include <string.h>

#include "table/report.h"
#include "table/saved/scan.h"

#define YEAR_INPUT                                                             \
  [INPUT_YEAR] = {"year", "INTEGER", "the year that page text leaves out"}

static const struct plain_column read_inputs[SAVED_INPUTS] = {
    [INPUT_WHAT] = {"path", "TEXT", "the file to read"}, YEAR_INPUT};

static const struct plain_column parse_inputs[SAVED_INPUTS] = {
    [INPUT_WHAT] = {"content", "BLOB", "the listing: text or a blob"},
    YEAR_INPUT};

const struct surface saved_read_surface = {
    .relation = &papers, .inputs = read_inputs, .input_count = SAVED_INPUTS};

const struct surface saved_parse_surface = {
    .relation = &papers, .inputs = parse_inputs, .input_count = SAVED_INPUTS};

static const struct saved_variant variant_read = {&saved_read_surface, true};

static const struct saved_variant variant_parse = {&saved_parse_surface, false};

struct saved_table {
  sqlite3_vtab base; /* must be first */
  struct connection *connection;
  const struct saved_variant *variant;
};

struct saved_cursor {
  sqlite3_vtab_cursor base; /* must be first */
  struct saved_scan scan;
};

static struct saved_table *table_of(sqlite3_vtab_cursor *cursor) {
  return (struct saved_table *)cursor->pVtab;
}

static struct saved_scan *scan_of(sqlite3_vtab_cursor *cursor) {
  return &((struct saved_cursor *)cursor)->scan;
}

/* arguments[0] is the name of the table function. */
static int saved_connect(sqlite3 *db, void *connection, int count,
                         const char *const *arguments, sqlite3_vtab **table,
                         char **message) {
  bool is_file = strcmp(arguments[0], "papers_read") == 0;
  const struct saved_variant *variant =
      is_file ? &variant_read : &variant_parse;
  (void)count;
  (void)message;
  int code = SQLITE_OK;
  /* A schema that came with a database must not name files. */
  if (is_file) code = sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
  if (code == SQLITE_OK) code = columns_declare(db, variant->surface);
  if (code != SQLITE_OK) return code;
  struct saved_table *made = calloc(1, sizeof *made);
  if (!made) return SQLITE_NOMEM;
  made->connection = connection_hold(connection);
  made->variant = variant;
  *table = &made->base;
  return SQLITE_OK;
}

static int saved_disconnect(sqlite3_vtab *table) {
  connection_release(((struct saved_table *)table)->connection);
  free(table);
  return SQLITE_OK;
}

enum taken { NOT_GIVEN, NOT_USABLE, TAKEN };

/* Takes the first usable constraint that an input equals a value. SQLite checks
** further constraints on the same input. */
static enum taken take_input(sqlite3_index_info *info, int input,
                             int argument) {
  enum taken taken = NOT_GIVEN;
  for (int i = 0; i < info->nConstraint; i++) {
    if (info->aConstraint[i].iColumn != papers.visible + input) continue;
    if (info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
    taken = NOT_USABLE;
    if (!info->aConstraint[i].usable) continue;
    info->aConstraintUsage[i].argvIndex = argument;
    /* Otherwise SQLite compares the whole content again for every row. */
    info->aConstraintUsage[i].omit = 1;
    return TAKEN;
  }
  return taken;
}

/* The table function was called with too many arguments. */
static int refuse_argument(sqlite3_vtab *table) {
  const struct saved_variant *variant = ((struct saved_table *)table)->variant;
  const char *name = variant->surface->inputs[INPUT_WHAT].name;
  sqlite3_free(table->zErrMsg);
  table->zErrMsg =
      sqlite3_mprintf("papers: too many arguments: papers_%s(%s [, year])",
                      variant->is_file ? "read" : "parse", name);
  return table->zErrMsg ? SQLITE_ERROR : SQLITE_NOMEM;
}

/* SQLite gives the argument behind the last input to the guard column. */
static bool has_too_many(const sqlite3_index_info *info) {
  for (int i = 0; i < info->nConstraint; i++) {
    if (info->aConstraint[i].iColumn == papers.visible + SAVED_INPUTS &&
        info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ) {
      return true;
    }
  }
  return false;
}

/* The plan: idxNum is the number of its details (table/connection). idxStr is
** "path=? year=?" or the part of it that is given; the arguments of xFilter
** stand in this order. xFilter reports a missing input. An input that cannot be
** used in this join order is refused here, so that the planner tries another
** order. Cost: 1000 with the first input, 1e15 without it. */
static int saved_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  const struct saved_variant *variant = ((struct saved_table *)table)->variant;
  if (has_too_many(info)) return refuse_argument(table);
  enum taken what = take_input(info, INPUT_WHAT, 1);
  enum taken year = take_input(info, INPUT_YEAR, what == TAKEN ? 2 : 1);
  if (what == NOT_USABLE || year == NOT_USABLE) return SQLITE_CONSTRAINT;
  info->idxStr = sqlite3_mprintf(
      "%s%s%s", what == TAKEN ? variant->surface->inputs[INPUT_WHAT].name : "",
      what == TAKEN ? "=?" : "",
      year == NOT_GIVEN ? ""
      : what == TAKEN   ? " year=?"
                        : "year=?");
  if (!info->idxStr) return SQLITE_NOMEM;
  info->needToFreeIdxStr = 1;
  info->idxNum =
      connection_note_plan(((struct saved_table *)table)->connection,
                           (struct plan_details){.used = info->colUsed});
  info->estimatedCost = what == TAKEN ? 1000 : 1e15;
  info->estimatedRows = 100;
  return SQLITE_OK;
}

static int saved_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  struct saved_cursor *opened = calloc(1, sizeof *opened);
  if (!opened) return SQLITE_NOMEM;
  saved_scan_init(&opened->scan, ((struct saved_table *)table)->connection);
  *cursor = &opened->base;
  return SQLITE_OK;
}

static int saved_close(sqlite3_vtab_cursor *cursor) {
  saved_scan_clear(scan_of(cursor));
  free(cursor);
  return SQLITE_OK;
}

static int saved_filter(sqlite3_vtab_cursor *cursor, int number,
                        const char *plan, int count, sqlite3_value **values) {
  const struct saved_variant *variant = table_of(cursor)->variant;
  sqlite3_value *given[SAVED_INPUTS] = {0};
  struct error error = {0};
  sqlite3_uint64 used =
      connection_plan(table_of(cursor)->connection, number).used;
  field_set wanted =
      columns_stored(&papers, columns_wanted(variant->surface, used));
  (void)count;
  for (int input = 0; input < SAVED_INPUTS; input++) {
    if (strstr(plan, variant->surface->inputs[input].name))
      given[input] = *values++;
  }
  saved_scan_start(scan_of(cursor), variant, given, wanted, &error);
  return report_table(&table_of(cursor)->base, &error);
}

static int saved_next(sqlite3_vtab_cursor *cursor) {
  struct error error = {0};
  saved_scan_next(scan_of(cursor), &error);
  return report_table(&table_of(cursor)->base, &error);
}

static int saved_eof(sqlite3_vtab_cursor *cursor) {
  return !scan_of(cursor)->at_row;
}

static int saved_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context,
                        int place) {
  const struct saved_scan *scan = scan_of(cursor);
  int column = columns_number(table_of(cursor)->variant->surface, place);
  int input = column - COLUMN_INPUTS;
  if (column < COLUMN_INPUTS) {
    column_result(context, &papers, column, &scan->row);
  } else if (column != COLUMN_GUARD && scan->given[input]) {
    sqlite3_result_value(context, scan->given[input]);
  }
  return SQLITE_OK;
}

static int saved_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid) {
  *rowid = saved_scan_rowid(scan_of(cursor));
  return SQLITE_OK;
}

const sqlite3_module saved_module = {
    .xConnect = saved_connect,
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
