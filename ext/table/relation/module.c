/* The virtual table methods of the relations. They only connect SQLite with
** plan, arguments and scan, and must not decide anything themselves. */
#include "table/relation/module.h"

#include <assert.h>
#include <stdlib.h>

#include "hub/relation/relations.h"
#include "table/relation/best_index.h"
#include "table/relation/scan.h"
#include "table/report.h"

struct relation_cursor {
  sqlite3_vtab_cursor base; /* must be first */
  struct statement *statement;
  struct scan *scan;
};

static struct relation_table *table_of(sqlite3_vtab_cursor *cursor) {
  return (struct relation_table *)cursor->pVtab;
}

static struct scan *scan_of(sqlite3_vtab_cursor *cursor) {
  return ((struct relation_cursor *)cursor)->scan;
}

/* arguments[0] is the name of the module. */
static int relation_connect(sqlite3 *db, void *connection, int count,
                            const char *const *arguments, sqlite3_vtab **table,
                            char **message) {
  const struct relation *relation = relation_find(arguments[0]);
  assert(relation);
  const struct surface surface = plan_surface(relation);
  (void)count;
  (void)message;
  int code = columns_declare(db, &surface);
  if (code != SQLITE_OK) return code;
  struct relation_table *made = calloc(1, sizeof *made);
  if (!made) return SQLITE_NOMEM;
  made->connection = connection_hold(connection);
  made->surface = surface;
  *table = &made->base;
  return SQLITE_OK;
}

static int relation_disconnect(sqlite3_vtab *table) {
  connection_release(((struct relation_table *)table)->connection);
  free(table);
  return SQLITE_OK;
}

static int relation_close(sqlite3_vtab_cursor *cursor) {
  struct relation_cursor *closed = (struct relation_cursor *)cursor;
  scan_free(closed->scan);
  statement_leave(closed->statement);
  free(closed);
  return SQLITE_OK;
}

static int relation_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  struct connection *connection = ((struct relation_table *)table)->connection;
  struct relation_cursor *opened = calloc(1, sizeof *opened);
  if (!opened) return SQLITE_NOMEM;
  opened->statement = statement_join(connection);
  if (opened->statement) {
    opened->scan = scan_new(connection, opened->statement,
                            ((struct relation_table *)table)->surface.relation);
  }
  if (!opened->scan) {
    relation_close(&opened->base);
    return SQLITE_NOMEM;
  }
  *cursor = &opened->base;
  return SQLITE_OK;
}

static int relation_filter(sqlite3_vtab_cursor *cursor, int number,
                           const char *text, int count,
                           sqlite3_value **values) {
  struct error error = {0};
  const struct relation_cursor *opened = (const struct relation_cursor *)cursor;
  struct plan_details details =
      connection_plan(table_of(cursor)->connection, number);
  struct arguments arguments;
  struct plan plan;
  arguments_init(&arguments);
  const struct surface *surface = &table_of(cursor)->surface;
  if (!plan_read(text, surface, &plan) || plan.count != count) {
    error_set(&error, FAILED, "no such plan: %s", text);
  } else if (arguments_read(&arguments, opened->statement, &plan, details,
                            values, &error)) {
    scan_start(scan_of(cursor), &arguments,
               columns_wanted(surface, details.used), &error);
  }
  arguments_clear(&arguments);
  return report_table(&table_of(cursor)->base, &error);
}

static int relation_next(sqlite3_vtab_cursor *cursor) {
  struct error error = {0};
  scan_next(scan_of(cursor), &error);
  return report_table(&table_of(cursor)->base, &error);
}

static int relation_eof(sqlite3_vtab_cursor *cursor) {
  return scan_row(scan_of(cursor)) == NULL;
}

/* A hidden input returns exactly the value that was given, because SQLite may
** check it again. */
static void result_input(sqlite3_context *context, const struct scan *scan,
                         enum plan_input input) {
  sqlite3_value *given = scan_given(scan, input);
  if (given) {
    sqlite3_result_value(context, given);
  } else if (input == INPUT_FEED && scan_is_daily(scan)) {
    sqlite3_result_text(context, "daily", -1, SQLITE_STATIC);
  }
}

static int relation_column(sqlite3_vtab_cursor *cursor,
                           sqlite3_context *context, int place) {
  const struct scan *scan = scan_of(cursor);
  const struct surface *surface = &table_of(cursor)->surface;
  int column = columns_number(surface, place);
  if (column < COLUMN_INPUTS) {
    column_result(context, surface->relation, column, scan_row(scan));
  } else if (column != COLUMN_GUARD) {
    result_input(context, scan, (enum plan_input)(column - COLUMN_INPUTS));
  }
  return SQLITE_OK;
}

static int relation_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid) {
  *rowid = scan_row(scan_of(cursor))->rowid;
  return SQLITE_OK;
}

/* Without xCreate, the table exists in every connection (it is eponymous). */
const sqlite3_module relation_module = {
    .xConnect = relation_connect,
    .xBestIndex = relation_best_index,
    .xDisconnect = relation_disconnect,
    .xOpen = relation_open,
    .xClose = relation_close,
    .xFilter = relation_filter,
    .xNext = relation_next,
    .xEof = relation_eof,
    .xColumn = relation_column,
    .xRowid = relation_rowid,
};
