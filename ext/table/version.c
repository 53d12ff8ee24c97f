/* Writes the version in two forms: for SQL and for the service. */
#include "table/version.h"

#include <stdio.h>

#include "hub/decode/json.h"
#include "net/http.h"

static void version_write(char *text, size_t size) {
  int yajl = json_library_version();
  snprintf(text, size, "%s (libcurl %s, yajl %d.%d.%d)", PAPERS_VERSION,
           http_library_version(), yajl / 10000, yajl / 100 % 100, yajl % 100);
}

void version_call(sqlite3_context *context, int count, sqlite3_value **values) {
  char text[VERSION_SIZE];
  (void)count;
  (void)values;
  version_write(text, sizeof text);
  sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

void version_user_agent(char *text, size_t size) {
  snprintf(text, size, "papers/%s; sqlite/%s; libcurl/%s", PAPERS_VERSION,
           sqlite3_libversion(), http_library_version());
}
