/* The virtual table methods of the small tables. Must not know what a row
** is. */
#include "table/rows.h"

#include <assert.h>
#include <string.h>

#include "table/registry.h"

struct rows_table {
  sqlite3_vtab base; /* must be first */
  struct connection *connection;
  const struct rows_source *from;
};

struct rows_cursor {
  sqlite3_vtab_cursor base; /* must be first */
  sqlite3_int64 number;     /* 0: past the last row */
};

static struct rows_table *table_of(sqlite3_vtab_cursor *cursor) {
  return (struct rows_table *)cursor->pVtab;
}

static const struct rows_source *find_source(const struct connection *from,
                                             const char *name) {
  const struct rows_source *const *at = from->registry->small_tables;
  while (*at && strcmp((*at)->name, name) != 0) {
    at++;
  }
  assert(*at);
  return *at;
}

/* The first argument is the module's name. */
static int rows_connect(sqlite3 *db, void *connection, int count,
                        const char *const *arguments, sqlite3_vtab **table,
                        char **message) {
  const struct rows_source *from = find_source(connection, arguments[0]);
  (void)count;
  (void)message;
  int code = columns_declare(db, &from->surface);
  if (code != SQLITE_OK) return code;
  struct rows_table *made = sqlite3_malloc(sizeof *made);
  if (!made) return SQLITE_NOMEM;
  *made = (struct rows_table){.connection = connection_hold(connection),
                              .from = from};
  *table = &made->base;
  return SQLITE_OK;
}

static int rows_disconnect(sqlite3_vtab *table) {
  connection_release(((struct rows_table *)table)->connection);
  sqlite3_free(table);
  return SQLITE_OK;
}

static int rows_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  int expected = ((struct rows_table *)table)->from->expected;
  info->estimatedCost = expected;
  info->estimatedRows = expected;
  return SQLITE_OK;
}

static int rows_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  struct rows_cursor *made = sqlite3_malloc(sizeof *made);
  (void)table;
  if (!made) return SQLITE_NOMEM;
  *made = (struct rows_cursor){0};
  *cursor = &made->base;
  return SQLITE_OK;
}

static int rows_close(sqlite3_vtab_cursor *cursor) {
  sqlite3_free(cursor);
  return SQLITE_OK;
}

static int rows_next(sqlite3_vtab_cursor *cursor) {
  struct rows_table *table = table_of(cursor);
  struct rows_cursor *at = (struct rows_cursor *)cursor;
  sqlite3_int64 number = table->from->after(table->connection, at->number);
  assert(number == 0 || number > at->number);
  at->number = number;
  return SQLITE_OK;
}

static int rows_filter(sqlite3_vtab_cursor *cursor, int number,
                       const char *text, int count, sqlite3_value **values) {
  (void)number;
  (void)text;
  (void)count;
  (void)values;
  ((struct rows_cursor *)cursor)->number = 0;
  return rows_next(cursor);
}

static int rows_eof(sqlite3_vtab_cursor *cursor) {
  return ((struct rows_cursor *)cursor)->number == 0;
}

static int rows_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context,
                       int column) {
  struct rows_table *table = table_of(cursor);
  table->from->column(table->connection, ((struct rows_cursor *)cursor)->number,
                      column, context);
  return SQLITE_OK;
}

static int rows_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid) {
  *rowid = ((struct rows_cursor *)cursor)->number;
  return SQLITE_OK;
}

const sqlite3_module rows_module = {
    .xConnect = rows_connect,
    .xBestIndex = rows_best_index,
    .xDisconnect = rows_disconnect,
    .xOpen = rows_open,
    .xClose = rows_close,
    .xFilter = rows_filter,
    .xNext = rows_next,
    .xEof = rows_eof,
    .xColumn = rows_column,
    .xRowid = rows_rowid,
};
