/* Registers everything with SQLite: the arrays functions[] and modules[], and
** the loops over them. Must not know what a function or a table does. */
#include "register.h"

#include <assert.h>

#include "hub/relation/relations.h"
#include "table/connection.h"
#include "table/effect.h"
#include "table/function/author_count.h"
#include "table/function/config.h"
#include "table/function/help.h"
#include "table/function/keywords.h"
#include "table/function/links_table.h"
#include "table/function/requests.h"
#include "table/function/texts.h"
#include "table/registry.h"
#include "table/relation/module.h"
#include "table/relation/plan.h"
#include "table/rows.h"
#include "table/saved/table.h"
#include "table/version.h"

/* For functions that change a setting or clear the cache: a schema must not
** redirect requests, change what they carry, or delete stored answers. These
** functions are not deterministic, but must be registered as if they were.
** Before 3.50, SQLite applies DIRECTONLY to a call in a CHECK constraint only
** if the function is deterministic (resolve.c, EP_FromDDL). */
enum { SETTING = SQLITE_UTF8 | SQLITE_DIRECTONLY | SQLITE_DETERMINISTIC };

enum { PURE = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

static const struct function functions[] = {
    {"keyword_match", 1, PURE, keyword_can_match_call, "keyword_match(query)",
     "0 where a keyword query can match no text, such as NOT agents, else 1",
     "SELECT keyword_match('NOT agents')"},
    {"keyword_match", 2, PURE, keyword_match_call, "keyword_match(text, query)",
     "1 where a text is what a keyword query asks for, else 0",
     "SELECT keyword_match('Graph networks', 'graph NOT tree')"},
    {"keyword_match", 3, PURE, keyword_match_call,
     "keyword_match(text, query, tokenizer)",
     "the same with a tokenizer of FTS5's",
     "SELECT keyword_match('Graph networks', 'graph*', 'unicode61')"},
    {"keyword_score", 2, PURE, keyword_score_call, "keyword_score(text, query)",
     "how well a text answers a keyword query, to rank by",
     "SELECT keyword_score('Graph networks', 'graph OR tree')"},
    {"keyword_score", 3, PURE, keyword_score_call,
     "keyword_score(text, query, tokenizer)",
     "the same with a tokenizer of FTS5's",
     "SELECT keyword_score('Graph networks', 'gra', 'trigram')"},
    {"keyword_highlight", 4, PURE, keyword_highlight_call,
     "keyword_highlight(text, query, open, close)",
     "a text with each match of a keyword query between two marks",
     "SELECT keyword_highlight('Graph networks', 'network', '[', ']')"},
    {"keyword_highlight", 5, PURE, keyword_highlight_call,
     "keyword_highlight(text, query, open, close, tokenizer)",
     "the same with a tokenizer of FTS5's",
     "SELECT keyword_highlight('Graphs', 'gra', '[', ']', 'trigram')"},
    {"keyword_snippet", 6, PURE, keyword_snippet_call,
     "keyword_snippet(text, query, open, close, ellipsis, tokens)",
     "the stretch of a text that says most about a keyword query",
     "SELECT keyword_snippet('On graphs and trees', 'tree', '[', ']', '...', "
     "2)"},
    {"keyword_snippet", 7, PURE, keyword_snippet_call,
     "keyword_snippet(text, query, open, close, ellipsis, tokens, tokenizer)",
     "the same with a tokenizer of FTS5's",
     "SELECT keyword_snippet('On graphs and trees', 'trees', '[', ']', '...', "
     "2, 'ascii')"},
    {"papers_version", 0, PURE, version_call, "papers_version()",
     "the version of this extension and of what it stands on",
     "SELECT papers_version()"},
    {"papers_config", 1, SQLITE_UTF8, config_read_call, "papers_config(name)",
     "the value of a setting", "SELECT papers_config('timeout')"},
    {"papers_config", 2, SETTING, config_write_call,
     "papers_config(name, value)",
     "sets a setting for this connection; NULL: back to what loading had",
     "SELECT papers_config('timeout', 60)"},
    {"papers_cache_clear", 0, SETTING, cache_clear_call, "papers_cache_clear()",
     "empties the cache; returns how many answers it had",
     "SELECT papers_cache_clear()"},
    {"author_count", 1, PURE, author_count_call, "author_count(authors)",
     "how many authors a list of them names",
     "SELECT author_count('Ada Byron, Li Wei and Bo Berg')"},
    {"arxiv_id", 1, PURE, arxiv_id_call, "arxiv_id(text)",
     "the arXiv id that a text is or names, without version",
     "SELECT arxiv_id('https://arxiv.org/abs/2601.10001v2')"},
    {"repo_link", 1, PURE, repo_link_call, "repo_link(text)",
     "the code repository of a text, in its canonical form",
     "SELECT repo_link('Our code: github.com/ann/tool.')"},
};

static const struct {
  struct module module; /* without its surface */
  const struct surface *surface;
} modules[] = {
    {{.name = "papers_parse",
      .methods = &saved_module,
      .help = "a saved listing in a value",
      .example = "SELECT id FROM papers_parse('[{\"id\":\"2601.10001\"}]')"},
     &saved_parse_surface},
    {{.name = "papers_read",
      .methods = &saved_module,
      .help = "a saved listing in a file",
      .example = "SELECT title FROM papers_read('page.txt', 2026)"},
     &saved_read_surface},
    {{.name = "repo_links",
      .methods = &links_module,
      .help = "every link of a text, one row each",
      .example = "SELECT url, kind FROM repo_links('See hf.co/ann/tool.')"},
     &links_surface},
};

static const struct rows_source *const small_tables[] = {
    &papers_help_rows,
    &papers_config_rows,
    &papers_requests_rows,
    NULL,
};

/* The tables are numbered in this order: relations, small tables, others. */
static bool find_module(size_t number, struct module *module) {
  const struct relation *const *relation = relations;
  const struct rows_source *const *small = small_tables;
  for (; *relation; relation++) {
    if (number-- > 0) continue;
    *module =
        (struct module){(*relation)->name, &relation_module, (*relation)->help,
                        (*relation)->example, plan_surface(*relation)};
    return true;
  }
  for (; *small; small++) {
    if (number-- > 0) continue;
    *module = (struct module){(*small)->name, &rows_module, (*small)->help,
                              (*small)->example, (*small)->surface};
    return true;
  }
  if (number >= sizeof modules / sizeof modules[0]) return false;
  *module = modules[number].module;
  module->surface = *modules[number].surface;
  return true;
}

static const struct registry registry = {
    .functions = functions,
    .function_count = sizeof functions / sizeof functions[0],
    .small_tables = small_tables,
    .find_module = find_module,
};

/* If a registration fails, SQLite calls the destructor itself, here and for
** modules. */
static int register_functions(struct connection *connection) {
  int code = SQLITE_OK;
  for (size_t i = 0; i < registry.function_count && code == SQLITE_OK; i++) {
    const struct function *row = &functions[i];
    assert(effect_has(row->name) == (row->flags == SETTING) ||
           row->flags == SQLITE_UTF8);
    code = sqlite3_create_function_v2(
        connection->db, row->name, row->arguments, row->flags,
        connection_hold(connection), row->call, NULL, NULL, connection_release);
  }
  return code;
}

static int register_modules(struct connection *connection) {
  struct module module;
  int code = SQLITE_OK;
  for (size_t i = 0; code == SQLITE_OK && find_module(i, &module); i++) {
    code = sqlite3_create_module_v2(connection->db, module.name, module.methods,
                                    connection_hold(connection),
                                    connection_release);
  }
  return code;
}

int register_all(sqlite3 *db) {
  if (connection_is_listed(db)) return SQLITE_OK;
  struct connection *connection = connection_new(db);
  if (!connection) return SQLITE_NOMEM;
  connection->is_late = effect_is_late(db);
  connection->registry = &registry;
  int code = register_functions(connection);
  if (code == SQLITE_OK) code = register_modules(connection);
  if (code == SQLITE_OK) connection_list(connection);
  connection_release(connection);
  return code;
}
