/* The failing file system as an extension, with two functions to use it by:
**   vfs_fail(n)   from now on the n-th operation fails, and all after it when n
**                 is negative (the -n-th); 0: none
**   vfs_count()   operations since then */
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

#include <stddef.h>

#include "fault/fault.h"

static struct {
  sqlite3_int64 left, count;
  bool for_ever;
} state;

bool fault_is_due(enum fault_kind kind) {
  (void)kind;
  state.count++;
  if (!state.left) return false;
  if (state.left > 1) {
    state.left--;
    return false;
  }
  if (!state.for_ever) state.left = 0;
  return true;
}

static void call_fail(sqlite3_context *context, int count,
                      sqlite3_value **values) {
  sqlite3_int64 number = sqlite3_value_int64(values[0]);
  (void)count;
  state.for_ever = number < 0;
  state.left = number < 0 ? -number : number;
  state.count = 0;
  sqlite3_result_null(context);
}

static void call_count(sqlite3_context *context, int count,
                       sqlite3_value **values) {
  (void)count;
  (void)values;
  sqlite3_result_int64(context, state.count);
}

int sqlite3_vfs_init(sqlite3 *db, char **message,
                     const sqlite3_api_routines *routines);

int sqlite3_vfs_init(sqlite3 *db, char **message,
                     const sqlite3_api_routines *routines) {
  SQLITE_EXTENSION_INIT2(routines);
  (void)message;
  fault_use_vfs();
  sqlite3_create_function(db, "vfs_fail", 1, SQLITE_UTF8, NULL, call_fail, NULL,
                          NULL);
  sqlite3_create_function(db, "vfs_count", 0, SQLITE_UTF8, NULL, call_count,
                          NULL, NULL);
  return SQLITE_OK_LOAD_PERMANENTLY;
}
