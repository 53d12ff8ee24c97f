/* The SQL of the cache: its texts, prepared once. */
#include "net/cache/sql.h"

#include <stddef.h>

#include "net/cache/schema.h"

#define OF_KEY " WHERE url = ?1 AND identity = ?2"
#define PIECES_OF(number)                                                      \
  "BETWEEN " number " * " CACHE_PIECES " AND " number " * " CACHE_PIECES       \
  " + " CACHE_PIECES " - 1"

static const char *const texts[CACHE_STATEMENTS] = {
    /* One statement, so that nobody can replace the answer while it is read. */
    [CACHE_FIND] =
        "SELECT status, etag, next_page, fetched_at, used_at, length, sum, "
        "bytes FROM answers AS a LEFT JOIN pieces AS p "
        "ON p.number " PIECES_OF("a.number") OF_KEY " ORDER BY p.number",
    [CACHE_FIND_OUTLINE] =
        "SELECT status, etag, next_page, fetched_at, used_at, "
        "length(outline), outline_sum, outline FROM answers" OF_KEY
        " AND typeof(outline) = 'blob'",
    [CACHE_FETCHED_AT] = "SELECT fetched_at FROM answers" OF_KEY,
    [CACHE_BEGIN] = "BEGIN IMMEDIATE",
    [CACHE_COMMIT] = "COMMIT",
    [CACHE_NUMBER] = "SELECT number FROM answers" OF_KEY,
    [CACHE_DROP] = "DELETE FROM answers WHERE number = ?1",
    [CACHE_DROP_PIECES] = "DELETE FROM pieces WHERE number " PIECES_OF("?1"),
    [CACHE_ADD] = "INSERT INTO answers(url, identity, status, etag, "
                  "next_page, fetched_at, used_at, length, sum, "
                  "outline, outline_sum) "
                  "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [CACHE_ADD_PIECE] = "REPLACE INTO pieces(number, bytes) VALUES(?1, ?2)",
    [CACHE_RENEW] = "UPDATE answers SET fetched_at = ?3, used_at = ?3" OF_KEY,
    [CACHE_TOUCH] = "UPDATE answers SET used_at = ?3" OF_KEY,
    [CACHE_OLDEST] = "SELECT number FROM answers WHERE number <> ?1 "
                     "ORDER BY used_at, number LIMIT 1",
    [CACHE_STRAYS] =
        "SELECT EXISTS(SELECT 1 FROM pieces WHERE number < ?1 * " CACHE_PIECES
        ") OR EXISTS(SELECT 1 FROM pieces WHERE number >= (?1 + 1) "
        "* " CACHE_PIECES ")",
    [CACHE_PAGE_COUNT] = "PRAGMA page_count",
    [CACHE_FREE_COUNT] = "PRAGMA freelist_count",
    [CACHE_PAGE_SIZE] = "PRAGMA page_size",
};

sqlite3_stmt *cache_sql_prepare(struct cache_sql *sql,
                                enum cache_statement which) {
  sqlite3_stmt **prepared = &sql->prepared[which];
  sql->ticks = 0;
  if (!*prepared) {
    sqlite3_prepare_v3(sql->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT,
                       prepared, NULL);
  }
  return *prepared;
}

int cache_sql_run(struct cache_sql *sql, enum cache_statement which) {
  sqlite3_stmt *statement = cache_sql_prepare(sql, which);
  if (!statement) return sqlite3_errcode(sql->db);
  while (sqlite3_step(statement) == SQLITE_ROW) {
  }
  int code = sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return code;
}

int cache_sql_number(struct cache_sql *sql, enum cache_statement which,
                     int64_t *number) {
  sqlite3_stmt *statement = cache_sql_prepare(sql, which);
  *number = CACHE_NO_NUMBER;
  if (!statement) return sqlite3_errcode(sql->db);
  if (sqlite3_step(statement) == SQLITE_ROW) {
    *number = sqlite3_column_int64(statement, 0);
  }
  int code = sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return code;
}

void cache_sql_close(struct cache_sql *sql) {
  if (!sql->db) return;
  for (int i = 0; i < CACHE_STATEMENTS; i++) {
    sqlite3_finalize(sql->prepared[i]);
  }
  sqlite3_close(sql->db);
  *sql = (struct cache_sql){0};
}
