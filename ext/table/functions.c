#include "table/functions.h"

#include "table/cache_clear.h"
#include "table/config.h"
#include "table/keywords.h"
#include "table/report.h"
#include "table/schema.h"
#include "table/texts.h"
#include "table/version.h"

/* A schema must not redirect requests, change what they carry, or destroy what
** was kept of their answers. These functions are not deterministic, but have to
** say so: before 3.50, SQLite marks a call in a CHECK constraint as one of the
** schema's only if the function is (resolve.c, EP_FromDDL), and would let
** anything else pass there. */
enum { SETTING = SQLITE_UTF8 | SQLITE_DIRECTONLY | SQLITE_DETERMINISTIC };

enum { PURE = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

const struct function functions[] = {
    {"keyword_match", 2, PURE, keyword_match_call,
     "1 where a text is what a keyword query asks for, else 0"},
    {"keyword_match", 3, PURE, keyword_match_call,
     "the same with a tokenizer of FTS5's"},
    {"keyword_score", 2, PURE, keyword_score_call,
     "how well a text answers a keyword query, to rank by"},
    {"keyword_score", 3, PURE, keyword_score_call,
     "the same with a tokenizer of FTS5's"},
    {"keyword_highlight", 4, PURE, keyword_highlight_call,
     "a text with each match of a keyword query between two marks"},
    {"keyword_highlight", 5, PURE, keyword_highlight_call,
     "the same with a tokenizer of FTS5's"},
    {"keyword_snippet", 6, PURE, keyword_snippet_call,
     "the stretch of a text that says most about a keyword query"},
    {"keyword_snippet", 7, PURE, keyword_snippet_call,
     "the same with a tokenizer of FTS5's"},
    {"papers_version", 0, PURE, version_call,
     "the version of this extension and of what it stands on"},
    {"papers_config", 1, SQLITE_UTF8, config_read_call,
     "the value of a setting"},
    {"papers_config", 2, SETTING, config_write_call,
     "sets a setting for this connection; NULL: back to what loading had"},
    {"papers_cache_clear", 0, SETTING, cache_clear_call,
     "empties the cache; returns how many answers it had"},
    {"author_count", 1, PURE, author_count_call,
     "how many authors a list of them names"},
    {"arxiv_id", 1, PURE, arxiv_id_call,
     "the arXiv id that a text is or names, without version"},
    {"repo_link", 1, PURE, repo_link_call,
     "the code repository of a text, in its canonical form"},
};

const size_t function_count = sizeof functions / sizeof functions[0];

/* While SQLite estimates, it keeps no auxiliary data. */
static bool is_running(sqlite3_context *context) {
  static char mark;
  sqlite3_set_auxdata(context, 0, &mark, NULL);
  return sqlite3_get_auxdata(context, 0) != NULL;
}

/* Looked at when it matters, so that loading runs no SQL. */
static bool is_exposed(struct connection *connection) {
  if (connection->is_late) {
    connection->is_late = schema_is_harmful(connection->db);
  }
  return connection->is_late;
}

bool functions_may_act(sqlite3_context *context, const char *name) {
  struct error error = {0};
  if (!is_running(context)) return false;
  if (!is_exposed(sqlite3_user_data(context))) return true;
  error_set(&error, FAILED,
            "%s: not where a database was read before the extension was "
            "loaded, and has or may have a table that calls this: load the "
            "extension first",
            name);
  report_result(context, &error);
  return false;
}

int functions_register(struct connection *connection) {
  int code = SQLITE_OK;
  for (size_t i = 0; i < function_count && code == SQLITE_OK; i++) {
    const struct function *row = &functions[i];
    /* On failure SQLite calls the destructor itself. */
    code = sqlite3_create_function_v2(
        connection->db, row->name, row->arguments, row->flags,
        connection_hold(connection), row->call, NULL, NULL, connection_release);
  }
  return code;
}
