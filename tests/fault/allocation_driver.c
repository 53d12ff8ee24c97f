/* Runs SQL in a new connection while the n-th allocation fails, for every n
** until none is left to fail. The whole process allocates here: SQLite,
** libcurl, yajl, the C library and the extension. "once" fails the n-th alone,
** "on" that one and all after it.
**
**   allocation_driver LIBRARY once|on STEP LOAD SETUP SQL
**
** STEP is how far n goes on each time. LOAD is 1 if the loading of the
** extension may fail as well. SETUP runs before anything fails.
**
** Prints what came of it, a line for each kind: the SQLite code, how many
** times, the text. "0 N right" are runs that gave the same rows as without a
** failure. Ends with 1 where rows were wrong, or blocks stayed behind. */
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Below the names that are taken over here; glibc has these for that. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *at, size_t size);
void __libc_free(void *at);

static atomic_long left = -1; /* until one fails; negative: none will */
static atomic_long live, fired;
static bool goes_on;

static bool fails(void) {
  if (atomic_load(&left) < 0) return false;
  long before = atomic_fetch_sub(&left, 1);
  if (before > 1) return false;
  if (goes_on) atomic_store(&left, 1);
  atomic_fetch_add(&fired, 1);
  return true;
}

static void *counted(void *at) {
  if (at) atomic_fetch_add(&live, 1);
  return at;
}

void *malloc(size_t size) {
  return fails() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size) {
  return fails() ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *at, size_t size) {
  if (fails()) return NULL;
  return at ? __libc_realloc(at, size) : counted(__libc_realloc(at, size));
}

void free(void *at) {
  if (at) atomic_fetch_sub(&live, 1);
  __libc_free(at);
}

struct run {
  const char *library, *setup, *sql;
  bool loading; /* may fail */
  int step;
};

enum { TEXT_SIZE = 200, KINDS = 40 };

struct outcome {
  int code;
  char text[TEXT_SIZE];
  unsigned long long rows; /* a sum over all that they say */
};

/* How many more allocations succeed until one fails is taken away, and given
** back, so that what is not to be tried lies between. */
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

/* With n -1 nothing fails. */
static struct outcome run_once(const struct run *run, long n) {
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
    disarm();
  }
  int closed = sqlite3_close(db);
  if (closed != SQLITE_OK) {
    printf("%d 1 the connection cannot be closed\n", closed);
    exit(1);
  }
  return outcome;
}

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
}

int main(int count, char **arguments) {
  static struct kind kinds[KINDS];
  if (count != 7) return 2;
  struct run run = {.library = arguments[1],
                    .setup = arguments[5],
                    .sql = arguments[6],
                    .loading = strcmp(arguments[4], "1") == 0,
                    .step = atoi(arguments[3])};
  goes_on = strcmp(arguments[2], "on") == 0;
  run_once(&run, -1); /* what is made once in a process */
  struct outcome whole = run_once(&run, -1);
  if (whole.code != SQLITE_OK) {
    printf("%d 1 %s\n", whole.code, whole.text);
    return 2;
  }
  printf("# rows %llx\n", whole.rows);
  int wrong = 0;
  long n = 1;
  bool had_failed;
  do {
    long before = atomic_load(&live);
    struct outcome outcome = run_once(&run, n);
    had_failed = atomic_load(&fired) > 0;
    long kept = atomic_load(&live) - before;
    if (kept > 0) { /* what is made once in a process, or lost each time */
      before = atomic_load(&live);
      run_once(&run, n);
      kept = atomic_load(&live) - before;
    }
    if (outcome.code == SQLITE_OK) {
      bool right = outcome.rows == whole.rows;
      snprintf(outcome.text, TEXT_SIZE, "%s", right ? "right" : "WRONG ROWS");
      wrong += !right;
    }
    if (kept > 0) {
      printf("# %ld blocks stay behind after failure %ld\n", kept, n);
      wrong++;
    }
    note(kinds, &outcome, n);
    n += run.step;
  } while (had_failed);
  for (int i = 0; i < KINDS && kinds[i].count; i++) {
    printf("%d %d %s (first: %ld)\n", kinds[i].outcome.code, kinds[i].count,
           kinds[i].outcome.text, kinds[i].first);
  }
  printf("# %ld allocations\n", n);
  return wrong > 0;
}
