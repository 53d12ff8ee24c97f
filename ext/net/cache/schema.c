/* The tables of a cache's file: see the header. Knows no answer. */
#include "net/cache/schema.h"

#include <stdbool.h>
#include <string.h>

/* To be raised with each change of the tables below. */
#define VERSION_TEXT "2"
enum { VERSION = 2, FIRST_VERSION = 1 };

/* `sum` is hash_piece's of the status, the next page and the body: it shows
** what SQLite cannot see, a page of the file that is from another time, or a
** wrong bit. The outline has one, too. `next_page` is 0, 1 or, in a BLOB, the
** link to the next page; a program that expects a number requests such an
** answer again. */
#define ANSWERS_STATUS "status INTEGER NOT NULL DEFAULT 200"
#define ANSWERS_OUTLINE "outline BLOB"
#define ANSWERS_OUTLINE_SUM "outline_sum INTEGER"
#define ANSWERS_SQL(more)                                                      \
  "CREATE TABLE answers(number INTEGER PRIMARY KEY, url TEXT NOT NULL, "       \
  "identity BLOB NOT NULL, etag TEXT, next_page INTEGER NOT NULL, "            \
  "fetched_at INTEGER NOT NULL, used_at INTEGER NOT NULL, "                    \
  "length INTEGER NOT NULL, sum INTEGER NOT NULL, " more                       \
  "UNIQUE(url, identity))"

/* In the order of their names, as they are read from sqlite_master. */
static const struct {
  const char *type, *name, *table, *sql;
} schema[] = {
    {"table", "answers", "answers",
     ANSWERS_SQL(ANSWERS_STATUS ", " ANSWERS_OUTLINE ", " ANSWERS_OUTLINE_SUM
                                ", ")},
    {"index", "answers_by_use", "answers",
     "CREATE INDEX answers_by_use ON answers(used_at)"},
    {"table", "pieces", "pieces",
     "CREATE TABLE pieces(number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)"},
    {"table", "salt", "salt", "CREATE TABLE salt(bytes BLOB NOT NULL)"},
    {"index", "sqlite_autoindex_answers_1", "answers", NULL},
};

/* What version 1 did not have. ALTER TABLE, which adds it, leaves the text of
** the table as it is above. */
#define ADD_COLUMN(column) "ALTER TABLE answers ADD COLUMN " column ";"
static const char bring_up_to_date[] =
    ADD_COLUMN(ANSWERS_STATUS) ADD_COLUMN(ANSWERS_OUTLINE)
        ADD_COLUMN(ANSWERS_OUTLINE_SUM) "PRAGMA user_version = " VERSION_TEXT;

enum { ROWS = sizeof schema / sizeof schema[0], ANSWERS = 0 };

static int read_number(sqlite3 *db, const char *sql, int *number) {
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  if (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
    *number = sqlite3_column_int(statement, 0);
  }
  int last = sqlite3_finalize(statement);
  return code == SQLITE_OK ? last : code;
}

static bool is_text(sqlite3_stmt *row, int column, const char *wanted) {
  const char *text = (const char *)sqlite3_column_text(row, column);
  return text && wanted ? strcmp(text, wanted) == 0 : text == wanted;
}

static const char *sql_of(int number, int version) {
  bool is_first = version == FIRST_VERSION && number == ANSWERS;
  return is_first ? ANSWERS_SQL("") : schema[number].sql;
}

static bool is_row(sqlite3_stmt *row, int number, int version) {
  return number < ROWS && is_text(row, 0, schema[number].type) &&
         is_text(row, 1, schema[number].name) &&
         is_text(row, 2, schema[number].table) &&
         is_text(row, 3, sql_of(number, version));
}

/* *same says whether the schema is that of our `version`; *count is the number
** of its rows up to the first that differs. */
static int compare(sqlite3 *db, int version, int *count, bool *same) {
  sqlite3_stmt *row = NULL;
  int code = sqlite3_prepare_v2(
      db, "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name",
      -1, &row, NULL);
  *count = 0;
  *same = true;
  while (code == SQLITE_OK && *same && sqlite3_step(row) == SQLITE_ROW) {
    *same = is_row(row, (*count)++, version);
  }
  *same = *same && *count == ROWS;
  int last = sqlite3_finalize(row);
  return code == SQLITE_OK ? last : code;
}

int cache_schema_look(sqlite3 *db, enum cache_kind *kind) {
  int application = 0, version = 0, count = 0;
  bool same = false;
  int code = read_number(db, "PRAGMA application_id", &application);
  if (code == SQLITE_OK) {
    code = read_number(db, "PRAGMA user_version", &version);
  }
  if (code != SQLITE_OK) return code;
  bool ours = application == CACHE_APPLICATION_ID;
  if (ours && version > VERSION) {
    *kind = CACHE_NEWER;
    return SQLITE_OK;
  }
  code = compare(db, version, &count, &same);
  bool empty = !application && !version && !count;
  *kind = ours && version == VERSION && same         ? CACHE_OURS
          : ours && version == FIRST_VERSION && same ? CACHE_OLDER
          : empty                                    ? CACHE_EMPTY
                                                     : CACHE_FOREIGN;
  return code;
}

static int make_tables(sqlite3 *db) {
  int code = SQLITE_OK;
  for (int i = 0; i < ROWS && code == SQLITE_OK; i++) {
    if (schema[i].sql) code = sqlite3_exec(db, schema[i].sql, NULL, NULL, NULL);
  }
  if (code != SQLITE_OK) return code;
  return sqlite3_exec(db,
                      "INSERT INTO salt VALUES(randomblob(32));"
                      "PRAGMA application_id = " CACHE_APPLICATION ";"
                      "PRAGMA user_version = " VERSION_TEXT,
                      NULL, NULL, NULL);
}

int cache_schema_make(sqlite3 *db) {
  enum cache_kind kind = CACHE_EMPTY;
  int code =
      sqlite3_exec(db, "PRAGMA auto_vacuum = INCREMENTAL; BEGIN IMMEDIATE",
                   NULL, NULL, NULL);
  if (code != SQLITE_OK) return code;
  code = cache_schema_look(db, &kind);
  if (code == SQLITE_OK && kind == CACHE_EMPTY) code = make_tables(db);
  if (code == SQLITE_OK && kind == CACHE_OLDER) {
    /* Takes no time, however large the file is: no row is read or moved. */
    code = sqlite3_exec(db, bring_up_to_date, NULL, NULL, NULL);
  }
  if (code == SQLITE_OK) code = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  if (code != SQLITE_OK) sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  return code;
}
