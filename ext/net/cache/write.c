#include <string.h>

#include "net/cache/rows.h"
#include "net/cache/schema.h"
#include "net/clock.h"

enum {
  NUMBER_BITS = 46, /* beyond them the numbers of pieces would not fit */
  NOBODY = 0        /* no answer has this number */
};

static int end(struct cache_file *file, int code) {
  if (code == SQLITE_OK) code = cache_run(file, CACHE_COMMIT);
  if (!sqlite3_get_autocommit(file->db)) {
    sqlite3_exec(file->db, "ROLLBACK", NULL, NULL, NULL);
  }
  return code;
}

static int run_with(struct cache_file *file, enum cache_statement which,
                    int64_t number) {
  sqlite3_stmt *statement = cache_sql(file, which);
  if (!statement) return sqlite3_errcode(file->db);
  sqlite3_bind_int64(statement, 1, number);
  return cache_run(file, which);
}

/* Of an answer that was just found, so that not to find it is damage: an index
** has an entry that its table lacks, and would give it again and again. */
static int drop(struct cache_file *file, int64_t number) {
  int code = run_with(file, CACHE_DROP_PIECES, number);
  if (code == SQLITE_OK) code = run_with(file, CACHE_DROP, number);
  if (code != SQLITE_OK) return code;
  return sqlite3_changes(file->db) == 1 ? SQLITE_OK : SQLITE_CORRUPT;
}

/* The least used but `kept`; *dropped is false if there is no other. */
static int drop_oldest(struct cache_file *file, int64_t kept, bool *dropped) {
  int64_t oldest;
  sqlite3_stmt *statement = cache_sql(file, CACHE_OLDEST);
  *dropped = false;
  if (!statement) return sqlite3_errcode(file->db);
  sqlite3_bind_int64(statement, 1, kept);
  int code = cache_read_number(file, CACHE_OLDEST, &oldest);
  if (code != SQLITE_OK || oldest == CACHE_NO_NUMBER) return code;
  *dropped = true;
  return drop(file, oldest);
}

/* --- room --------------------------------------------------------------- */

/* Seconds that are spent on it at a time. Nobody can interrupt it, so that what
** is left to be done waits for the next occasion. */
static const double room_patience = 0.01;

/* Pages that are given back to the disk at a time. */
#define CACHE_SHRINK_STEP "64"

/* What the file has and may have, in pages. */
struct room {
  int64_t size, in_use, allowed;
};

static int read_room(struct cache_file *file, int64_t most, struct room *room) {
  int64_t page_size = 0, unused = 0;
  int code = cache_read_number(file, CACHE_PAGE_SIZE, &page_size);
  if (code == SQLITE_OK) {
    code = cache_read_number(file, CACHE_PAGE_COUNT, &room->size);
  }
  if (code == SQLITE_OK) {
    code = cache_read_number(file, CACHE_FREE_COUNT, &unused);
  }
  if (code != SQLITE_OK) return code;
  if (page_size < 1) return SQLITE_CORRUPT;
  room->in_use = room->size - unused;
  room->allowed = most / page_size;
  return SQLITE_OK;
}

/* No other answer is left. Pieces that belong to none would fill the file for
** ever. */
static int find_strays(struct cache_file *file, int64_t kept) {
  int64_t strays = 0;
  sqlite3_stmt *statement = cache_sql(file, CACHE_STRAYS);
  if (!statement) return sqlite3_errcode(file->db);
  sqlite3_bind_int64(statement, 1, kept);
  int code = cache_read_number(file, CACHE_STRAYS, &strays);
  return code == SQLITE_OK && strays ? SQLITE_CORRUPT : code;
}

/* Drops the least used, all but `kept`, until no more than nine tenths of what
** is allowed are in use, so that this is not due with every answer. It may stop
** before that, as long as no more is in use than at the `start`. */
static int make_room(struct cache_file *file, int64_t kept, int64_t most,
                     int64_t start, double until) {
  struct room room;
  bool dropped = true;
  int code = read_room(file, most, &room);
  if (code != SQLITE_OK || room.in_use <= room.allowed) return code;
  if (start < room.allowed) start = room.allowed;
  file->brought_to = 0;
  while (code == SQLITE_OK && dropped && room.in_use > room.allowed / 10 * 9 &&
         (room.in_use > start || clock_steady() < until)) {
    code = drop_oldest(file, kept, &dropped);
    if (code == SQLITE_OK) code = read_room(file, most, &room);
  }
  if (code != SQLITE_OK || dropped) return code;
  code = find_strays(file, kept);
  return code == SQLITE_OK && room.in_use > room.allowed ? SQLITE_FULL : code;
}

/* Gives unused pages back to the disk where the file is too large. */
static int shrink(struct cache_file *file, int64_t most, double until) {
  struct room room;
  int code = read_room(file, most, &room);
  while (code == SQLITE_OK && room.size > room.allowed &&
         room.size > room.in_use && clock_steady() < until) {
    code = sqlite3_exec(file->db,
                        "PRAGMA incremental_vacuum(" CACHE_SHRINK_STEP ")",
                        NULL, NULL, NULL);
    if (code == SQLITE_OK) code = read_room(file, most, &room);
  }
  if (code == SQLITE_OK && room.size <= room.allowed) file->brought_to = most;
  return code;
}

int cache_bring_to(struct cache_file *file, int64_t most) {
  double until = clock_steady() + room_patience;
  struct room room;
  if (file->brought_to == most) return SQLITE_OK;
  int code = read_room(file, most, &room);
  if (code == SQLITE_OK && room.in_use > room.allowed) {
    code = cache_run(file, CACHE_BEGIN);
    if (code != SQLITE_OK) return code;
    code = end(file, make_room(file, NOBODY, most, room.in_use, until));
  }
  return code == SQLITE_OK ? shrink(file, most, until) : code;
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
               struct stored *answer, int64_t now, int64_t most, double until) {
  uint64_t sum;
  struct room room;
  int code = sum_of(answer, &sum);
  if (code == SQLITE_OK) code = read_room(file, most, &room);
  if (code == SQLITE_OK) code = drop_old(file, key);
  if (code == SQLITE_OK) code = add_head(file, key, answer, sum, now);
  if (code != SQLITE_OK) return code;
  int64_t number = sqlite3_last_insert_rowid(file->db);
  if (number < 1 || number >> NUMBER_BITS) return SQLITE_CORRUPT;
  code = add_pieces(file, number, answer);
  return code == SQLITE_OK ? make_room(file, number, most, room.in_use, until)
                           : code;
}

int cache_write(struct cache_file *file, const struct stored_key *key,
                struct stored *answer, int64_t now, int64_t most) {
  const size_t longest = (size_t)CACHE_PIECES_MOST * SPOOL_PAGE;
  if ((int64_t)answer->body.length > most || answer->body.length > longest) {
    return SQLITE_FULL;
  }
  int code = cache_run(file, CACHE_BEGIN);
  if (code != SQLITE_OK) return code;
  double until = clock_steady() + room_patience;
  code = end(file, add(file, key, answer, now, most, until));
  return code == SQLITE_OK ? shrink(file, most, until) : code;
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

/* Steps in transactions of their own: a lock is not held for longer than by an
** ordinary change. */
static int drop_some(struct cache_file *file, int64_t *count, bool *more) {
  double until = clock_steady() + room_patience;
  int code = cache_run(file, CACHE_BEGIN);
  if (code != SQLITE_OK) return code;
  do {
    code = drop_oldest(file, NOBODY, more);
    if (code == SQLITE_OK && *more) (*count)++;
  } while (code == SQLITE_OK && *more && clock_steady() < until);
  return end(file, code);
}

/* As long as that makes the file smaller, 4 MB at a time. */
static int give_back_all(struct cache_file *file, const struct net_host *host,
                         bool *stopped) {
  struct room room = {0};
  int64_t before = INT64_MAX;
  int code = read_room(file, 0, &room);
  while (code == SQLITE_OK && !*stopped && room.size > room.in_use &&
         room.size < before) {
    before = room.size;
    code = sqlite3_exec(file->db, "PRAGMA incremental_vacuum(1024)", NULL, NULL,
                        NULL);
    if (code == SQLITE_OK) code = read_room(file, 0, &room);
    *stopped = host->stop(host->context);
  }
  return code;
}

int cache_empty(struct cache_file *file, const struct net_host *host,
                int64_t *count, bool *stopped) {
  int code = SQLITE_OK;
  bool more = true;
  *count = 0;
  *stopped = false;
  while (code == SQLITE_OK && more && !*stopped) {
    code = drop_some(file, count, &more);
    *stopped = more && host->stop(host->context);
  }
  if (code != SQLITE_OK || *stopped) return code;
  code = find_strays(file, NOBODY);
  if (code == SQLITE_OK) code = give_back_all(file, host, stopped);
  if (code == SQLITE_OK && !*stopped) {
    /* While somebody reads, the log stays as long as it is. */
    sqlite3_wal_checkpoint_v2(file->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
                              NULL);
  }
  return code;
}
