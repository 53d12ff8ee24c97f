/* A tokenizer of FTS5's with synonyms, for tests: `synonyms` cuts as unicode61
** does. A word of even length is colocated with its first letter in texts, one
** of odd length with its last letter in queries; "models" is also "agent" in
** both. A prefix has no synonyms. Built as a loadable extension. */
#include <sqlite3ext.h>
#include <string.h>

SQLITE_EXTENSION_INIT1

static fts5_tokenizer plain;

struct sink {
  void *to;
  int purpose;
  int (*token)(void *, int, const char *, int, int, int);
};

static int add_token(void *self, int flags, const char *token, int length,
                     int start, int end) {
  struct sink *sink = self;
  int code = sink->token(sink->to, flags, token, length, start, end);
  const char *synonym = NULL;
  int size = 1;
  if (sink->purpose & FTS5_TOKENIZE_PREFIX) return code;
  if (length == 6 && memcmp(token, "models", 6) == 0) {
    synonym = "agent";
    size = 5;
  } else if (length % 2 == 0 && !(sink->purpose & FTS5_TOKENIZE_QUERY)) {
    synonym = token;
  } else if (length % 2 == 1 && (sink->purpose & FTS5_TOKENIZE_QUERY)) {
    synonym = token + length - 1;
  }
  if (code != SQLITE_OK || !synonym) return code;
  return sink->token(sink->to, FTS5_TOKEN_COLOCATED, synonym, size, start, end);
}

static int cut(Fts5Tokenizer *tokenizer, void *to, int purpose,
               const char *text, int length,
               int (*token)(void *, int, const char *, int, int, int)) {
  struct sink sink = {to, purpose, token};
  return plain.xTokenize(tokenizer, &sink, purpose, text, length, add_token);
}

static fts5_api *find_api(sqlite3 *db) {
  fts5_api *api = NULL;
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, NULL)) {
    return NULL;
  }
  sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
  sqlite3_step(statement);
  sqlite3_finalize(statement);
  return api;
}

int sqlite3_synonyms_init(sqlite3 *db, char **message,
                          const sqlite3_api_routines *routines);

int sqlite3_synonyms_init(sqlite3 *db, char **message,
                          const sqlite3_api_routines *routines) {
  SQLITE_EXTENSION_INIT2(routines)
  (void)message;
  void *data;
  fts5_api *api = find_api(db);
  if (!api) return SQLITE_ERROR;
  int code = api->xFindTokenizer(api, "unicode61", &data, &plain);
  if (code) return code;
  fts5_tokenizer ours = {plain.xCreate, plain.xDelete, cut};
  return api->xCreateTokenizer(api, "synonyms", data, &ours, NULL);
}
