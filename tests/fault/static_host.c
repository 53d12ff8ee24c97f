/* A program with the extension compiled in: every connection it opens has it,
** and opens without an error. Ends with 0, or says what is wrong. With SQL as
** arguments it runs them too and prints the first column of each row. */
#include "papers.h"

#include <stdio.h>

static int wrong(sqlite3 *db, const char *what) {
  printf("%s: %d %s\n", what, sqlite3_errcode(db), sqlite3_errmsg(db));
  return 1;
}

static int is_set(sqlite3 *db, const char *sql) {
  sqlite3_stmt *statement = NULL;
  sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  int set = sqlite3_step(statement) == SQLITE_ROW &&
            sqlite3_column_int(statement, 0) == 4;
  sqlite3_finalize(statement);
  return set;
}

static int use(sqlite3 *db) {
  if (sqlite3_errcode(db) != SQLITE_OK) return wrong(db, "open");
  if (!is_set(db, "SELECT papers_config('timeout', 4)"))
    return wrong(db, "set");
  if (sqlite3_papers_init(db, NULL, NULL) != SQLITE_OK)
    return wrong(db, "again");
  if (!is_set(db, "SELECT papers_config('timeout')")) return wrong(db, "kept");
  return 0;
}

static int print_rows(sqlite3 *db, const char *sql) {
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  while (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
    const unsigned char *text = sqlite3_column_text(statement, 0);
    puts(text ? (const char *)text : "NULL");
  }
  if (sqlite3_finalize(statement) != SQLITE_OK) code = SQLITE_ERROR;
  return code == SQLITE_OK ? 0 : wrong(db, sql);
}

int main(int count, char **arguments) {
  sqlite3_auto_extension((void (*)(void))sqlite3_papers_init);
  for (int i = 0; i < 3; i++) {
    sqlite3 *db = NULL;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK) return wrong(db, "open");
    if (use(db) != 0) return 1;
    for (int at = 1; i == 0 && at < count; at++) {
      if (print_rows(db, arguments[at]) != 0) return 1;
    }
    if (sqlite3_close(db) != SQLITE_OK) return wrong(db, "close");
  }
  return 0;
}
