/* Answers in and out of an open cache: see the header. Does not open the file,
** and does not say what becomes of one that is damaged. */
#include "net/cache/rows.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "net/cache/schema.h"
#include "net/clock.h"

/* A statement whose first two parameters are bound to the key; NULL: it cannot
** be prepared. */
static sqlite3_stmt *prepare_for_key(struct cache_file *file,
                                     enum cache_statement which,
                                     const struct stored_key *key) {
  unsigned char identity[SHA256_SIZE];
  sqlite3_stmt *statement = cache_sql_prepare(&file->sql, which);
  if (!statement) return NULL;
  sha256((struct slice){(const char *)file->salt, SHA256_SIZE},
         (struct slice){(const char *)key->user, SHA256_SIZE}, identity);
  sqlite3_bind_text(statement, 1, key->url, -1, SQLITE_STATIC);
  sqlite3_bind_blob(statement, 2, identity, SHA256_SIZE, SQLITE_TRANSIENT);
  return statement;
}

/* The same for a statement whose only parameter is a number. */
static sqlite3_stmt *prepare_for_number(struct cache_file *file,
                                        enum cache_statement which,
                                        int64_t number) {
  sqlite3_stmt *statement = cache_sql_prepare(&file->sql, which);
  if (statement) sqlite3_bind_int64(statement, 1, number);
  return statement;
}

/* What the sum of a body or an outline begins with, so that it also shows a
** wrong status, which would make a refusal of the rows, and a wrong word about
** the next page, which would lose it. */
static uint64_t sum_of_head(const struct stored *answer) {
  const char *link = answer->next_link ? answer->next_link : "";
  uint64_t sum = (uint64_t)answer->status * 2 + answer->has_next_page;
  return hash_piece(sum, slice_of(answer->has_next_page ? link : ""));
}

/* --- reading ------------------------------------------------------------ */

enum { STATUS, ETAG, NEXT_PAGE, FETCHED_AT, USED_AT, LENGTH, SUM, BYTES };

/* The file may be somebody else's, and the tag goes into a header of a request:
** it must be a tag in quotes, perhaps weak (RFC 9110, 8.8.3). */
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

/* Only a status that can end a request. */
static bool read_status(sqlite3_stmt *row, struct stored *found) {
  int64_t status = sqlite3_column_int64(row, STATUS);
  found->status = (int)status;
  return sqlite3_column_type(row, STATUS) == SQLITE_INTEGER && status >= 200 &&
         status <= 599;
}

/* The column has a number, which says whether a page follows, or the link to
** that page. The link is a BLOB, because SQLite turns a text that looks like a
** number into a number. Whoever follows the link checks it, like one that has
** just come. False also when there is no memory. */
static bool read_next_page(sqlite3_stmt *row, struct stored *found) {
  int type = sqlite3_column_type(row, NEXT_PAGE);
  const char *link = "";
  size_t length = 0;
  found->has_next_page = true;
  if (type == SQLITE_INTEGER) {
    found->has_next_page = sqlite3_column_int(row, NEXT_PAGE) != 0;
  } else {
    link = sqlite3_column_blob(row, NEXT_PAGE);
    length = (size_t)sqlite3_column_bytes(row, NEXT_PAGE);
    if (type != SQLITE_BLOB || !link || length >= HEADER_LINK_SIZE ||
        memchr(link, 0, length)) {
      return false;
    }
  }
  if (!found->has_next_page) return true;
  found->next_link = strndup(link, length);
  return found->next_link != NULL;
}

static bool read_head(sqlite3_stmt *row, int64_t most, struct stored *found,
                      int64_t *length) {
  for (int column = FETCHED_AT; column <= SUM; column++) {
    if (sqlite3_column_type(row, column) != SQLITE_INTEGER) return false;
  }
  read_etag(row, found);
  if (!read_status(row, found) || !read_next_page(row, found)) return false;
  found->fetched_at = sqlite3_column_int64(row, FETCHED_AT);
  *length = sqlite3_column_int64(row, LENGTH);
  return *length >= 0 && *length <= most;
}

/* Adds one piece to the body; false if it cannot belong to it. An answer
** without a body has one row, whose piece is NULL. */
static bool read_piece(sqlite3_stmt *row, int64_t length, struct stored *found,
                       uint64_t *sum, struct error *error) {
  struct slice piece = {sqlite3_column_blob(row, BYTES),
                        (size_t)sqlite3_column_bytes(row, BYTES)};
  int type = sqlite3_column_type(row, BYTES);
  if (type != SQLITE_BLOB) return type == SQLITE_NULL && !length;
  if (!piece.at || piece.length > (size_t)length - found->body.length) {
    return false;
  }
  *sum = hash_piece(*sum, piece);
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
      if (good) sum = sum_of_head(found);
      wanted = sqlite3_column_int64(row, SUM);
      *used_at = sqlite3_column_int64(row, USED_AT);
    }
    *has = true;
    good = good && read_piece(row, length, found, &sum, &error);
  }
  *has = *has && good && (int64_t)found->body.length == length &&
         sum == (uint64_t)wanted && spool_settle(&found->body, &error);
  if (error.outcome == NO_MEMORY) return SQLITE_NOMEM;
  return error.outcome == OK ? SQLITE_OK : SQLITE_IOERR;
}

static int read_form(struct cache_file *file, enum cache_statement which,
                     const struct stored_key *key, int64_t most,
                     struct stored *found, bool *has, int64_t *used_at) {
  sqlite3_stmt *row = prepare_for_key(file, which, key);
  assert(!found->body.length);
  *has = false;
  if (!row) return sqlite3_errcode(file->sql.db);
  int code = read_rows(row, most, found, has, used_at);
  int last = sqlite3_reset(row);
  sqlite3_clear_bindings(row);
  if (code == SQLITE_OK) code = last;
  if (code != SQLITE_OK) *has = false;
  if (!*has) stored_clear(found);
  return code;
}

int cache_read(struct cache_file *file, const struct stored_key *key,
               bool outline_does, int64_t most, struct stored *found, bool *has,
               int64_t *used_at) {
  int code = SQLITE_OK;
  *has = false;
  if (outline_does) {
    code = read_form(file, CACHE_FIND_OUTLINE, key, most, found, has, used_at);
  }
  found->is_outline = *has;
  if (*has || code != SQLITE_OK) return code;
  return read_form(file, CACHE_FIND, key, most, found, has, used_at);
}

int cache_read_time(struct cache_file *file, const struct stored_key *key,
                    int64_t *fetched_at) {
  sqlite3_stmt *statement = prepare_for_key(file, CACHE_FETCHED_AT, key);
  if (!statement) return sqlite3_errcode(file->sql.db);
  return cache_sql_number(&file->sql, CACHE_FETCHED_AT, fetched_at);
}

/* --- transactions ------------------------------------------------------- */

enum {
  NUMBER_BITS = 46, /* beyond them the numbers of pieces would not fit */
  NO_ANSWER = 0     /* no answer has this number */
};

/* Commits if all went well, else rolls back. */
static int end_transaction(struct cache_file *file, int code) {
  if (code == SQLITE_OK) code = cache_sql_run(&file->sql, CACHE_COMMIT);
  if (!sqlite3_get_autocommit(file->sql.db)) {
    sqlite3_exec(file->sql.db, "ROLLBACK", NULL, NULL, NULL);
  }
  return code;
}

static int run_with(struct cache_file *file, enum cache_statement which,
                    int64_t number) {
  if (!prepare_for_number(file, which, number)) {
    return sqlite3_errcode(file->sql.db);
  }
  return cache_sql_run(&file->sql, which);
}

/* Drops an answer that was just found. If the table lacks it, the file is
** damaged: an index has an entry without a row, and would give it again and
** again. */
static int drop_answer(struct cache_file *file, int64_t number) {
  int code = run_with(file, CACHE_DROP_PIECES, number);
  if (code == SQLITE_OK) code = run_with(file, CACHE_DROP, number);
  if (code != SQLITE_OK) return code;
  return sqlite3_changes(file->sql.db) == 1 ? SQLITE_OK : SQLITE_CORRUPT;
}

/* Drops the least recently used answer but `kept`; *dropped is false if there
** is no other. */
static int drop_oldest(struct cache_file *file, int64_t kept, bool *dropped) {
  int64_t oldest;
  *dropped = false;
  if (!prepare_for_number(file, CACHE_OLDEST, kept)) {
    return sqlite3_errcode(file->sql.db);
  }
  int code = cache_sql_number(&file->sql, CACHE_OLDEST, &oldest);
  if (code != SQLITE_OK || oldest == CACHE_NO_NUMBER) return code;
  *dropped = true;
  return drop_answer(file, oldest);
}

/* --- room --------------------------------------------------------------- */

/* Seconds that making room may take at a time. It cannot be interrupted, so
** what is left is done with the next change. */
static const double room_patience = 0.01;

/* Pages that are given back to the disk at a time. */
#define CACHE_SHRINK_STEP "64"

/* How large the file is, how much of it is in use, and how large it may be; in
** pages. */
struct room {
  int64_t size, in_use, allowed;
};

static int read_room(struct cache_file *file, int64_t most, struct room *room) {
  int64_t page_size = 0, unused = 0;
  int code = cache_sql_number(&file->sql, CACHE_PAGE_SIZE, &page_size);
  if (code == SQLITE_OK) {
    code = cache_sql_number(&file->sql, CACHE_PAGE_COUNT, &room->size);
  }
  if (code == SQLITE_OK) {
    code = cache_sql_number(&file->sql, CACHE_FREE_COUNT, &unused);
  }
  if (code != SQLITE_OK) return code;
  if (page_size < 1) return SQLITE_CORRUPT;
  room->in_use = room->size - unused;
  room->allowed = most / page_size;
  return SQLITE_OK;
}

/* SQLITE_CORRUPT if there are pieces although no answer but `kept` is left:
** they belong to none, and would fill the file for ever. */
static int find_strays(struct cache_file *file, int64_t kept) {
  int64_t strays = 0;
  if (!prepare_for_number(file, CACHE_STRAYS, kept)) {
    return sqlite3_errcode(file->sql.db);
  }
  int code = cache_sql_number(&file->sql, CACHE_STRAYS, &strays);
  return code == SQLITE_OK && strays ? SQLITE_CORRUPT : code;
}

/* If more is in use than allowed, drops the least recently used answers but
** `kept` until nine tenths of it are in use, so that not every answer makes it
** necessary. Stops early at `until`, but not before the use is down to what it
** was at the `start`. */
static int make_room(struct cache_file *file, int64_t kept, int64_t most,
                     int64_t start, double until) {
  struct room room;
  bool dropped = true;
  int code = read_room(file, most, &room);
  if (code != SQLITE_OK || room.in_use <= room.allowed) return code;
  if (start < room.allowed) start = room.allowed;
  file->keeps_to = 0;
  while (code == SQLITE_OK && dropped && room.in_use > room.allowed / 10 * 9 &&
         (room.in_use > start || clock_steady() < until)) {
    code = drop_oldest(file, kept, &dropped);
    if (code == SQLITE_OK) code = read_room(file, most, &room);
  }
  if (code != SQLITE_OK || dropped) return code;
  code = find_strays(file, kept);
  return code == SQLITE_OK && room.in_use > room.allowed ? SQLITE_FULL : code;
}

/* Gives unused pages back to the disk if the file is too large. */
static int shrink(struct cache_file *file, int64_t most, double until) {
  struct room room;
  int code = read_room(file, most, &room);
  while (code == SQLITE_OK && room.size > room.allowed &&
         room.size > room.in_use && clock_steady() < until) {
    code = sqlite3_exec(file->sql.db,
                        "PRAGMA incremental_vacuum(" CACHE_SHRINK_STEP ")",
                        NULL, NULL, NULL);
    if (code == SQLITE_OK) code = read_room(file, most, &room);
  }
  if (code == SQLITE_OK && room.size <= room.allowed) file->keeps_to = most;
  return code;
}

int cache_shrink_to(struct cache_file *file, int64_t most) {
  double until = clock_steady() + room_patience;
  struct room room;
  if (file->keeps_to == most) return SQLITE_OK;
  int code = read_room(file, most, &room);
  if (code == SQLITE_OK && room.in_use > room.allowed) {
    code = cache_sql_run(&file->sql, CACHE_BEGIN);
    if (code != SQLITE_OK) return code;
    code = end_transaction(
        file, make_room(file, NO_ANSWER, most, room.in_use, until));
  }
  return code == SQLITE_OK ? shrink(file, most, until) : code;
}

/* --- an answer ---------------------------------------------------------- */

static int drop_old(struct cache_file *file, const struct stored_key *key) {
  int64_t number;
  sqlite3_stmt *statement = prepare_for_key(file, CACHE_NUMBER, key);
  if (!statement) return sqlite3_errcode(file->sql.db);
  int code = cache_sql_number(&file->sql, CACHE_NUMBER, &number);
  return code == SQLITE_OK && number != CACHE_NO_NUMBER
             ? drop_answer(file, number)
             : code;
}

static struct slice piece_of(struct stored *answer, size_t offset) {
  struct error error = {0};
  return spool_read(&answer->body, offset, &error);
}

/* SQLITE_IOERR if the body itself cannot be read. */
static int sum_of(struct stored *answer, uint64_t *sum) {
  *sum = sum_of_head(answer);
  for (size_t at = 0; at < answer->body.length;) {
    struct slice piece = piece_of(answer, at);
    if (!piece.at) return SQLITE_IOERR;
    *sum = hash_piece(*sum, piece);
    at += piece.length;
  }
  return SQLITE_OK;
}

static void bind_next_page(sqlite3_stmt *statement,
                           const struct stored *answer) {
  const char *link = answer->has_next_page ? answer->next_link : NULL;
  if (link && *link) {
    sqlite3_bind_blob(statement, 5, link, (int)strlen(link), SQLITE_STATIC);
  } else {
    sqlite3_bind_int(statement, 5, answer->has_next_page);
  }
}

static int add_head(struct cache_file *file, const struct stored_key *key,
                    const struct stored *answer, uint64_t sum, int64_t now) {
  sqlite3_stmt *statement = prepare_for_key(file, CACHE_ADD, key);
  if (!statement) return sqlite3_errcode(file->sql.db);
  sqlite3_bind_int(statement, 3, answer->status);
  if (answer->etag[0]) {
    sqlite3_bind_text(statement, 4, answer->etag, -1, SQLITE_STATIC);
  }
  bind_next_page(statement, answer);
  sqlite3_bind_int64(statement, 6, answer->fetched_at);
  sqlite3_bind_int64(statement, 7, now);
  sqlite3_bind_int64(statement, 8, (int64_t)answer->body.length);
  sqlite3_bind_int64(statement, 9, (int64_t)sum);
  if (answer->outline.at) {
    sqlite3_bind_blob64(statement, 10, answer->outline.at,
                        answer->outline.length, SQLITE_STATIC);
    sqlite3_bind_int64(
        statement, 11,
        (int64_t)hash_piece(sum_of_head(answer), answer->outline));
  }
  return cache_sql_run(&file->sql, CACHE_ADD);
}

static int add_pieces(struct cache_file *file, int64_t number,
                      struct stored *answer) {
  int64_t place = number * CACHE_PIECES_MOST;
  int code = SQLITE_OK;
  for (size_t at = 0; at < answer->body.length && code == SQLITE_OK;) {
    struct slice piece = piece_of(answer, at);
    sqlite3_stmt *statement = cache_sql_prepare(&file->sql, CACHE_ADD_PIECE);
    if (!piece.at) return SQLITE_IOERR;
    if (!statement) return sqlite3_errcode(file->sql.db);
    sqlite3_bind_int64(statement, 1, place++);
    sqlite3_bind_blob(statement, 2, piece.at, (int)piece.length, SQLITE_STATIC);
    code = cache_sql_run(&file->sql, CACHE_ADD_PIECE);
    at += piece.length;
  }
  return code;
}

static int add_answer(struct cache_file *file, const struct stored_key *key,
                      struct stored *answer, int64_t now, int64_t most,
                      double until) {
  uint64_t sum;
  struct room room;
  int code = sum_of(answer, &sum);
  if (code == SQLITE_OK) code = read_room(file, most, &room);
  if (code == SQLITE_OK) code = drop_old(file, key);
  if (code == SQLITE_OK) code = add_head(file, key, answer, sum, now);
  if (code != SQLITE_OK) return code;
  int64_t number = sqlite3_last_insert_rowid(file->sql.db);
  if (number < 1 || number >> NUMBER_BITS) return SQLITE_CORRUPT;
  code = add_pieces(file, number, answer);
  return code == SQLITE_OK ? make_room(file, number, most, room.in_use, until)
                           : code;
}

int cache_store(struct cache_file *file, const struct stored_key *key,
                struct stored *answer, int64_t now, int64_t most) {
  const size_t longest = (size_t)CACHE_PIECES_MOST * SPOOL_PAGE;
  if ((int64_t)answer->body.length > most || answer->body.length > longest) {
    return SQLITE_FULL;
  }
  int code = cache_sql_run(&file->sql, CACHE_BEGIN);
  if (code != SQLITE_OK) return code;
  double until = clock_steady() + room_patience;
  code = end_transaction(file, add_answer(file, key, answer, now, most, until));
  return code == SQLITE_OK ? shrink(file, most, until) : code;
}

static int update(struct cache_file *file, enum cache_statement which,
                  const struct stored_key *key, int64_t now) {
  sqlite3_stmt *statement = prepare_for_key(file, which, key);
  if (!statement) return sqlite3_errcode(file->sql.db);
  sqlite3_bind_int64(statement, 3, now);
  return cache_sql_run(&file->sql, which);
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

/* Each step is a transaction of its own, so that no lock is held for longer
** than by an ordinary change. The last one looks for strays: after it another
** connection may store an answer with pieces. */
static int drop_some(struct cache_file *file, int64_t *count, bool *more) {
  double until = clock_steady() + room_patience;
  int code = cache_sql_run(&file->sql, CACHE_BEGIN);
  if (code != SQLITE_OK) return code;
  do {
    code = drop_oldest(file, NO_ANSWER, more);
    if (code == SQLITE_OK && *more) (*count)++;
  } while (code == SQLITE_OK && *more && clock_steady() < until);
  if (code == SQLITE_OK && !*more) code = find_strays(file, NO_ANSWER);
  return end_transaction(file, code);
}

/* Gives unused pages back to the disk, 4 MB at a time, as long as that makes
** the file smaller. */
static int give_back_all(struct cache_file *file, const struct net_host *host,
                         bool *stopped) {
  struct room room = {0};
  int64_t before = INT64_MAX;
  int code = read_room(file, 0, &room);
  while (code == SQLITE_OK && !*stopped && room.size > room.in_use &&
         room.size < before) {
    before = room.size;
    code = sqlite3_exec(file->sql.db, "PRAGMA incremental_vacuum(1024)", NULL,
                        NULL, NULL);
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
  if (code == SQLITE_OK && !*stopped) code = give_back_all(file, host, stopped);
  if (code == SQLITE_OK && !*stopped) {
    /* While another connection reads, the log stays as long as it is. */
    sqlite3_wal_checkpoint_v2(file->sql.db, NULL, SQLITE_CHECKPOINT_TRUNCATE,
                              NULL, NULL);
  }
  return code;
}
