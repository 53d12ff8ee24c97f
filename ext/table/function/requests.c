/* The table papers_requests: shows the entries of net/log. Must not know what a
** request is for. */
#include "table/function/requests.h"

#include <time.h>

#include "net/answer/answers.h"
#include "net/log.h"
#include "table/rows.h"

/* The entry with a number; NULL if it is no longer in the log. Entries are
** added while the table is read, even by the same statement, and replace the
** oldest ones. So a row is looked up by its number each time. */
static const struct log_entry *find_entry(const struct connection *connection,
                                          sqlite3_int64 number) {
  if (!connection->net) return NULL;
  const struct log_entry *entry =
      log_after(net_log(connection->net), number - 1);
  return entry && entry->number == number ? entry : NULL;
}

static sqlite3_int64 requests_after(struct connection *connection,
                                    sqlite3_int64 number) {
  if (!connection->net) return 0;
  const struct log_entry *entry = log_after(net_log(connection->net), number);
  return entry ? entry->number : 0;
}

static void show_text(sqlite3_context *context, const char *text) {
  sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

/* ISO 8601 UTC to the second, like all times of this extension. */
static void show_time(sqlite3_context *context, double seconds) {
  time_t whole = (time_t)seconds;
  struct tm parts;
  char text[40];
  if (!gmtime_r(&whole, &parts)) return;
  if (!strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)) return;
  show_text(context, text);
}

/* A negative number is not known: NULL. */
static void show_number(sqlite3_context *context, sqlite3_int64 number) {
  if (number >= 0) sqlite3_result_int64(context, number);
}

enum {
  STARTED_AT,
  METHOD,
  URL,
  STATUS,
  CACHE,
  BYTES,
  MILLISECONDS,
  ATTEMPTS,
  RATE_LIMIT_LEFT,
  RATE_LIMIT_RESET,
  ERROR,
  COLUMNS
};

static const struct plain_column columns[COLUMNS] = {
    [STARTED_AT] = {"started_at", "TEXT", "when the request began"},
    [METHOD] = {"method", "TEXT", "`GET`"},
    [URL] = {"url", "TEXT", "what was requested"},
    [STATUS] = {"status", "INTEGER", "of HTTP; NULL: none came"},
    [CACHE] = {"cache", "TEXT",
               "where the answer came from: `network`, `fresh`, `revalidated`, "
               "`stale`"},
    [BYTES] = {"bytes", "INTEGER",
               "of the answer, decompressed, in all attempts"},
    [MILLISECONDS] = {"milliseconds", "REAL",
                      "until it ended; NULL: it has not"},
    [ATTEMPTS] = {"attempts", "INTEGER", "how often it was tried"},
    [RATE_LIMIT_LEFT] = {"rate_limit_left", "INTEGER",
                         "requests that the service still allows"},
    [RATE_LIMIT_RESET] = {"rate_limit_reset", "INTEGER",
                          "seconds until it allows all of them again"},
    [ERROR] = {"error", "TEXT", "what went wrong"},
};

static void requests_column(struct connection *connection, sqlite3_int64 number,
                            int column, sqlite3_context *context) {
  const struct log_entry *entry = find_entry(connection, number);
  if (!entry) return;
  switch (column) {
  case STARTED_AT:
    show_time(context, entry->started_at);
    break;
  case METHOD:
    show_text(context, entry->method);
    break;
  case URL:
    show_text(context, entry->url);
    break;
  case STATUS:
    show_number(context, entry->status ? entry->status : -1);
    break;
  case CACHE:
    show_text(context, answer_source_name(entry->source));
    break;
  case BYTES:
    show_number(context, entry->bytes);
    break;
  case MILLISECONDS:
    if (entry->milliseconds >= 0) {
      sqlite3_result_double(context, entry->milliseconds);
    }
    break;
  case ATTEMPTS:
    show_number(context, entry->attempts);
    break;
  case RATE_LIMIT_LEFT:
    show_number(context, entry->limit_left);
    break;
  case RATE_LIMIT_RESET:
    show_number(context, entry->limit_reset);
    break;
  case ERROR:
    show_text(context, entry->error);
    break;
  }
}

const struct rows_source papers_requests_rows = {
    .name = "papers_requests",
    .help = "what this connection asked the network and the cache",
    .example = "SELECT method, status, cache, url FROM papers_requests",
    .surface = {.own = columns, .own_count = COLUMNS},
    .expected = LOG_SIZE,
    .after = requests_after,
    .column = requests_column,
};
