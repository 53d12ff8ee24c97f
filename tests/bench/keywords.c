/* Compares the time of keyword_match with that of FTS5's tokenizer. SQLite
** reads the texts of a table in both cases and gives them to the default
** tokenizer with a callback that does nothing, or to keyword_match. The queries
** never match, so every text is read to its end. Argument: a database with a
** table t(x) of texts; without one, texts are generated. The best of several
** rounds counts, because other work on the machine can only make a round
** slower. */
#include <stdio.h>
#include <stdlib.h>
#include <sqlite3.h>
#include <time.h>

enum { ROUNDS = 7 };

static const char made[] =
    "WITH RECURSIVE dice(n, v) AS (SELECT 0, 1 UNION ALL SELECT n + 1,"
    " (v * 1103515245 + 12345) & 2147483647 FROM dice WHERE n < 200000)"
    " INSERT INTO t SELECT group_concat("
    " substr('modelsagentsvisionlanguagelearningtransformersreinforcement',"
    " 1 + v / 65536 % 50, 3 + v / 4096 % 8),"
    " CASE v % 9 WHEN 0 THEN '-' WHEN 1 THEN ', ' ELSE ' ' END)"
    " FROM dice GROUP BY n / 180";

static const struct {
  const char *name, *query;
} queries[] = {
    {"one word", "zyzzyva"},
    {"five words", "zyzzyva OR zyx OR xyz OR qqq OR wvu"},
    {"words that stand everywhere", "zyzzyva (models OR s* OR a* OR l*)"},
    {"phrases", "\"models zyzzyva\" OR \"agents xyz\" OR vision-zyx"},
    {"NEAR", "NEAR(models zyzzyva, 5) OR NEAR(zyx learning)"},
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void check(sqlite3 *db, int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  fprintf(stderr, "%s\n", sqlite3_errmsg(db));
  exit(1);
}

struct alone {
  fts5_tokenizer module;
  Fts5Tokenizer *instance;
};

static int nothing(void *to, int flags, const char *token, int length,
                   int start, int end) {
  (void)flags;
  (void)token;
  (void)length;
  (void)start;
  (void)end;
  ++*(long *)to;
  return 0;
}

/* The SQL function tokens(x): only the tokenizer. */
static void tokens(sqlite3_context *context, int count,
                   sqlite3_value **values) {
  struct alone *alone = sqlite3_user_data(context);
  const char *text = (const char *)sqlite3_value_text(values[0]);
  long found = 0;
  (void)count;
  alone->module.xTokenize(alone->instance, &found, FTS5_TOKENIZE_DOCUMENT, text,
                          sqlite3_value_bytes(values[0]), nothing);
  sqlite3_result_int64(context, found);
}

static void find_tokenizer(sqlite3 *db, struct alone *alone) {
  fts5_api *api = NULL;
  sqlite3_stmt *statement;
  void *context;
  const char *arguments[] = {"unicode61"};
  check(db, sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, NULL));
  sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
  sqlite3_step(statement);
  sqlite3_finalize(statement);
  if (!api || api->xFindTokenizer(api, "porter", &context, &alone->module) ||
      alone->module.xCreate(context, arguments, 1, &alone->instance)) {
    fprintf(stderr, "this SQLite has no FTS5\n");
    exit(1);
  }
  check(db, sqlite3_create_function(db, "tokens", 1, SQLITE_UTF8, alone, tokens,
                                    NULL, NULL));
}

/* Returns the seconds for all texts. */
static double run(sqlite3 *db, const char *sql, const char *query) {
  sqlite3_stmt *statement;
  check(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
  if (query) sqlite3_bind_text(statement, 1, query, -1, SQLITE_STATIC);
  double start = now();
  check(db, sqlite3_step(statement));
  double time = now() - start;
  check(db, sqlite3_finalize(statement));
  return time;
}

/* Runs a query and the tokenizer in turns; prints and returns the ratio. */
static double compare(sqlite3 *db, const char *name, const char *query,
                      double size) {
  double best[2] = {1e9, 1e9};
  for (int i = 0; i < ROUNDS * 2; i++) {
    double time =
        i % 2 ? run(db, "SELECT sum(keyword_match(x, ?1)) FROM t", query)
              : run(db, "SELECT sum(tokens(x)) FROM t", NULL);
    if (time < best[i % 2]) best[i % 2] = time;
  }
  printf("%s: %.0f MB/s, the tokenizer alone %.0f MB/s: %.2f x its time "
         "(at most 1.50)\n",
         name, size / best[1], size / best[0], best[1] / best[0]);
  return best[1] / best[0];
}

int main(int count, char **arguments) {
  sqlite3 *db;
  sqlite3_stmt *statement;
  struct alone alone;
  char *message = NULL;
  const char *library = getenv("PAPERS_LIBRARY");
  int missed = 0;
  check(NULL, sqlite3_open(count > 1 ? arguments[1] : ":memory:", &db));
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, NULL);
  check(db, sqlite3_load_extension(db, library ? library : "build/papers", NULL,
                                   &message));
  if (count < 2) {
    check(db, sqlite3_exec(db, "CREATE TABLE t(x)", NULL, NULL, NULL));
    check(db, sqlite3_exec(db, made, NULL, NULL, NULL));
  }
  find_tokenizer(db, &alone);
  check(db, sqlite3_prepare_v2(db, "SELECT sum(length(CAST(x AS BLOB))) FROM t",
                               -1, &statement, NULL));
  check(db, sqlite3_step(statement));
  double size = sqlite3_column_double(statement, 0) / 1e6;
  sqlite3_finalize(statement);
  for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
    missed |= compare(db, queries[i].name, queries[i].query, size) > 1.5;
  }
  sqlite3_close(db);
  alone.module.xDelete(alone.instance);
  return missed;
}
