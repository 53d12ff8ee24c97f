#include "table/relation/papers.h"

#include <stdlib.h>

#include "table/relation/scan.h"
#include "table/report.h"

struct papers_table {
  sqlite3_vtab base; /* must be first */
  struct connection *connection;
};

struct papers_cursor {
  sqlite3_vtab_cursor base; /* must be first */
  struct statement *statement;
  struct scan *scan;
};

static struct papers_table *table_of(sqlite3_vtab_cursor *cursor) {
  return (struct papers_table *)cursor->pVtab;
}

struct connection *papers_connection(sqlite3_vtab *table) {
  return ((struct papers_table *)table)->connection;
}

static struct scan *scan_of(sqlite3_vtab_cursor *cursor) {
  return ((struct papers_cursor *)cursor)->scan;
}

static int papers_connect(sqlite3 *db, void *connection, int count,
                          const char *const *arguments, sqlite3_vtab **table,
                          char **message) {
  (void)count;
  (void)arguments;
  (void)message;
  int code = columns_declare(db, papers_inputs, PAPERS_INPUTS);
  if (code != SQLITE_OK) return code;
  struct papers_table *made = calloc(1, sizeof *made);
  if (!made) return SQLITE_NOMEM;
  made->connection = connection_hold(connection);
  *table = &made->base;
  return SQLITE_OK;
}

static int papers_disconnect(sqlite3_vtab *table) {
  connection_release(((struct papers_table *)table)->connection);
  free(table);
  return SQLITE_OK;
}

static int papers_close(sqlite3_vtab_cursor *cursor) {
  struct papers_cursor *closed = (struct papers_cursor *)cursor;
  scan_free(closed->scan);
  statement_leave(closed->statement);
  free(closed);
  return SQLITE_OK;
}

static int papers_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  struct connection *connection = ((struct papers_table *)table)->connection;
  struct papers_cursor *opened = calloc(1, sizeof *opened);
  if (!opened) return SQLITE_NOMEM;
  opened->statement = statement_join(connection);
  if (opened->statement) {
    opened->scan = scan_new(connection, opened->statement);
  }
  if (!opened->scan) {
    papers_close(&opened->base);
    return SQLITE_NOMEM;
  }
  *cursor = &opened->base;
  return SQLITE_OK;
}

static int papers_filter(sqlite3_vtab_cursor *cursor, int number,
                         const char *text, int count, sqlite3_value **values) {
  struct error error = {0};
  const struct papers_cursor *opened = (const struct papers_cursor *)cursor;
  struct plan_details details =
      connection_plan(table_of(cursor)->connection, number);
  struct arguments arguments;
  struct plan plan;
  arguments_init(&arguments);
  if (!plan_read(text, &plan) || plan.count != count) {
    error_set(&error, FAILED, "no such plan: %s", text);
  } else if (arguments_read(&arguments, opened->statement, &plan, details,
                            values, &error)) {
    scan_start(scan_of(cursor), &arguments, details.used, &error);
  }
  arguments_clear(&arguments);
  return report_table(&table_of(cursor)->base, &error);
}

static int papers_next(sqlite3_vtab_cursor *cursor) {
  struct error error = {0};
  scan_next(scan_of(cursor), &error);
  return report_table(&table_of(cursor)->base, &error);
}

static int papers_eof(sqlite3_vtab_cursor *cursor) {
  return scan_row(scan_of(cursor)) == NULL;
}

/* A hidden input returns the very value that was given: SQLite may check it
** again. */
static void result_input(sqlite3_context *context, const struct scan *scan,
                         enum papers_input input) {
  sqlite3_value *given = scan_given(scan, input);
  if (given) {
    sqlite3_result_value(context, given);
  } else if (input == INPUT_FEED && scan_is_daily(scan)) {
    sqlite3_result_text(context, "daily", -1, SQLITE_STATIC);
  }
}

static int papers_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context,
                         int column) {
  const struct scan *scan = scan_of(cursor);
  int input = column - COLUMN_INPUTS;
  if (input >= 0 && input < PAPERS_INPUTS) {
    result_input(context, scan, (enum papers_input)input);
  } else {
    columns_result(context, column, PAPERS_INPUTS, scan_row(scan));
  }
  return SQLITE_OK;
}

static int papers_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid) {
  *rowid = scan_row(scan_of(cursor))->rowid;
  return SQLITE_OK;
}

/* No xCreate: the table is simply there in every connection. */
const sqlite3_module papers_module = {
    .xConnect = papers_connect,
    .xBestIndex = plan_make,
    .xDisconnect = papers_disconnect,
    .xOpen = papers_open,
    .xClose = papers_close,
    .xFilter = papers_filter,
    .xNext = papers_next,
    .xEof = papers_eof,
    .xColumn = papers_column,
    .xRowid = papers_rowid,
};
