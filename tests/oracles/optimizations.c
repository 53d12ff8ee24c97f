/* The SQL function leave_out(bits), for tests: statements that are prepared
** from now on do without these optimisations of SQLite's; with 0 they have all
** of them again. Built as a loadable extension. */
#include <sqlite3ext.h>
#include <stddef.h>

SQLITE_EXTENSION_INIT1

static void leave_out(sqlite3_context *context, int count,
                      sqlite3_value **values) {
  (void)count;
  sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS,
                       sqlite3_context_db_handle(context),
                       sqlite3_value_int(values[0]));
}

int sqlite3_optimizations_init(sqlite3 *db, char **message,
                               const sqlite3_api_routines *api) {
  (void)message;
  SQLITE_EXTENSION_INIT2(api);
  return sqlite3_create_function(db, "leave_out", 1, SQLITE_UTF8, NULL,
                                 leave_out, NULL, NULL);
}
