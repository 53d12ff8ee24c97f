/* Checks whether the host wants to stop, and writes the line on the terminal.
** Must not know what is waited for. */
#include "table/waiting.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The statement that is run to check whether to stop. It takes about two and a
** half steps for each row that OFFSET skips. It is a join of constants, because
** an authorizer sees only SELECT, which it allowed to the statement around it.
** It might refuse a recursive query or a function. Hosts that trace statements
** see this text. */
#define SIXTEEN                                                                \
  "(VALUES(0),(0),(0),(0),(0),(0),(0),(0),(0),(0),(0),(0),(0),(0),(0),(0))"
static const char check_sql[] =
    "/* papers waits, and asks whether to stop */ SELECT 0 FROM " SIXTEEN
    "," SIXTEEN "," SIXTEEN "," SIXTEEN "," SIXTEEN " LIMIT 1 OFFSET ?1";

/* 2,000 rows take about 4,600 steps and 0.1 ms. */
enum { ROWS = 2000, ROWS_MAX = 256 * ROWS };

/* A wait of fewer seconds than this shows nothing. */
static const double quiet_for = 0.5;

/* How many rows the check with this number, from 1, skips. SQLite calls the
** progress handler when the steps of one statement reach the host's interval,
** which may be long. So the check number n is longer by the largest power of
** two that divides n: 1, 2, 1, 4, 1, 2, 1, 8 and so on, which is 5 on
** average. */
static int rows_of_check(unsigned number) {
  unsigned times = number & (0 - number);
  return times > 0 && times < ROWS_MAX / ROWS ? (int)times * ROWS : ROWS_MAX;
}

/* Whether the host wants to stop. The statement is finalized before this
** returns: a host may finalize all statements that sqlite3_next_stmt() finds,
** and sqlite3_close() fails while there is one. */
static bool check_stop(void *context) {
  struct waiting *waiting = context;
  sqlite3_stmt *statement = NULL;
  if (waiting->cannot_check) return false;
  int code = sqlite3_prepare_v2(waiting->connection->db, check_sql, -1,
                                &statement, NULL);
  waiting->cannot_check = code == SQLITE_AUTH || code == SQLITE_ERROR;
  if (code == SQLITE_OK) {
    sqlite3_bind_int(statement, 1, rows_of_check(++waiting->checks));
    code = sqlite3_step(statement);
  }
  sqlite3_finalize(statement);
  return code == SQLITE_INTERRUPT;
}

/* Replaces the line on the terminal. A failure is ignored: there is no other
** place to report it. */
static void write_line(const char *line) {
  char bytes[100];
  int length = snprintf(bytes, sizeof bytes, "\r\033[K%s", line);
  assert(length > 0 && (size_t)length < sizeof bytes);
  ssize_t written = write(STDERR_FILENO, bytes, (size_t)length);
  (void)written;
}

static void erase_line(struct waiting *waiting) {
  if (!waiting->line[0]) return;
  waiting->line[0] = 0;
  write_line("");
}

static void show_progress(void *context, const struct net_progress *progress) {
  struct waiting *waiting = context;
  const struct settings *settings = &waiting->connection->settings;
  if (!progress) {
    erase_line(waiting);
    return;
  }
  if (progress->waited < quiet_for) return;
  if (settings_number(settings, SETTING_PROGRESS) == 0) return;
  if (!isatty(STDERR_FILENO)) return;
  char line[sizeof waiting->line];
  int64_t tenths = progress->bytes / 100000; /* tenths of a megabyte */
  snprintf(line, sizeof line, "papers: %d of %d requests, %lld.%lld MB, %lld s",
           progress->done, progress->started, (long long)(tenths / 10),
           (long long)(tenths % 10), (long long)progress->waited);
  if (strcmp(line, waiting->line) == 0) return;
  memcpy(waiting->line, line, strlen(line) + 1);
  write_line(line);
}

void waiting_init(struct waiting *waiting, struct connection *connection) {
  *waiting = (struct waiting){.connection = connection};
}

void waiting_clear(struct waiting *waiting) {
  erase_line(waiting);
}

struct net_host waiting_host(struct waiting *waiting) {
  return (struct net_host){
      .context = waiting, .stop = check_stop, .waiting = show_progress};
}
