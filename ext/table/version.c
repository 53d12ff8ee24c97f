#include "table/version.h"

void version_call(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  (void)values;
  sqlite3_result_text(context, PAPERS_VERSION, -1, SQLITE_STATIC);
}
