#include <string.h>

#include "net/cache_rows.h"
#include "net/cache_schema.h"

/* Beyond it the numbers of pieces would not fit. */
enum { NUMBER_BITS = 46 };

static int end(struct cache_file *file, int code) {
  if (code == SQLITE_OK) code = cache_run(file, CACHE_COMMIT);
  if (!sqlite3_get_autocommit(file->db)) {
    sqlite3_exec(file->db, "ROLLBACK", NULL, NULL, NULL);
  }
  return code;
}

static int drop(struct cache_file *file, int64_t number) {
  static const enum cache_statement statements[] = {CACHE_DROP_PIECES,
                                                    CACHE_DROP};
  int code = SQLITE_OK;
  for (size_t i = 0; i < 2 && code == SQLITE_OK; i++) {
    sqlite3_stmt *statement = cache_sql(file, statements[i]);
    if (!statement) return sqlite3_errcode(file->db);
    sqlite3_bind_int64(statement, 1, number);
    code = cache_run(file, statements[i]);
  }
  return code;
}

/* --- room --------------------------------------------------------------- */

static int pages_in_use(struct cache_file *file, int64_t *pages) {
  int64_t unused = 0;
  int code = cache_read_number(file, CACHE_PAGE_COUNT, pages);
  if (code == SQLITE_OK) {
    code = cache_read_number(file, CACHE_FREE_COUNT, &unused);
  }
  *pages -= unused;
  return code;
}

/* Lets the least used go, all but `kept`, until no more than nine tenths of
** what is allowed are in use, so that this is not due with every answer. */
static int make_room(struct cache_file *file, int64_t kept, int64_t most) {
  int64_t page_size = 0, pages = 0, oldest;
  int code = cache_read_number(file, CACHE_PAGE_SIZE, &page_size);
  if (code == SQLITE_OK) code = pages_in_use(file, &pages);
  if (code != SQLITE_OK || pages * page_size <= most) return code;
  while (code == SQLITE_OK && pages * page_size > most / 10 * 9) {
    code = cache_read_number(file, CACHE_OLDEST, &oldest);
    if (code != SQLITE_OK || oldest == CACHE_NO_NUMBER || oldest == kept) break;
    code = drop(file, oldest);
    if (code == SQLITE_OK) code = pages_in_use(file, &pages);
  }
  return code == SQLITE_OK && pages * page_size > most ? SQLITE_FULL : code;
}

/* Gives unused pages back to the disk where the file is too large. */
static int shrink(struct cache_file *file, int64_t most) {
  int64_t page_size = 0, pages = 0;
  int code = cache_read_number(file, CACHE_PAGE_SIZE, &page_size);
  if (code == SQLITE_OK) {
    code = cache_read_number(file, CACHE_PAGE_COUNT, &pages);
  }
  if (code != SQLITE_OK || pages * page_size <= most) return code;
  return sqlite3_exec(file->db, "PRAGMA incremental_vacuum", NULL, NULL, NULL);
}

/* --- an answer ---------------------------------------------------------- */

static int drop_old(struct cache_file *file, const struct stored_key *key) {
  unsigned char identity[SHA256_SIZE];
  int64_t number;
  sqlite3_stmt *statement = cache_sql(file, CACHE_NUMBER);
  if (!statement) return sqlite3_errcode(file->db);
  cache_bind_key(file, statement, key, identity);
  int code = cache_read_number(file, CACHE_NUMBER, &number);
  return code == SQLITE_OK && number != CACHE_NO_NUMBER ? drop(file, number)
                                                        : code;
}

static struct slice piece_of(struct stored *answer, size_t offset) {
  struct error error = {0};
  return spool_read(&answer->body, offset, &error);
}

/* SQLITE_IOERR where the body itself cannot be read. */
static int sum_of(struct stored *answer, uint64_t *sum) {
  *sum = 0;
  for (size_t at = 0; at < answer->body.length;) {
    struct slice piece = piece_of(answer, at);
    if (!piece.at) return SQLITE_IOERR;
    *sum = cache_sum(*sum, piece);
    at += piece.length;
  }
  return SQLITE_OK;
}

static int add_head(struct cache_file *file, const struct stored_key *key,
                    const struct stored *answer, uint64_t sum, int64_t now) {
  unsigned char identity[SHA256_SIZE];
  sqlite3_stmt *statement = cache_sql(file, CACHE_ADD);
  if (!statement) return sqlite3_errcode(file->db);
  cache_bind_key(file, statement, key, identity);
  sqlite3_bind_int(statement, 3, answer->status);
  if (answer->etag[0]) {
    sqlite3_bind_text(statement, 4, answer->etag, -1, SQLITE_STATIC);
  }
  sqlite3_bind_int(statement, 5, answer->has_next_page);
  sqlite3_bind_int64(statement, 6, answer->fetched_at);
  sqlite3_bind_int64(statement, 7, now);
  sqlite3_bind_int64(statement, 8, (int64_t)answer->body.length);
  sqlite3_bind_int64(statement, 9, (int64_t)sum);
  return cache_run(file, CACHE_ADD);
}

static int add_pieces(struct cache_file *file, int64_t number,
                      struct stored *answer) {
  int64_t place = number * CACHE_PIECES_MOST;
  int code = SQLITE_OK;
  for (size_t at = 0; at < answer->body.length && code == SQLITE_OK;) {
    struct slice piece = piece_of(answer, at);
    sqlite3_stmt *statement = cache_sql(file, CACHE_ADD_PIECE);
    if (!piece.at) return SQLITE_IOERR;
    if (!statement) return sqlite3_errcode(file->db);
    sqlite3_bind_int64(statement, 1, place++);
    sqlite3_bind_blob(statement, 2, piece.at, (int)piece.length, SQLITE_STATIC);
    code = cache_run(file, CACHE_ADD_PIECE);
    at += piece.length;
  }
  return code;
}

static int add(struct cache_file *file, const struct stored_key *key,
               struct stored *answer, int64_t now, int64_t most) {
  uint64_t sum;
  int code = sum_of(answer, &sum);
  if (code == SQLITE_OK) code = drop_old(file, key);
  if (code == SQLITE_OK) code = add_head(file, key, answer, sum, now);
  if (code != SQLITE_OK) return code;
  int64_t number = sqlite3_last_insert_rowid(file->db);
  if (number < 1 || number >> NUMBER_BITS) return SQLITE_CORRUPT;
  code = add_pieces(file, number, answer);
  return code == SQLITE_OK ? make_room(file, number, most) : code;
}

int cache_write(struct cache_file *file, const struct stored_key *key,
                struct stored *answer, int64_t now, int64_t most) {
  const size_t longest = (size_t)CACHE_PIECES_MOST * SPOOL_PAGE;
  if ((int64_t)answer->body.length > most || answer->body.length > longest) {
    return SQLITE_FULL;
  }
  int code = cache_run(file, CACHE_BEGIN);
  if (code != SQLITE_OK) return code;
  code = end(file, add(file, key, answer, now, most));
  return code == SQLITE_OK ? shrink(file, most) : code;
}

static int update(struct cache_file *file, enum cache_statement which,
                  const struct stored_key *key, int64_t now) {
  unsigned char identity[SHA256_SIZE];
  sqlite3_stmt *statement = cache_sql(file, which);
  if (!statement) return sqlite3_errcode(file->db);
  cache_bind_key(file, statement, key, identity);
  sqlite3_bind_int64(statement, 3, now);
  return cache_run(file, which);
}

int cache_renew(struct cache_file *file, const struct stored_key *key,
                int64_t now) {
  return update(file, CACHE_RENEW, key, now);
}

int cache_touch(struct cache_file *file, const struct stored_key *key,
                int64_t now) {
  return update(file, CACHE_TOUCH, key, now);
}

/* --- all of them -------------------------------------------------------- */

int cache_empty(struct cache_file *file, int64_t *count) {
  int code = cache_run(file, CACHE_BEGIN);
  if (code != SQLITE_OK) return code;
  code = cache_read_number(file, CACHE_COUNT, count);
  if (code == SQLITE_OK) code = cache_run(file, CACHE_DROP_ALL_PIECES);
  if (code == SQLITE_OK) code = cache_run(file, CACHE_DROP_ALL);
  code = end(file, code);
  if (code == SQLITE_OK) code = shrink(file, 0);
  if (code == SQLITE_OK) {
    /* While somebody reads, the log stays as long as it is. */
    sqlite3_wal_checkpoint_v2(file->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
                              NULL);
  }
  return code;
}
