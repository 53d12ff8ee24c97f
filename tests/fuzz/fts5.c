/* Fuzzes keyword_match against FTS5's MATCH in the same process. The first byte
** of the input chooses a tokenizer, one of them with synonyms; the first line
** is the query, the rest is the text. A query that FTS5 accepts must mean the
** same to us; what FTS5 refuses may mean anything. */
#include <sqlite3.h>

#include "base/ascii.h"
#include "fuzz/check.h"
#include "papers.h"

int sqlite3_synonyms_init(sqlite3 *db, char **message, const void *routines);

static const char *const tokenizers[] = {
    "unicode61", "synonyms", "porter",
    "ascii",     "trigram",  "unicode61 remove_diacritics 2 tokenchars '-_'"};

enum { TOKENIZERS = sizeof tokenizers / sizeof tokenizers[0] };

static sqlite3 *db;
static sqlite3_stmt *insert[TOKENIZERS], *match[TOKENIZERS], *ours;

static sqlite3_stmt *prepare(const char *format, const char *word) {
  sqlite3_stmt *statement;
  char *sql = sqlite3_mprintf(format, word);
  expect(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
  sqlite3_free(sql);
  return statement;
}

/* A table for the texts that this tokenizer cuts. An older SQLite may lack the
** tokenizer: then match[number] is NULL. Queries hardly name the column. */
static void open_table(int number) {
  char name[4] = {'t', (char)('0' + number), 0};
  char *sql = sqlite3_mprintf(
      "CREATE VIRTUAL TABLE %s USING fts5(column_of_texts, tokenize = %Q)",
      name, tokenizers[number]);
  int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_free(sql);
  if (code != SQLITE_OK) return;
  insert[number] = prepare("REPLACE INTO %s(rowid, column_of_texts) "
                           "VALUES (1, ?1)",
                           name);
  match[number] = prepare("SELECT 1 FROM %s(?1)", name);
}

static void open_all(void) {
  expect(sqlite3_auto_extension((void (*)(void))sqlite3_papers_init) ==
         SQLITE_OK);
  expect(sqlite3_open(":memory:", &db) == SQLITE_OK);
  sqlite3_synonyms_init(db, NULL, NULL);
  for (int i = 0; i < TOKENIZERS; i++) {
    open_table(i);
  }
  ours = prepare("SELECT keyword_match(?2, ?1, ?3)%s", "");
}

static void bind(sqlite3_stmt *statement, int at, struct slice text) {
  sqlite3_bind_text(statement, at, text.at, (int)text.length, SQLITE_STATIC);
}

/* Whether FTS5 finds the text; false if it refuses the query. */
static bool is_accepted(int tokenizer, struct slice query, bool *matches) {
  bind(match[tokenizer], 1, query);
  int code = sqlite3_step(match[tokenizer]);
  *matches = code == SQLITE_ROW;
  sqlite3_reset(match[tokenizer]);
  return code == SQLITE_ROW || code == SQLITE_DONE;
}

/* The same of ours, which refuses only what is too long. */
static bool is_within_limits(int tokenizer, struct slice query,
                             struct slice text, bool *matches) {
  bind(ours, 1, query);
  bind(ours, 2, text);
  bind(ours, 3, slice_of(tokenizers[tokenizer]));
  int code = sqlite3_step(ours);
  *matches = code == SQLITE_ROW && sqlite3_column_int(ours, 0);
  sqlite3_reset(ours);
  expect(code == SQLITE_ROW || code == SQLITE_TOOBIG || code == SQLITE_ERROR);
  return code == SQLITE_ROW;
}

static void check(int tokenizer, struct slice query, struct slice text) {
  bool theirs, found;
  bool is_read = is_within_limits(tokenizer, query, text, &found);
  bind(insert[tokenizer], 1, text);
  expect(sqlite3_step(insert[tokenizer]) == SQLITE_DONE);
  sqlite3_reset(insert[tokenizer]);
  if (!is_accepted(tokenizer, query, &theirs)) return;
  expect(is_read);
  expect(theirs == found);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  struct slice input = {(const char *)bytes, length};
  if (!db) open_all();
  int tokenizer = (int)(take_byte(&input) % TOKENIZERS);
  struct slice query = take_line(&input);
  if (match[tokenizer]) check(tokenizer, query, input);
  return 0;
}
