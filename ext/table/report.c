/* How an error reaches SQLite. Knows no table and no function. */
#include "table/report.h"

#include <assert.h>
#include <stddef.h>

int report_code(enum outcome outcome) {
  static const int codes[] = {
      [OK] = SQLITE_OK,           [FAILED] = SQLITE_ERROR,
      [NO_MEMORY] = SQLITE_NOMEM, [INTERRUPTED] = SQLITE_INTERRUPT,
      [TOO_BIG] = SQLITE_TOOBIG,  [IO_FAILED] = SQLITE_IOERR,
  };
  return codes[outcome];
}

void report_result(sqlite3_context *context, const struct error *error) {
  char *text = NULL;
  assert(error->outcome != OK);
  if (error->outcome != NO_MEMORY) {
    text = sqlite3_mprintf("papers: %s", error->text);
  }
  if (!text) {
    sqlite3_result_error_nomem(context);
    return;
  }
  sqlite3_result_error(context, text, -1);
  sqlite3_result_error_code(context, report_code(error->outcome));
  sqlite3_free(text);
}

int report_table(sqlite3_vtab *table, const struct error *error) {
  sqlite3_free(table->zErrMsg);
  table->zErrMsg = NULL;
  if (error->outcome == OK || error->outcome == NO_MEMORY) {
    return report_code(error->outcome);
  }
  table->zErrMsg = sqlite3_mprintf("papers: %s", error->text);
  return table->zErrMsg ? report_code(error->outcome) : SQLITE_NOMEM;
}
