/* Fuzzes the JSON parser, and the rows that are made of it, against SQLite's
** functions of JSON. The first byte of the input is the size of the pieces that
** the parser is fed with. What it tells is written out as JSON again, in which
** json_tree must find the same as in the input. Then the input is read as a
** listing, in which json_extract must find the same values. */
#include <sqlite3.h>

#include "base/ascii.h"
#include "fuzz/check.h"
#include "hub/decode/decode.h"
#include "hub/decode/json.h"
#include "hub/relation/papers.h"
#include "text/clean.h"
#include "text/quote.h"

/* --- SQLite ------------------------------------------------------------- */

/* The first column of the first row, as a number; -1 if there is no row. */
static sqlite3_int64 first_number(const char *sql, struct slice one,
                                  struct slice other) {
  static sqlite3 *db;
  sqlite3_stmt *statement;
  sqlite3_int64 number = -1;
  if (!db) expect(sqlite3_open(":memory:", &db) == SQLITE_OK);
  expect(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
  sqlite3_bind_text(statement, 1, one.at, (int)one.length, SQLITE_STATIC);
  sqlite3_bind_text(statement, 2, other.at, (int)other.length, SQLITE_STATIC);
  int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) number = sqlite3_column_int64(statement, 0);
  expect(code == SQLITE_ROW || code == SQLITE_DONE);
  sqlite3_finalize(statement);
  return number;
}

static bool is_valid(struct slice text) {
  return first_number("SELECT json_valid(?1)", text, text) == 1;
}

/* --- the parser --------------------------------------------------------- */

struct writer {
  struct buffer text;
  int depth;
  bool is_first; /* no comma stands before what comes */
};

static void write_text(struct writer *writer, struct slice text) {
  struct buffer clean;
  buffer_init(&clean, 1 << 26);
  clean_append(&clean, text);
  quote_append(&writer->text, buffer_slice(&clean));
  buffer_clear(&clean);
}

static void write_event(struct writer *writer, enum json_event event,
                        struct slice text) {
  static const char *const words[] = {
      [JSON_NULL] = "null",    [JSON_FALSE] = "false", [JSON_TRUE] = "true",
      [JSON_OBJECT] = "{",     [JSON_ARRAY] = "[",     [JSON_NUMBER] = "",
      [JSON_OBJECT_END] = "}", [JSON_ARRAY_END] = "]", [JSON_STRING] = "",
      [JSON_KEY] = ""};
  buffer_append_text(&writer->text, words[event]);
  if (event == JSON_NUMBER) buffer_append_slice(&writer->text, text);
  if (event == JSON_STRING || event == JSON_KEY) write_text(writer, text);
  if (event == JSON_KEY) buffer_append_byte(&writer->text, ':');
}

static bool handle(void *to, enum json_event event, struct slice text) {
  struct writer *writer = to;
  bool begins = event == JSON_OBJECT || event == JSON_ARRAY;
  bool ends = event == JSON_OBJECT_END || event == JSON_ARRAY_END;
  if (!writer->is_first && !ends) buffer_append_byte(&writer->text, ',');
  write_event(writer, event, text);
  writer->is_first = begins || event == JSON_KEY;
  writer->depth += begins - ends;
  expect(writer->depth >= 0 && writer->depth <= JSON_MAX_DEPTH);
  return true;
}

/* Writes what the parser tells. false if the text is not JSON for it. */
static bool parse(struct slice text, size_t size, struct buffer *to) {
  struct error error = {0};
  struct writer writer = {.is_first = true};
  bool truncated, is_fed = true;
  buffer_init(&writer.text, 1 << 26);
  struct json *json = json_new((struct json_handler){handle, &writer}, &error);
  expect(json != NULL);
  for (; is_fed && text.length; text = ascii_skip(text, size)) {
    size_t length = size < text.length ? size : text.length;
    is_fed = json_feed(json, text.at, length, &error);
  }
  bool done = is_fed && json_end(json, &truncated, &error);
  expect(done == (error.outcome == OK));
  json_free(json);
  *to = writer.text;
  return done;
}

/* --- what both find ----------------------------------------------------- */

/* Whether the text has what the two are known to read in another way: zeros,
** invalid UTF-8, halves of characters, rare white space. */
static bool is_odd(struct slice text) {
  uint32_t character;
  while (text.length) {
    size_t width = utf8_read(text, &character);
    if (!width || !character) return true;
    if (character == '\v' || character == '\f') return true;
    if (ascii_begins(text, "\\ud") || ascii_begins(text, "\\u0000"))
      return true;
    text = ascii_skip(text, width);
  }
  return false;
}

static bool is_deep(struct slice text) {
  return first_number("WITH RECURSIVE below(id, depth) AS ("
                      "SELECT id, 1 FROM json_tree(?1) WHERE parent IS NULL "
                      "UNION ALL SELECT json_tree.id, depth + 1 "
                      "FROM below, json_tree(?1) "
                      "WHERE parent = below.id AND depth <= 64) "
                      "SELECT max(depth) > 64 FROM below",
                      text, text) == 1;
}

/* Whether json_tree finds the same in both. */
static bool are_same(struct slice text, struct slice ours) {
  const char *sql =
      "SELECT count(DISTINCT found) FROM (SELECT (SELECT group_concat("
      "type || quote(key) || quote(atom) || quote(parent)) "
      "FROM json_tree(x)) AS found FROM (SELECT ?1 AS x UNION ALL SELECT ?2))";
  return first_number(sql, text, ours) == 1;
}

static struct slice without_mark(struct slice text) {
  bool has_mark = text.length >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0;
  return ascii_skip(text, has_mark ? 3 : 0);
}

static void check_events(struct slice text, size_t size) {
  struct buffer whole, pieces;
  bool done = parse(text, SIZE_MAX / 2, &whole);
  expect(parse(text, size, &pieces) == done);
  expect(!done || slice_equal(buffer_slice(&whole), buffer_slice(&pieces)));
  text = without_mark(text);
  if (!is_odd(text)) {
    expect(done ? is_valid(text) && are_same(text, buffer_slice(&whole))
                : !is_valid(text) || is_deep(text));
  }
  buffer_clear(&whole);
  buffer_clear(&pieces);
}

/* --- rows --------------------------------------------------------------- */

/* The value of a column in the n-th entry of a listing. */
static void check_value(struct slice text, const struct values *row, int n,
                        const struct column *column, int at) {
  char sql[400];
  const char *also = column->from[1] ? column->from[1] : column->from[0];
  snprintf(sql, sizeof sql,
           "WITH found(x) AS (SELECT coalesce(json_extract(?1, '$[%d].%s'), "
           "json_extract(?1, '$[%d].%s'))) "
           "SELECT x %s FROM found",
           n, column->from[0], n, also,
           !values_has(row, at)       ? "IS NULL"
           : column_is_number(column) ? "= CAST(?2 AS NUMERIC)"
                                      : "= ?2");
  char number[32];
  snprintf(number, sizeof number, "%lld", (long long)values_number(row, at));
  struct slice value =
      column_is_number(column) ? slice_of(number) : values_text(row, at);
  expect(first_number(sql, text, value) == 1);
}

static void check_row(struct slice text, const struct values *row, int n) {
  for (int i = 0; i < PAPERS_COLUMNS; i++) {
    const struct column *column = &papers.columns[i];
    bool is_plain = column->kind == COLUMN_NUMBER ||
                    column->kind == COLUMN_TEXT || column->kind == COLUMN_FLAG;
    if (is_plain && !column->from[2]) check_value(text, row, n, column, i);
  }
}

/* SQLite takes the first of two equal keys, and knows no escaped ones. */
static bool has_plain_keys(struct slice text) {
  return !memchr(text.at, '\\', text.length) &&
         first_number("SELECT count(*) FROM json_tree(?1) "
                      "WHERE typeof(key) = 'text' "
                      "GROUP BY parent, key HAVING count(*) > 1",
                      text, text) < 0;
}

static void check_rows(struct slice text) {
  struct error error = {0};
  const struct values *row;
  bool truncated;
  int count = 0;
  struct decoder *decoder =
      decode_new(&papers, SHAPE_LISTING, FIELD_ALL, &error);
  expect(decoder != NULL);
  decode_about(decoder, slice_of("2601.00001"), 0);
  if (decode_feed(decoder, text.at, text.length, &error) &&
      decode_end(decoder, &truncated, &error)) {
    while ((row = decode_pop(decoder))) {
      check_row(text, row, count++);
    }
    expect(first_number("SELECT json_array_length(?1)", text, text) == count);
  }
  decode_free(decoder);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  struct slice text = {(const char *)bytes, length};
  size_t size = take_byte(&text) % 32 + 1;
  check_events(text, size);
  if (text.length && !is_odd(text) && is_valid(text) && has_plain_keys(text)) {
    check_rows(text);
  }
  return 0;
}
