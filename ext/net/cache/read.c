#include <string.h>

#include "net/cache/rows.h"
#include "net/cache/schema.h"

void cache_bind_key(struct cache_file *file, sqlite3_stmt *statement,
                    const struct stored_key *key,
                    unsigned char identity[SHA256_SIZE]) {
  sha256((struct slice){(const char *)file->salt, SHA256_SIZE},
         (struct slice){(const char *)key->asker, SHA256_SIZE}, identity);
  sqlite3_bind_text(statement, 1, key->url, -1, SQLITE_STATIC);
  sqlite3_bind_blob(statement, 2, identity, SHA256_SIZE, SQLITE_STATIC);
}

enum { LANES = 4, WORD = 8, STEP = 2 * WORD, BLOCK = LANES * STEP };

static uint64_t mix(uint64_t sum, uint64_t word) {
  sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
  return sum ^ sum >> 29;
}

static uint64_t read_word(const char *at, size_t length) {
  uint64_t word = 0;
  memcpy(&word, at, length < WORD ? length : WORD);
  return word;
}

static uint64_t mix_two(uint64_t sum, const char *at) {
  uint64_t second = read_word(at + WORD, WORD);
  return mix(sum, read_word(at, WORD) + (second << 29 | second >> 35));
}

/* The lanes do not wait for each other, so that a processor works on all of
** them at a time. */
static void mix_block(uint64_t lanes[LANES], const char *block) {
  lanes[0] = mix_two(lanes[0], block);
  lanes[1] = mix_two(lanes[1], block + STEP);
  lanes[2] = mix_two(lanes[2], block + 2 * STEP);
  lanes[3] = mix_two(lanes[3], block + 3 * STEP);
}

uint64_t cache_sum(uint64_t sum, struct slice piece) {
  uint64_t lanes[LANES];
  size_t at = 0;
  for (int i = 0; i < LANES; i++) {
    lanes[i] = mix(sum, (uint64_t)i);
  }
  for (; piece.length - at >= BLOCK; at += BLOCK) {
    mix_block(lanes, piece.at + at);
  }
  for (; at < piece.length; at += WORD) {
    lanes[0] = mix(lanes[0], read_word(piece.at + at, piece.length - at));
  }
  sum = mix(sum, piece.length);
  for (int i = 0; i < LANES; i++) {
    sum = mix(sum, lanes[i]);
  }
  return sum;
}

enum { STATUS, ETAG, NEXT_PAGE, FETCHED_AT, USED_AT, LENGTH, SUM, BYTES };

/* What goes into a header of a request must be what came out of one: a tag in
** quotes, perhaps weak (RFC 9110, 8.8.3). */
static bool is_etag(struct slice text) {
  if (text.length >= 2 && memcmp(text.at, "W/", 2) == 0) {
    text = slice_between(text.at + 2, text.at + text.length);
  }
  if (text.length < 2 || text.length >= HTTP_TEXT_SIZE - 2) return false;
  for (size_t i = 0; i < text.length; i++) {
    unsigned char byte = (unsigned char)text.at[i];
    bool edge = i == 0 || i == text.length - 1;
    if (edge != (byte == '"') || byte <= 0x20 || byte == 0x7f) return false;
  }
  return true;
}

static void read_etag(sqlite3_stmt *row, struct stored *found) {
  struct slice text = {0};
  found->etag[0] = 0;
  if (sqlite3_column_type(row, ETAG) != SQLITE_TEXT) return;
  text.at = (const char *)sqlite3_column_text(row, ETAG);
  text.length = (size_t)sqlite3_column_bytes(row, ETAG);
  if (!text.at || !is_etag(text)) return;
  memcpy(found->etag, text.at, text.length);
  found->etag[text.length] = 0;
}

/* Only such as end an exchange. */
static bool read_status(sqlite3_stmt *row, struct stored *found) {
  int64_t status = sqlite3_column_int64(row, STATUS);
  found->status = (int)status;
  return sqlite3_column_type(row, STATUS) == SQLITE_INTEGER && status >= 200 &&
         status <= 599;
}

static bool read_head(sqlite3_stmt *row, int64_t most, struct stored *found,
                      int64_t *length) {
  for (int column = NEXT_PAGE; column <= SUM; column++) {
    if (sqlite3_column_type(row, column) != SQLITE_INTEGER) return false;
  }
  read_etag(row, found);
  if (!read_status(row, found)) return false;
  found->has_next_page = sqlite3_column_int(row, NEXT_PAGE) != 0;
  found->fetched_at = sqlite3_column_int64(row, FETCHED_AT);
  *length = sqlite3_column_int64(row, LENGTH);
  return *length >= 0 && *length <= most;
}

/* One piece more; false if it cannot be one. An answer without a body has one
** row with a piece that is NULL. */
static bool take_piece(sqlite3_stmt *row, int64_t length, struct stored *found,
                       uint64_t *sum, struct error *error) {
  struct slice piece = {sqlite3_column_blob(row, BYTES),
                        (size_t)sqlite3_column_bytes(row, BYTES)};
  int type = sqlite3_column_type(row, BYTES);
  if (type != SQLITE_BLOB) return type == SQLITE_NULL && !length;
  if (!piece.at || piece.length > (size_t)length - found->body.length) {
    return false;
  }
  *sum = cache_sum(*sum, piece);
  return spool_append(&found->body, piece.at, piece.length, error);
}

static int read_rows(sqlite3_stmt *row, int64_t most, struct stored *found,
                     bool *has, int64_t *used_at) {
  struct error error = {0};
  int64_t length = 0, wanted = 0;
  uint64_t sum = 0;
  bool good = true;
  while (good && sqlite3_step(row) == SQLITE_ROW) {
    if (!*has) {
      good = read_head(row, most, found, &length);
      wanted = sqlite3_column_int64(row, SUM);
      *used_at = sqlite3_column_int64(row, USED_AT);
    }
    *has = true;
    good = good && take_piece(row, length, found, &sum, &error);
  }
  *has = *has && good && (int64_t)found->body.length == length &&
         sum == (uint64_t)wanted && spool_settle(&found->body, &error);
  if (error.outcome == NO_MEMORY) return SQLITE_NOMEM;
  return error.outcome == OK ? SQLITE_OK : SQLITE_IOERR;
}

int cache_read(struct cache_file *file, const struct stored_key *key,
               int64_t most, struct stored *found, bool *has,
               int64_t *used_at) {
  unsigned char identity[SHA256_SIZE];
  sqlite3_stmt *row = cache_sql(file, CACHE_FIND);
  *has = false;
  if (!row) return sqlite3_errcode(file->db);
  cache_bind_key(file, row, key, identity);
  int code = read_rows(row, most, found, has, used_at);
  int last = sqlite3_reset(row);
  sqlite3_clear_bindings(row);
  if (code == SQLITE_OK) code = last;
  if (code != SQLITE_OK) *has = false;
  if (!*has) spool_run_clear(&found->body);
  return code;
}

int cache_read_moment(struct cache_file *file, const struct stored_key *key,
                      int64_t *fetched_at) {
  unsigned char identity[SHA256_SIZE];
  sqlite3_stmt *statement = cache_sql(file, CACHE_MOMENT);
  if (!statement) return sqlite3_errcode(file->db);
  cache_bind_key(file, statement, key, identity);
  return cache_read_number(file, CACHE_MOMENT, fetched_at);
}
