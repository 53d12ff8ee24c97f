/* What the extension has: the tables functions[] and modules[], and the loops
** that give them to SQLite. */
#include "register.h"

#include <assert.h>

#include "hub/relation/relations.h"
#include "table/connection.h"
#include "table/effect.h"
#include "table/function/author_count.h"
#include "table/function/cache_clear.h"
#include "table/function/config.h"
#include "table/function/keywords.h"
#include "table/function/links_table.h"
#include "table/function/requests.h"
#include "table/function/texts.h"
#include "table/relation/module.h"
#include "table/saved/table.h"
#include "table/version.h"

/* A schema must not redirect requests, change what they carry, or destroy what
** was kept of their answers. These functions are not deterministic, but have to
** say so: before 3.50, SQLite marks a call in a CHECK constraint as one of the
** schema's only if the function is (resolve.c, EP_FromDDL), and would let
** anything else pass there. */
enum { SETTING = SQLITE_UTF8 | SQLITE_DIRECTONLY | SQLITE_DETERMINISTIC };

enum { PURE = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

struct function {
  const char *name;
  int arguments;
  int flags;
  void (*call)(sqlite3_context *, int, sqlite3_value **);
  const char *help; /* a line for the manual */
};

static const struct function functions[] = {
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

enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

struct module {
  const char *name;
  const sqlite3_module *methods;
  const char *help; /* a line for the manual */
};

static const struct module modules[] = {
    {"papers_config", &config_module, "the settings, and what they are for"},
    {"papers_parse", &papers_parse_module, "a saved listing in a value"},
    {"papers_read", &papers_read_module, "a saved listing in a file"},
    {"papers_requests", &requests_module,
     "what this connection asked the network and the cache"},
    {"repo_links", &links_module, "every link of a text, one row each"},
};

enum { MODULES = sizeof modules / sizeof modules[0] };

/* On failure SQLite calls the destructor itself, here and below. */
static int register_functions(struct connection *connection) {
  int code = SQLITE_OK;
  for (int i = 0; i < FUNCTIONS && code == SQLITE_OK; i++) {
    const struct function *row = &functions[i];
    assert(effect_has(row->name) == (row->flags == SETTING) ||
           row->flags == SQLITE_UTF8);
    code = sqlite3_create_function_v2(
        connection->db, row->name, row->arguments, row->flags,
        connection_hold(connection), row->call, NULL, NULL, connection_release);
  }
  return code;
}

static int register_module(struct connection *connection, const char *name,
                           const sqlite3_module *methods) {
  return sqlite3_create_module_v2(connection->db, name, methods,
                                  connection_hold(connection),
                                  connection_release);
}

static int register_modules(struct connection *connection) {
  const struct relation *const *relation = relations;
  int code = SQLITE_OK;
  for (; *relation && code == SQLITE_OK; relation++) {
    code = register_module(connection, (*relation)->name, &relation_module);
  }
  for (int i = 0; i < MODULES && code == SQLITE_OK; i++) {
    code = register_module(connection, modules[i].name, modules[i].methods);
  }
  return code;
}

int register_all(sqlite3 *db) {
  if (connection_is_listed(db)) return SQLITE_OK;
  struct connection *connection = connection_new(db);
  if (!connection) return SQLITE_NOMEM;
  connection->is_late = effect_is_late(db);
  int code = register_functions(connection);
  if (code == SQLITE_OK) code = register_modules(connection);
  if (code == SQLITE_OK) connection_list(connection);
  connection_release(connection);
  return code;
}
