/* Registers everything with SQLite: the arrays functions[] and modules[], and
** the loops over them. Must not know what a function or a table does. */
#include "register.h"

#include <assert.h>

#include "hub/relation/relations.h"
#include "table/connection.h"
#include "table/effect.h"
#include "table/function/author_count.h"
#include "table/function/config.h"
#include "table/function/keywords.h"
#include "table/function/links_table.h"
#include "table/function/requests.h"
#include "table/function/texts.h"
#include "table/relation/module.h"
#include "table/saved/table.h"
#include "table/version.h"

/* For functions that change a setting or clear the cache: a schema must not
** redirect requests, change what they carry, or delete stored answers. These
** functions are not deterministic, but must be registered as if they were.
** Before 3.50, SQLite applies DIRECTONLY to a call in a CHECK constraint only
** if the function is deterministic (resolve.c, EP_FromDDL). */
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

const struct module modules[] = {
    {"papers_parse", &papers_parse_module, "a saved listing in a value"},
    {"papers_read", &papers_read_module, "a saved listing in a file"},
    {"repo_links", &links_module, "every link of a text, one row each"},
};

const size_t module_count = sizeof modules / sizeof modules[0];

const struct rows_source *const small_tables[] = {
    &papers_config_rows,
    &papers_requests_rows,
    NULL,
};

/* If a registration fails, SQLite calls the destructor itself, here and in
** register_module(). */
static int register_functions(struct connection *connection) {
  int code = SQLITE_OK;
  for (size_t i = 0; i < function_count && code == SQLITE_OK; i++) {
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
  const struct rows_source *const *small = small_tables;
  int code = SQLITE_OK;
  for (; *relation && code == SQLITE_OK; relation++) {
    code = register_module(connection, (*relation)->name, &relation_module);
  }
  for (; *small && code == SQLITE_OK; small++) {
    code = register_module(connection, (*small)->name, &rows_module);
  }
  for (size_t i = 0; i < module_count && code == SQLITE_OK; i++) {
    code = register_module(connection, modules[i].name, modules[i].methods);
  }
  return code;
}

int register_all(sqlite3 *db) {
  if (connection_is_listed(db)) return SQLITE_OK;
  struct connection *connection = connection_new(db);
  if (!connection) return SQLITE_NOMEM;
  connection->is_late = effect_is_late(db);
  connection->small_tables = small_tables;
  int code = register_functions(connection);
  if (code == SQLITE_OK) code = register_modules(connection);
  if (code == SQLITE_OK) connection_list(connection);
  connection_release(connection);
  return code;
}
