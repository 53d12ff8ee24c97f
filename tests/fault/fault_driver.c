/* Runs SQL in a new connection while the n-th call of one kind fails, for every
** n until none is left to fail (fault/fault.h has the kinds). "once" fails the
** n-th alone, "on" that one and all after it.
**
**   fault_driver LIBRARY memory|curl|file|disk once|on STEP LOAD SETUP SQL
**
** STEP is how far n goes on each time. LOAD is 1 if the loading of the
** extension may fail as well. SETUP runs before anything fails. Where SQL did
** not give its rows it runs again, with nothing that fails, and has to.
**
** Prints what came of it, a line for each kind: the SQLite code, how many
** times, the text. "0 N right" are runs that gave the same rows as without a
** failure. Ends with 1 where rows were wrong, or memory or files stayed behind.
*/
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault/fault.h"

static enum fault_kind kind_that_fails;
static atomic_long left = -1; /* until one fails; negative: none will */
static atomic_long fired;
static bool goes_on;

bool fault_is_due(enum fault_kind kind) {
  if (kind != kind_that_fails || atomic_load(&left) < 0) return false;
  long before = atomic_fetch_sub(&left, 1);
  if (before > 1) return false;
  atomic_store(&left, goes_on ? 1 : -1);
  atomic_fetch_add(&fired, 1);
  return true;
}

struct run {
  const char *library, *setup, *sql;
  bool loading; /* may fail */
  int step;
};

enum { TEXT_SIZE = 300, KINDS = 100, FILES = 256 };

struct outcome {
  int code;
  char text[TEXT_SIZE];
  unsigned long long rows; /* a sum over all that they say */
};

/* How many more calls succeed until one fails is taken away, and given back, so
** that what is not to be tried lies between. */
static long disarm(void) {
  return atomic_exchange(&left, -1);
}

static void add_row(struct outcome *outcome, sqlite3_stmt *statement) {
  for (int i = 0; i < sqlite3_column_count(statement); i++) {
    int type = sqlite3_column_type(statement, i);
    const unsigned char *text = sqlite3_column_text(statement, i);
    /* A value that could not be converted is the driver's own failure. */
    if (!text && type != SQLITE_NULL) outcome->code = SQLITE_NOMEM;
    outcome->rows = outcome->rows * 1099511628211u + 7;
    for (; text && *text; text++) {
      outcome->rows = (outcome->rows ^ *text) * 1099511628211u;
    }
  }
}

static void step_all(sqlite3 *db, const char *sql, struct outcome *outcome) {
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  outcome->code = code;
  outcome->rows = 1;
  if (code == SQLITE_OK) {
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
      add_row(outcome, statement);
    }
    if (code != SQLITE_DONE) outcome->code = code;
  }
  snprintf(outcome->text, TEXT_SIZE, "%s",
           outcome->code ? sqlite3_errmsg(db) : "");
  sqlite3_finalize(statement);
}

static int load(sqlite3 *db, const struct run *run, struct outcome *outcome) {
  char *message = NULL;
  sqlite3_enable_load_extension(db, 1);
  int code = sqlite3_load_extension(db, run->library, NULL, &message);
  if (code != SQLITE_OK) {
    snprintf(outcome->text, TEXT_SIZE, "%s", message ? message : "");
  }
  sqlite3_free(message);
  return code;
}

/* Whether the connection has failed for good: what went wrong before may not
** change the rows of later. */
static void check_later(sqlite3 *db, const struct run *run,
                        struct outcome *outcome, unsigned long long rows) {
  struct outcome later = {0};
  step_all(db, run->sql, &later);
  if (later.code == SQLITE_OK && later.rows == rows) return;
  outcome->code = -1;
  snprintf(outcome->text, TEXT_SIZE, "AND LATER %d %.200s", later.code,
           later.text);
}

/* With n -1 nothing fails. `rows` is the sum of the right ones. */
static struct outcome run_once(const struct run *run, long n,
                               unsigned long long rows) {
  struct outcome outcome = {0};
  sqlite3 *db = NULL;
  if (sqlite3_open(":memory:", &db) != SQLITE_OK) exit(2);
  atomic_store(&fired, 0);
  if (run->loading) atomic_store(&left, n);
  outcome.code = load(db, run, &outcome);
  if (run->loading) n = disarm();
  if (outcome.code == SQLITE_OK) {
    if (sqlite3_exec(db, run->setup, NULL, NULL, NULL) != SQLITE_OK) exit(2);
    atomic_store(&left, n);
    step_all(db, run->sql, &outcome);
    n = disarm();
    if (outcome.code != SQLITE_OK && rows) check_later(db, run, &outcome, rows);
  }
  atomic_store(&left, n);
  int closed = sqlite3_close(db);
  disarm();
  if (closed != SQLITE_OK) {
    printf("%d 1 the connection cannot be closed\n", closed);
    exit(1);
  }
  return outcome;
}

/* --- what came of it ---------------------------------------------------- */

struct kind {
  struct outcome outcome;
  int count;
  long first;
};

static void note(struct kind *kinds, const struct outcome *outcome, long n) {
  for (int i = 0; i < KINDS; i++) {
    bool same = kinds[i].outcome.code == outcome->code &&
                strcmp(kinds[i].outcome.text, outcome->text) == 0;
    if (kinds[i].count && !same) continue;
    if (!kinds[i].count) kinds[i] = (struct kind){*outcome, 0, n};
    kinds[i].count++;
    return;
  }
  puts("too many kinds of outcomes");
  exit(2);
}

static long count_files(void) {
  long count = 0;
  for (int file = 0; file < FILES; file++)
    count += fcntl(file, F_GETFD) >= 0;
  return count;
}

/* Blocks of memory and open files. */
static long count_held(void) {
  return atomic_load(&fault_live_blocks) + count_files();
}

/* How much a run leaves behind each time. What is made once in a process does
** not count. */
static long count_leaked(const struct run *run, long n, long before) {
  if (count_held() <= before) return 0;
  before = count_held();
  run_once(run, n, 0);
  return count_held() - before;
}

/* Whether nothing was wrong. */
static bool try_point(const struct run *run, long n, unsigned long long rows,
                      struct kind *kinds, bool *had_failed) {
  long before = count_held();
  struct outcome outcome = run_once(run, n, rows);
  *had_failed = atomic_load(&fired) > 0;
  if (!*had_failed) return true;
  long leaked = count_leaked(run, n, before);
  bool right = outcome.rows == rows;
  if (outcome.code == SQLITE_OK) {
    strcpy(outcome.text, right ? "right" : "WRONG ROWS");
  }
  note(kinds, &outcome, n);
  if (outcome.code == SQLITE_OK && !right) printf("# wrong rows: %ld\n", n);
  if (leaked > 0) printf("# %ld leaked after failure %ld\n", leaked, n);
  bool good = outcome.code > 0 || (outcome.code == SQLITE_OK && right);
  return leaked <= 0 && good;
}

static int try_all(const struct run *run, unsigned long long rows) {
  static struct kind kinds[KINDS];
  bool good = true, had_failed = true;
  for (long n = 1; had_failed; n += run->step) {
    if (!try_point(run, n, rows, kinds, &had_failed)) good = false;
  }
  for (int i = 0; i < KINDS && kinds[i].count; i++) {
    printf("%d %d %s (first: %ld)\n", kinds[i].outcome.code, kinds[i].count,
           kinds[i].outcome.text, kinds[i].first);
  }
  return good ? 0 : 1;
}

static enum fault_kind read_kind(const char *name) {
  static const char *const names[] = {[FAULT_MEMORY] = "memory",
                                      [FAULT_CURL] = "curl",
                                      [FAULT_FILE] = "file",
                                      [FAULT_DISK] = "disk"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strcmp(name, names[i]) == 0) return (enum fault_kind)i;
  }
  exit(2);
}

int main(int count, char **arguments) {
  if (count != 8) return 2;
  struct run run = {.library = arguments[1],
                    .setup = arguments[6],
                    .sql = arguments[7],
                    .loading = strcmp(arguments[5], "1") == 0,
                    .step = atoi(arguments[4])};
  kind_that_fails = read_kind(arguments[2]);
  goes_on = strcmp(arguments[3], "on") == 0;
  fault_use_vfs();
  run_once(&run, -1, 0); /* what is made once in a process */
  struct outcome whole = run_once(&run, -1, 0);
  if (whole.code != SQLITE_OK || !whole.rows) {
    printf("%d 1 %s\n", whole.code, whole.text);
    return 2;
  }
  return try_all(&run, whole.rows);
}
