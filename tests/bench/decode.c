/* Measures how fast JSON becomes rows: the same bytes through yajl with empty
** callbacks, through the decoder with five columns, through papers_parse of the
** extension that PAPERS_LIBRARY names, and through SQLite's json_each with
** json_extract. Arguments: JSON files, each an array of entries; without any,
** entries are generated. Prints megabytes per second, and the ratios with their
** bounds. The best of several rounds counts, because other work on the machine
** can only make a round slower. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <yajl/yajl_parse.h>

#include "base/buffer.h"
#include "hub/decode/decode.h"
#include "hub/relation/papers.h"

enum { ROUNDS = 9, PIECE = 64 * 1024, ENOUGH = 8 * 1024 * 1024 };

static int nothing(void *context) {
  (void)context;
  return 1;
}

static int no_boolean(void *context, int truth) {
  (void)context;
  (void)truth;
  return 1;
}

static int no_number(void *context, const char *at, size_t length) {
  (void)context;
  (void)at;
  (void)length;
  return 1;
}

static int no_text(void *context, const unsigned char *at, size_t length) {
  (void)context;
  (void)at;
  (void)length;
  return 1;
}

static const yajl_callbacks empty = {
    .yajl_null = nothing,
    .yajl_boolean = no_boolean,
    .yajl_number = no_number,
    .yajl_string = no_text,
    .yajl_start_map = nothing,
    .yajl_map_key = no_text,
    .yajl_end_map = nothing,
    .yajl_start_array = nothing,
    .yajl_end_array = nothing,
};

static size_t piece_at(struct slice body, size_t at) {
  return body.length - at < PIECE ? body.length - at : PIECE;
}

static void run_yajl(struct slice body) {
  yajl_handle handle = yajl_alloc(&empty, NULL, NULL);
  for (size_t at = 0; at < body.length; at += PIECE) {
    yajl_parse(handle, (const unsigned char *)body.at + at, piece_at(body, at));
  }
  if (yajl_complete_parse(handle) != yajl_status_ok) exit(1);
  yajl_free(handle);
}

static void run_decoder(struct slice body, field_set wanted) {
  struct error error = {0};
  struct decoder *decoder = decode_new(&papers, SHAPE_LISTING, wanted, &error);
  bool truncated;
  for (size_t at = 0; at < body.length; at += PIECE) {
    decode_feed(decoder, body.at + at, piece_at(body, at), &error);
    while (decode_pop(decoder)) {
    }
  }
  if (!decode_end(decoder, &truncated, &error)) {
    fprintf(stderr, "%s\n", error.text);
    exit(1);
  }
  decode_free(decoder);
}

static const char papers_query[] =
    "SELECT count(id), max(title), max(published), max(listed), sum(upvotes)"
    "  FROM papers_parse(?)";

static const char each_query[] =
    "SELECT count(json_extract(value, '$.paper.id')),"
    "  max(json_extract(value, '$.paper.title')),"
    "  max(json_extract(value, '$.paper.publishedAt')),"
    "  max(json_extract(value, '$.paper.submittedOnDailyAt')),"
    "  sum(json_extract(value, '$.paper.upvotes')) FROM json_each(?)";

/* The same with `authors`, for which json_each needs a query of its own. */
static const char papers_lists_query[] =
    "SELECT count(id), max(title), max(authors), max(comments), sum(upvotes)"
    "  FROM papers_parse(?)";

static const char each_lists_query[] =
    "SELECT count(json_extract(value, '$.paper.id')),"
    "  max(json_extract(value, '$.paper.title')),"
    "  max((SELECT json_group_array(json_extract(author.value, '$.name'))"
    "    FROM json_each(entry.value, '$.paper.authors') AS author"
    "    WHERE NOT json_extract(author.value, '$.hidden'))),"
    "  max(json_extract(value, '$.numComments')),"
    "  sum(json_extract(value, '$.paper.upvotes')) FROM json_each(?) AS entry";

static void fail(sqlite3 *db, const char *what) {
  fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
  exit(1);
}

static sqlite3 *open_database(void) {
  const char *library = getenv("PAPERS_LIBRARY");
  sqlite3 *db;
  char *message = NULL;
  if (sqlite3_open(":memory:", &db) != SQLITE_OK) fail(db, "open");
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, NULL);
  if (sqlite3_load_extension(db, library ? library : "build/papers", NULL,
                             &message) != SQLITE_OK) {
    fail(db, message);
  }
  return db;
}

/* Returns the count and the upvotes in one number, to compare two queries. */
static sqlite3_int64 run_query(sqlite3 *db, const char *query,
                               struct slice body) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(db, query, -1, &statement, NULL) != SQLITE_OK) {
    fail(db, query);
  }
  sqlite3_bind_text64(statement, 1, body.at, body.length, SQLITE_STATIC,
                      SQLITE_UTF8);
  if (sqlite3_step(statement) != SQLITE_ROW) fail(db, query);
  sqlite3_int64 count = sqlite3_column_int64(statement, 0);
  sqlite3_int64 upvotes = sqlite3_column_int64(statement, 4);
  sqlite3_finalize(statement);
  return count << 32 | upvotes;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Generates entries like those of the service. */
static void generate(struct buffer *body) {
  for (int i = 0; body->length < ENOUGH; i++) {
    buffer_format(body, "%s{\"paper\":{\"id\":\"2601.%05d\",\"authors\":[",
                  i ? "," : "[", i);
    for (int author = 0; author < 12; author++) {
      buffer_format(body,
                    "%s{\"_id\":\"66540321d200a2ecdf78%04d\",\"name\":"
                    "\"Author N. %d\",\"hidden\":false}",
                    author ? "," : "", author, author);
    }
    buffer_append_text(body, "],\"publishedAt\":\"2026-01-15T18:55:03.000Z\","
                             "\"submittedOnDailyAt\":"
                             "\"2026-01-16T00:00:00.000Z\",\"title\":"
                             "\"A paper about nothing\",\"summary\":\"");
    for (int line = 0; line < 20; line++) {
      buffer_append_text(body, "A line of an abstract, as long as such lines "
                               "are when arXiv wraps them.\\n");
    }
    buffer_format(body, "\",\"upvotes\":%d},\"numComments\":3,", i % 100);
    buffer_append_text(body, "\"title\":\"A paper about nothing\","
                             "\"isAuthorParticipating\":false}");
  }
  buffer_append_byte(body, ']');
}

/* Appends the file's elements to the array in `body`. */
static void read_file(const char *path, struct buffer *body) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(1);
  size_t start = body->length, length;
  char piece[4096];
  while ((length = fread(piece, 1, sizeof piece, file)) > 0) {
    buffer_append(body, piece, length);
  }
  fclose(file);
  while (body->length > start && body->at[body->length - 1] != ']') {
    body->length--;
  }
  if (start) {
    body->at[start - 1] = ',';
    while (body->at[start] != '[') {
      body->at[start++] = ' ';
    }
    body->at[start] = ' ';
  }
}

enum way { YAJL, FIVE, ALL, PAPERS, EACH, PAPERS_LISTS, EACH_LISTS, WAYS };

static void run(enum way way, sqlite3 *db, struct slice body) {
  static const field_set columns =
      FIELD_BIT(PAPERS_ID) | FIELD_BIT(PAPERS_TITLE) |
      FIELD_BIT(PAPERS_PUBLISHED) | FIELD_BIT(PAPERS_LISTED) |
      FIELD_BIT(PAPERS_UPVOTES);
  switch (way) {
  case YAJL:
    run_yajl(body);
    return;
  case FIVE:
    run_decoder(body, columns);
    return;
  case ALL:
    run_decoder(body, FIELD_ALL);
    return;
  case PAPERS:
    run_query(db, papers_query, body);
    return;
  case EACH:
    run_query(db, each_query, body);
    return;
  case PAPERS_LISTS:
    run_query(db, papers_lists_query, body);
    return;
  default:
    run_query(db, each_lists_query, body);
  }
}

static bool tell(const char *what, double ratio, double bound) {
  printf("%s: %.2f (at least %.2f)%s\n", what, ratio, bound,
         ratio < bound ? "  MISSED" : "");
  return ratio >= bound;
}

int main(int count, char **arguments) {
  struct buffer body;
  double best[WAYS];
  sqlite3 *db = open_database();
  buffer_init(&body, (size_t)1 << 30);
  for (int i = 1; i < count; i++) {
    read_file(arguments[i], &body);
  }
  if (count < 2) generate(&body);
  struct slice bytes = buffer_slice(&body);
  if (run_query(db, papers_query, bytes) != run_query(db, each_query, bytes)) {
    fail(db, "papers_parse and json_each differ");
  }
  for (int i = 0; i < ROUNDS * WAYS; i++) {
    double start = now();
    run((enum way)(i % WAYS), db, bytes);
    double time = now() - start;
    if (i < WAYS || time < best[i % WAYS]) best[i % WAYS] = time;
  }
  double size = (double)body.length / 1e6;
  printf("MB/s: yajl %.0f, five columns %.0f, all %.0f, papers_parse %.0f, "
         "json_each %.0f\n",
         size / best[YAJL], size / best[FIVE], size / best[ALL],
         size / best[PAPERS], size / best[EACH]);
  bool held = tell("five columns, of yajl", best[YAJL] / best[FIVE], 0.75);
  held &= tell("five columns in SQL, of yajl", best[YAJL] / best[PAPERS], 0.6);
  held &= tell("five columns in SQL, of json_each",
               best[EACH_LISTS] / best[PAPERS_LISTS], 3);
  held &= tell("the same without the authors", best[EACH] / best[PAPERS], 2);
  printf("(yajl alone would be %.2f)\n", best[EACH] / best[YAJL]);
  buffer_clear(&body);
  sqlite3_close(db);
  return !held;
}
