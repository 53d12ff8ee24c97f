/* Fuzzes whole SQL statements through SQLite with the extension. The Hub stands
** in this file, behind tests/fuzz/wire.h: a few short answers. Statements may
** only read, the settings are locked, and what takes long is interrupted.
**
** Each statement must end with one of the codes that users are told of and with
** a message that is text; and run again it must have the same rows. */
#include <sqlite3.h>

#include "base/hash.h"
#include "fuzz/check.h"
#include "fuzz/wire.h"
#include "papers.h"

static sqlite3 *db;
static int steps; /* of SQLite's machine, before the statement is interrupted */

/* --- the Hub ------------------------------------------------------------ */

static const char record[] =
    "{\"id\":\"2601.00001\",\"title\":\"Small Models\",\"summary\":\"We train. "
    "Code: https://github.com/example-lab/small\",\"upvotes\":7,"
    "\"publishedAt\":\"2026-01-01T10:00:00.000Z\","
    "\"submittedOnDailyAt\":\"2026-01-02T00:00:00.000Z\","
    "\"authors\":[{\"name\":\"Ann Lee\",\"user\":{\"user\":\"ann\"}},"
    "{\"name\":\"Bo Ray\"}],\"ai_keywords\":[\"models\"],"
    "\"linkedModels\":[{\"id\":\"lab/small\",\"likes\":3}],"
    "\"numTotalModels\":2,\"linkedDatasets\":[],\"linkedSpaces\":[],"
    "\"comments\":[{\"id\":\"c1\",\"author\":{\"name\":\"ann\"},"
    "\"createdAt\":\"2026-01-03T00:00:00.000Z\","
    "\"data\":{\"latest\":{\"raw\":\"Nice.\"}}}]}";

/* By what the URL holds; the first one counts. Between `before` and `after`, if
** there is one, stands the record. */
static const struct {
  const char *part, *before, *after;
} bodies[] = {
    {".md", "# Small Models\n\nWe train.\n\n## Method\n\nSlowly.\n", NULL},
    {"/api/models", "[{\"id\":\"lab/small\"},{\"id\":\"lab/other\"}]", NULL},
    {"/api/datasets", "[]", NULL},
    {"/api/spaces", "[]", NULL},
    {"/api/papers?", "[", "]"},
    {"/search", "[{\"paper\":", "}]"},
    {"/api/papers/2601.00001", "", ""},
    {"/api/papers/", NULL, NULL},
    {"2026-01-02", "[{\"numComments\":1,\"paper\":", "}]"},
    {"sort=trending", "[{\"paper\":", "}]"},
    {"daily_papers?limit", "[{\"numComments\":1,\"paper\":", "}]"},
    {"", "[]", NULL},
};

static void answer_as_hub(const char *url, struct buffer *answer) {
  size_t i = 0;
  while (!strstr(url, bodies[i].part)) {
    i++;
  }
  if (!bodies[i].before) {
    buffer_append_text(answer, "HTTP/1.1 404 Not Found\r\n\r\n");
    return;
  }
  buffer_append_text(answer, "HTTP/1.1 200 OK\r\n\r\n");
  buffer_append_text(answer, bodies[i].before);
  if (!bodies[i].after) return;
  buffer_append_text(answer, record);
  buffer_append_text(answer, bodies[i].after);
}

/* --- the connection ----------------------------------------------------- */

/* SQLite needs the right to update its schema where a module tells what columns
** its table has; nobody has it for anything else. */
static int may_only_read(void *self, int action, const char *a, const char *b,
                         const char *c, const char *d) {
  (void)self, (void)b, (void)c, (void)d;
  bool reads = action == SQLITE_SELECT || action == SQLITE_READ ||
               action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE ||
               (action == SQLITE_UPDATE && strcmp(a, "sqlite_master") == 0);
  return reads ? SQLITE_OK : SQLITE_DENY;
}

static int count_steps(void *self) {
  (void)self;
  return ++steps > 40;
}

static void set_environment(void) {
  static const char *const values[][2] = {
      {"HOME", "/nonexistent"},    {"HF_ENDPOINT", "http://127.0.0.1:9"},
      {"PAPERS_CACHE", "off"},     {"PAPERS_LOCKED", "1"},
      {"PAPERS_RETRIES", "0"},     {"PAPERS_MAX_WAIT", "0"},
      {"PAPERS_CONNECTIONS", "2"}, {"PAPERS_MAX_REQUESTS", "6"}};
  clearenv();
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    setenv(values[i][0], values[i][1], 1);
  }
}

static void open_connection(void) {
  static const char own[] =
      "CREATE TABLE note(paper TEXT, day TEXT, stars INTEGER);"
      "INSERT INTO note VALUES ('2601.00001', '2026-01-02', 5),"
      "('2601.00002', '', NULL), ('2601.00003v2', 'n/a', 2)";
  set_environment();
  wire_begin(answer_as_hub);
  expect(sqlite3_auto_extension((void (*)(void))sqlite3_papers_init) ==
         SQLITE_OK);
  expect(sqlite3_open(":memory:", &db) == SQLITE_OK);
  expect(sqlite3_exec(db, own, NULL, NULL, NULL) == SQLITE_OK);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 100000);
  sqlite3_limit(db, SQLITE_LIMIT_COMPOUND_SELECT, 5);
  sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 50);
  sqlite3_limit(db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100);
  sqlite3_set_authorizer(db, may_only_read, NULL);
  sqlite3_progress_handler(db, 500, count_steps, NULL);
}

/* --- statements --------------------------------------------------------- */

static void check_code(int code) {
  switch (code & 0xff) {
  case SQLITE_OK:
  case SQLITE_DONE:
  case SQLITE_ERROR:
  case SQLITE_INTERRUPT:
  case SQLITE_TOOBIG:
  case SQLITE_CONSTRAINT:
  case SQLITE_MISMATCH:
  case SQLITE_AUTH:
  case SQLITE_RANGE:
    break;
  default:
    fprintf(stderr, "code %d: %s\n", code, sqlite3_errmsg(db));
    expect(false);
  }
}

/* Runs the statement to its end. *sum gets a hash of its rows. */
static int run(sqlite3_stmt *statement, uint64_t *sum) {
  int code, columns = sqlite3_column_count(statement);
  *sum = HASH_START;
  steps = 0;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    for (int i = 0; i < columns; i++) {
      const char *at = sqlite3_column_blob(statement, i);
      size_t length = (size_t)sqlite3_column_bytes(statement, i);
      *sum = hash_bytes(*sum, (struct slice){at, length});
    }
  }
  if (code != SQLITE_DONE) expect(is_text(slice_of(sqlite3_errmsg(db))));
  check_code(code);
  sqlite3_reset(statement);
  return code;
}

/* Whether the rows depend on the clock, on chance, or on what ran before. */
static bool is_fleeting(const char *sql) {
  static const char *const words[] = {
      "%random%", "%now%",   "%current%", "%date%",     "%time%",
      "%julian%", "%epoch%", "%changes%", "%requests%", "%counter%"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (sqlite3_strlike(words[i], sql, 0) == 0) return true;
  }
  return false;
}

static void check_statement(sqlite3_stmt *statement) {
  uint64_t first, second;
  bool is_done = run(statement, &first) == SQLITE_DONE;
  if (!is_done || is_fleeting(sqlite3_sql(statement))) return;
  int code = run(statement, &second);
  expect(code == SQLITE_INTERRUPT || (code == SQLITE_DONE && first == second));
}

/* Runs the statements of the text, but no more than four. */
static void run_all(const char *sql) {
  for (int i = 0; i < 4 && *sql; i++) {
    sqlite3_stmt *statement;
    steps = 0;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, &sql);

    if (code != SQLITE_OK) {
      expect(is_text(slice_of(sqlite3_errmsg(db))));
      check_code(code);
      return;
    }
    if (statement) check_statement(statement);
    sqlite3_finalize(statement);
  }
}

/* SQLite repeats what it cannot read, so the text has to be one. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  char *sql = copy_terminated((struct slice){(const char *)bytes, length});
  if (!db) open_connection();
  if (is_text(slice_of(sql))) run_all(sql);
  free(sql);
  wire_end();
  return 0;
}
