/* Makes and calls FTS5's tokenizers. Must not know what the tokens are for. */
#include "table/function/tokenizer.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct tokenizer {
  struct keyword_tokenizer keyword;
  fts5_tokenizer module;
  Fts5Tokenizer *instance;
};

/* The words of a specification: a name and its arguments. */
struct words {
  char *bytes; /* the words one after another, each with a zero byte */
  const char **at;
  int count;
};

/* --- Specifications ------------------------------------------------------ */

static bool is_bare(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == 0x1a ||
         (byte & 0x80);
}

/* Copies the quoted word at `from` to *to, and moves *to past it. Returns where
** the word ends in the specification; NULL if its quote is not closed. */
static const char *copy_quoted(const char *from, char **to) {
  for (from++; *from; from++) {
    if (*from == '\'' && *++from != '\'') {
      *(*to)++ = 0;
      return from;
    }
    *(*to)++ = *from;
  }
  return NULL;
}

/* The same for a word without quotes; NULL if there is none. */
static const char *copy_bare(const char *from, char **to) {
  if (!is_bare(*from)) return NULL;
  while (is_bare(*from))
    *(*to)++ = *from++;
  *(*to)++ = 0;
  return from;
}

static const char *skip_spaces(const char *at) {
  while (*at == ' ')
    at++;
  return at;
}

static void words_clear(struct words *words) {
  free(words->bytes);
  free(words->at);
}

/* Splits a specification as FTS5 splits `tokenize=`: words of letters, digits
** and `_`, or texts in single quotes. */
static bool words_init(struct words *words, const char *specification,
                       struct error *error) {
  size_t length = strlen(specification);
  *words = (struct words){0};
  if (length > 10000) {
    error_set(error, TOO_BIG, "the tokenizer is too long");
    return false;
  }
  words->bytes = malloc(2 * length + 2);
  words->at = malloc((length + 1) * sizeof *words->at);
  if (!words->bytes || !words->at) {
    error_no_memory(error);
    return false;
  }
  char *to = words->bytes;
  const char *from = specification;
  while (from && *from) {
    words->at[words->count++] = to;
    from = skip_spaces(from);
    from = *from == '\'' ? copy_quoted(from, &to) : copy_bare(from, &to);
    if (from) from = skip_spaces(from);
  }
  if (!from) {
    error_set(error, FAILED, "the tokenizer \"%.100s\" is not readable",
              specification);
  }
  return from != NULL;
}

/* --- FTS5 ---------------------------------------------------------------- */

/* Sets the error after find_fts5 failed: why there is no FTS5. */
static void explain_no_fts5(sqlite3 *db, int code, struct error *error) {
  const char *why = sqlite3_errmsg(db);
  if (code == SQLITE_NOMEM) {
    error_no_memory(error);
  } else if (code == SQLITE_INTERRUPT) {
    error_set(error, INTERRUPTED, "interrupted");
  } else if (strncmp(why, "no such function", 16) == 0) {
    error_set(error, FAILED,
              "keyword functions need FTS5, which this SQLite (%s) does not "
              "have",
              sqlite3_libversion());
  } else {
    error_set(error, FAILED,
              "keyword functions need FTS5, which cannot be used here: %s",
              code == SQLITE_ROW ? "an authorizer ignores it" : why);
  }
}

/* Finds FTS5's interface. It stays valid as long as the connection, so the
** statement is run once. If an authorizer answers SQLITE_IGNORE, the function
** gives NULL. */
static fts5_api *find_fts5(struct connection *connection, struct error *error) {
  fts5_api *api = connection->fts5;
  sqlite3_stmt *statement = NULL;
  if (api) return api;
  int code = sqlite3_prepare_v2(connection->db,
                                "/* papers asks for FTS5 */ SELECT fts5(?1)",
                                -1, &statement, NULL);
  if (code == SQLITE_OK) {
    sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
    code = sqlite3_step(statement);
  }
  if (!api) explain_no_fts5(connection->db, code, error);
  sqlite3_finalize(statement);
  connection->fts5 = api;
  return api;
}

/* Calls the tokenizer, which calls `sink` for each token. */
static bool cut_text(void *self, enum keyword_purpose purpose, const char *text,
                     size_t length, keyword_sink *sink, void *to,
                     struct error *error) {
  static const int flags[] = {[KEYWORD_TEXT] = FTS5_TOKENIZE_DOCUMENT,
                              [KEYWORD_QUERY] = FTS5_TOKENIZE_QUERY,
                              [KEYWORD_PREFIX] =
                                  FTS5_TOKENIZE_QUERY | FTS5_TOKENIZE_PREFIX};
  struct tokenizer *tokenizer = self;
  if (length > INT_MAX) {
    error_set(error, TOO_BIG, "the text is too long");
    return false;
  }
  int code = tokenizer->module.xTokenize(
      tokenizer->instance, to, flags[purpose], text, (int)length, sink);
  if (code == SQLITE_OK || code == KEYWORD_STOP) return true;
  if (code == SQLITE_NOMEM) {
    error_no_memory(error);
  } else {
    error_set(error, FAILED, "the tokenizer failed: %s", sqlite3_errstr(code));
  }
  return false;
}

static bool create_instance(struct tokenizer *tokenizer, fts5_api *api,
                            const struct words *words, struct error *error) {
  void *context = NULL;
  const char *name = words->count ? words->at[0] : "unicode61";
  int arguments = words->count ? words->count - 1 : 0;
  if (api->xFindTokenizer(api, name, &context, &tokenizer->module)) {
    error_set(error, FAILED, "no such tokenizer: %.100s", name);
    return false;
  }
  int code =
      tokenizer->module.xCreate(context, arguments ? words->at + 1 : NULL,
                                arguments, &tokenizer->instance);
  if (code == SQLITE_OK) return true;
  tokenizer->instance = NULL;
  if (code == SQLITE_NOMEM) {
    error_no_memory(error);
  } else {
    error_set(error, FAILED, "the tokenizer %.100s refuses its arguments",
              name);
  }
  return false;
}

struct tokenizer *tokenizer_new(struct connection *connection,
                                const char *specification,
                                struct error *error) {
  fts5_api *api = find_fts5(connection, error);
  if (!api) return NULL;
  struct tokenizer *tokenizer = calloc(1, sizeof *tokenizer);
  struct words words;
  if (!tokenizer) {
    error_no_memory(error);
    return NULL;
  }
  tokenizer->keyword = (struct keyword_tokenizer){tokenizer, cut_text};
  bool ready = words_init(&words, specification, error) &&
               create_instance(tokenizer, api, &words, error);
  words_clear(&words);
  if (ready) return tokenizer;
  tokenizer_free(tokenizer);
  return NULL;
}

void tokenizer_free(struct tokenizer *tokenizer) {
  if (!tokenizer) return;
  if (tokenizer->instance) tokenizer->module.xDelete(tokenizer->instance);
  free(tokenizer);
}

const struct keyword_tokenizer *
tokenizer_keyword(const struct tokenizer *tokenizer) {
  return &tokenizer->keyword;
}
