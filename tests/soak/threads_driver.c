/* Runs random statements in many threads over a pool of as many connections,
** and compares what each gives with the rows that it must give.
**
**   threads_driver LIBRARY CASES SECONDS THREADS SEED
**
** CASES is an SQLite file, the main database of each connection. It has
**   statement(sql, rows)   what is run. The rows are text: NULL as NULL, `|`
**                          between columns, a line each.
**   allowed(error)         GLOB patterns of the errors that may come
** The settings of the extension are those of the environment.
**
** Any thread takes any connection, sometimes one that another thread uses at
** that moment. It reads a statement to its end or leaves it early, and closes
** the connection now and then. One more thread interrupts. The main thread
** watches: a statement of more than two minutes ends the program, which names
** the statements of all threads.
**
** Prints `wrong` lines, one for each thing that must not be, and figures at the
** end. Ends with 1 if anything was wrong. */
#include <dirent.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef __SANITIZE_THREAD__
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

long syscall(long number, ...); /* not in POSIX */

/* papers_read looks at every descriptor of the process, also at one that
** another thread opens or closes now. That is harmless, but ThreadSanitizer
** takes fstat() of a descriptor for a read and close() for a write. It does not
** see this one. */
int fstat(int file, struct stat *facts) {
  return (int)syscall(SYS_fstat, file, facts);
}
#endif

enum {
  THREADS_MAX = 256,
  ALLOWED_MAX = 64,
  TEXT_SIZE = 400,
  STUCK_AFTER = 120 /* seconds */
};

/* --- what is run, read once --------------------------------------------- */

struct statement {
  char *sql, *rows;
};

static struct statement *statements;
static int statement_count;

static struct {
  char *error;
  atomic_long count;
} allowed[ALLOWED_MAX];
static int allowed_count;

static const char *library, *cases;

/* --- the pool ----------------------------------------------------------- */

/* Each has a lock of its own: one for all of them would put the threads in an
** order by which ThreadSanitizer takes races for none. */
struct slot {
  pthread_mutex_t lock;
  sqlite3 *db;      /* NULL: not open, or about to be closed */
  int users;        /* threads that have it now */
  bool interrupted; /* since it had no user */
};

static struct slot pool[THREADS_MAX];
static int pool_size;

struct worker {
  pthread_t thread;
  uint32_t random;
  _Atomic double began; /* of its statement; 0: none runs */
  _Atomic(const char *) sql;
  /* Read by others after the end only. */
  long statements, whole, left_early, interrupted, opened, shared, rows;
  double longest;
  const char *longest_sql;
};

static struct worker workers[THREADS_MAX];
static atomic_bool over;
static atomic_int running;
static atomic_long wrongs;

/* --- small things ------------------------------------------------------- */

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void rest(double seconds) {
  struct timespec time = {(time_t)seconds,
                          (long)((seconds - (double)(time_t)seconds) * 1e9)};
  nanosleep(&time, NULL);
}

/* Below `limit`, by xorshift. */
static uint32_t draw(uint32_t *random, uint32_t limit) {
  *random ^= *random << 13;
  *random ^= *random >> 17;
  *random ^= *random << 5;
  return *random % limit;
}

__attribute__((format(printf, 1, 2))) static void
report_wrong(const char *format, ...) {
  va_list values;
  va_start(values, format);
  flockfile(stdout);
  fputs("wrong ", stdout);
  vprintf(format, values);
  putchar('\n');
  fflush(stdout);
  funlockfile(stdout);
  va_end(values);
  atomic_fetch_add(&wrongs, 1);
}

static int count_descriptors(void) {
  int count = 0;
  DIR *folder = opendir("/proc/self/fd");
  while (folder && readdir(folder))
    count++;
  if (folder) closedir(folder);
  return count;
}

static void stop_on(int code, sqlite3 *db) {
  if (code == SQLITE_OK) return;
  fprintf(stderr, "threads_driver: %s\n", sqlite3_errmsg(db));
  exit(2);
}

/* SQLite's log has what no result code shows: the extension hides the failures
** of the cache. */
static void on_log(void *context, int code, const char *message) {
  (void)context;
  code &= 0xff;
  if (code == SQLITE_CORRUPT || code == SQLITE_MISUSE ||
      code == SQLITE_NOTADB) {
    report_wrong("SQLite's log: %d %s", code, message);
  }
}

/* --- connections -------------------------------------------------------- */

static sqlite3 *open_connection(void) {
  sqlite3 *db = NULL;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX;
  stop_on(sqlite3_open_v2(cases, &db, flags, NULL), db);
  sqlite3_enable_load_extension(db, 1);
  stop_on(sqlite3_load_extension(db, library, NULL, NULL), db);
  return db;
}

/* Whether the slot is free, or its connection may be shared. */
static bool join_slot(struct worker *worker, struct slot *slot, bool shares) {
  pthread_mutex_lock(&slot->lock);
  bool is_shared = shares && slot->db && slot->users == 1;
  bool joined = slot->users == 0 || is_shared;
  slot->users += joined;
  pthread_mutex_unlock(&slot->lock);
  worker->shared += is_shared;
  return joined;
}

/* There are as many slots as threads: one is free, at least. */
static struct slot *take_slot(struct worker *worker) {
  bool shares = draw(&worker->random, 4) == 0;
  struct slot *slot;
  do {
    slot = &pool[draw(&worker->random, (uint32_t)pool_size)];
  } while (!join_slot(worker, slot, shares));
  if (slot->db) return slot;
  sqlite3 *db = open_connection();
  pthread_mutex_lock(&slot->lock);
  slot->db = db;
  pthread_mutex_unlock(&slot->lock);
  worker->opened++;
  return slot;
}

static void close_connection(sqlite3 *db) {
  int code = sqlite3_close(db);
  if (code != SQLITE_OK)
    report_wrong("the connection cannot be closed: %d", code);
}

/* The last user closes it sometimes. While it does it is still a user, so that
** nobody opens the slot meanwhile. */
static void give_back(struct worker *worker, struct slot *slot) {
  sqlite3 *to_close = NULL;
  pthread_mutex_lock(&slot->lock);
  if (slot->users == 1 && draw(&worker->random, 16) == 0) {
    to_close = slot->db;
    slot->db = NULL;
  }
  pthread_mutex_unlock(&slot->lock);
  if (to_close) close_connection(to_close);
  pthread_mutex_lock(&slot->lock);
  if (--slot->users == 0) slot->interrupted = false;
  pthread_mutex_unlock(&slot->lock);
}

static bool was_interrupted(struct slot *slot) {
  pthread_mutex_lock(&slot->lock);
  bool was = slot->interrupted;
  pthread_mutex_unlock(&slot->lock);
  return was;
}

static void *interrupt_often(void *context) {
  uint32_t random = *(uint32_t *)context;
  while (!atomic_load(&over)) {
    struct slot *slot = &pool[draw(&random, (uint32_t)pool_size)];
    pthread_mutex_lock(&slot->lock);
    if (slot->db && slot->users) {
      slot->interrupted = true;
      sqlite3_interrupt(slot->db);
    }
    pthread_mutex_unlock(&slot->lock);
    rest(0.02);
  }
  return NULL;
}

/* --- one statement ------------------------------------------------------ */

struct run {
  struct worker *worker;
  struct slot *slot;
  const struct statement *statement;
  sqlite3_stmt *prepared;
  const char *missing; /* the rows that have not come yet */
  bool differs;
  char error[TEXT_SIZE];
};

/* Compares the next text of a row with what must stand there. */
static void expect(struct run *run, const char *text) {
  size_t length = strlen(text);
  if (run->differs) return;
  run->differs = strncmp(run->missing, text, length) != 0;
  if (run->differs) {
    report_wrong("row of %s: '%s' where '%.200s' is right", run->statement->sql,
                 text, run->missing);
  } else {
    run->missing += length;
  }
}

static void compare_row(struct run *run) {
  int count = sqlite3_column_count(run->prepared);
  for (int i = 0; i < count; i++) {
    const char *text = (const char *)sqlite3_column_text(run->prepared, i);
    expect(run, text ? text : "NULL");
    expect(run, i + 1 < count ? "|" : "\n");
  }
  run->worker->rows++;
}

/* The error's text is the connection's, which may have several users: it is
** copied before another thread can go on. */
static int step(struct run *run) {
  sqlite3 *db = run->slot->db;
  sqlite3_mutex_enter(sqlite3_db_mutex(db));
  int code = run->prepared ? sqlite3_step(run->prepared)
                           : sqlite3_prepare_v2(db, run->statement->sql, -1,
                                                &run->prepared, NULL);
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) {
    snprintf(run->error, TEXT_SIZE, "%s", sqlite3_errmsg(db));
  }
  sqlite3_mutex_leave(sqlite3_db_mutex(db));
  return code;
}

/* SQLite up to 3.49 makes an error of its own where an interrupt meets the
** declaration of a table. */
static bool is_interrupt(const struct run *run, int code) {
  return (code & 0xff) == SQLITE_INTERRUPT ||
         sqlite3_strglob("vtable constructor failed: *", run->error) == 0;
}

static void note_error(struct run *run, int code) {
  if (is_interrupt(run, code) && was_interrupted(run->slot)) {
    run->worker->interrupted++;
    return;
  }
  for (int i = 0; i < allowed_count; i++) {
    if (sqlite3_strglob(allowed[i].error, run->error) == 0) {
      atomic_fetch_add_explicit(&allowed[i].count, 1, memory_order_relaxed);
      return;
    }
  }
  report_wrong("error %d of %s: %s", code, run->statement->sql, run->error);
}

/* Reads at most `most` rows. */
static void read_rows(struct run *run, long most) {
  int code = step(run);
  if (code == SQLITE_OK) code = step(run);
  while (code == SQLITE_ROW && most-- > 0) {
    compare_row(run);
    code = step(run);
  }
  if (code == SQLITE_ROW) {
    run->worker->left_early++;
  } else if (code != SQLITE_DONE) {
    note_error(run, code);
  } else if (*run->missing && !run->differs) {
    report_wrong("rows of %s: none where '%.200s' is right",
                 run->statement->sql, run->missing);
  } else {
    run->worker->whole++;
  }
}

static void note_time(struct worker *worker,
                      const struct statement *statement) {
  double took = now() - worker->began;
  atomic_store(&worker->began, 0);
  worker->statements++;
  if (took <= worker->longest) return;
  worker->longest = took;
  worker->longest_sql = statement->sql;
}

static void run_one(struct worker *worker, struct slot *slot) {
  struct run run = {.worker = worker, .slot = slot};
  run.statement = &statements[draw(&worker->random, (uint32_t)statement_count)];
  run.missing = run.statement->rows;
  atomic_store(&worker->sql, run.statement->sql);
  atomic_store(&worker->began, now());
  bool is_early = draw(&worker->random, 4) == 0;
  read_rows(&run, is_early ? draw(&worker->random, 20) : INT32_MAX);
  sqlite3_finalize(run.prepared);
  note_time(worker, run.statement);
}

/* --- a host's time limit ------------------------------------------------ */

static int stop_now(void *context) {
  (void)context;
  return 1;
}

/* The next statement is stopped by the progress handler. Whoever else uses the
** connection is stopped as well. */
static void run_stopped(struct worker *worker, struct slot *slot) {
  pthread_mutex_lock(&slot->lock);
  slot->interrupted = true;
  pthread_mutex_unlock(&slot->lock);
  sqlite3_progress_handler(slot->db, 2000, stop_now, NULL);
  run_one(worker, slot);
  sqlite3_progress_handler(slot->db, 0, NULL, NULL);
}

static void *work(void *context) {
  struct worker *worker = context;
  while (!atomic_load(&over)) {
    struct slot *slot = take_slot(worker);
    for (uint32_t n = draw(&worker->random, 6); n; n--)
      run_one(worker, slot);
    if (draw(&worker->random, 20) == 0) run_stopped(worker, slot);
    give_back(worker, slot);
  }
  atomic_fetch_sub(&running, 1);
  return NULL;
}

/* --- the whole ---------------------------------------------------------- */

static char *copy_column(sqlite3_stmt *row, int column) {
  const char *text = (const char *)sqlite3_column_text(row, column);
  return text ? strdup(text) : NULL;
}

static void read_cases(void) {
  sqlite3 *db = NULL;
  sqlite3_stmt *row = NULL;
  stop_on(sqlite3_open(cases, &db), db);
  stop_on(
      sqlite3_prepare_v2(db, "SELECT sql, rows FROM statement", -1, &row, 0),
      db);
  while (sqlite3_step(row) == SQLITE_ROW) {
    statements =
        realloc(statements, (size_t)(statement_count + 1) * sizeof *statements);
    statements[statement_count++] =
        (struct statement){copy_column(row, 0), copy_column(row, 1)};
  }
  sqlite3_finalize(row);
  stop_on(sqlite3_prepare_v2(db, "SELECT error FROM allowed", -1, &row, 0), db);
  while (sqlite3_step(row) == SQLITE_ROW && allowed_count < ALLOWED_MAX)
    allowed[allowed_count++].error = copy_column(row, 0);
  sqlite3_finalize(row);
  sqlite3_close(db);
}

static void check_worker(const struct worker *worker) {
  double began = atomic_load(&worker->began);
  if (began == 0 || now() - began < STUCK_AFTER) return;
  for (int i = 0; i < pool_size; i++) {
    double since = atomic_load(&workers[i].began);
    report_wrong("thread %d: %.0f s: %s", i, since == 0 ? 0 : now() - since,
                 atomic_load(&workers[i].sql));
  }
  report_wrong("a statement runs for more than %d s", STUCK_AFTER);
  fflush(stdout);
  abort();
}

/* Until all have ended. */
static void watch(double until) {
  while (atomic_load(&running)) {
    rest(0.1);
    if (now() > until) atomic_store(&over, true);
    for (int i = 0; i < pool_size; i++)
      check_worker(&workers[i]);
  }
}

static struct worker sum_up(void) {
  struct worker sum = {0};
  for (int i = 0; i < pool_size; i++) {
    const struct worker *each = &workers[i];
    sum.statements += each->statements;
    sum.whole += each->whole;
    sum.left_early += each->left_early;
    sum.interrupted += each->interrupted;
    sum.opened += each->opened;
    sum.shared += each->shared;
    sum.rows += each->rows;
    if (each->longest <= sum.longest) continue;
    sum.longest = each->longest;
    sum.longest_sql = each->longest_sql;
  }
  return sum;
}

static void print_figures(void) {
  struct worker sum = sum_up();
  printf("statements %ld\nwhole %ld\nleft_early %ld\ninterrupted %ld\n",
         sum.statements, sum.whole, sum.left_early, sum.interrupted);
  printf("opened %ld\nshared %ld\nrows %ld\n", sum.opened, sum.shared,
         sum.rows);
  printf("longest %.1f s: %s\n", sum.longest, sum.longest_sql);
  for (int i = 0; i < allowed_count; i++)
    printf("error %ld %s\n", atomic_load(&allowed[i].count), allowed[i].error);
}

int main(int count, char **arguments) {
  if (count != 6) return 2;
  library = arguments[1];
  cases = arguments[2];
  pool_size = atoi(arguments[4]);
  uint32_t seed = (uint32_t)atoi(arguments[5]) * 2654435761u + 1;
  if (pool_size < 1 || pool_size > THREADS_MAX) return 2;
  sqlite3_config(SQLITE_CONFIG_LOG, on_log, NULL);
  /* SQLite would count memory under one lock, which hides races as well. */
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  read_cases();
  int before = count_descriptors();
  double until = now() + atof(arguments[3]);
  atomic_store(&running, pool_size);
  for (int i = 0; i < pool_size; i++)
    pthread_mutex_init(&pool[i].lock, NULL);
  for (int i = 0; i < pool_size; i++) {
    workers[i].random = seed + (uint32_t)i * 7919 + 1;
    pthread_create(&workers[i].thread, NULL, work, &workers[i]);
  }
  pthread_t interrupter;
  pthread_create(&interrupter, NULL, interrupt_often, &seed);
  watch(until);
  pthread_join(interrupter, NULL);
  for (int i = 0; i < pool_size; i++) {
    pthread_join(workers[i].thread, NULL);
    if (pool[i].db) close_connection(pool[i].db);
  }
  int after = count_descriptors();
  if (after != before) {
    report_wrong("%d descriptors at the start, %d at the end", before, after);
  }
  print_figures();
  return atomic_load(&wrongs) > 0;
}
