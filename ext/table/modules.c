#include "table/modules.h"

#include "table/config.h"
#include "table/links_table.h"
#include "table/papers.h"
#include "table/requests.h"
#include "table/saved_table.h"

const struct module modules[] = {
    {"papers", &papers_module, "the live listings"},
    {"papers_config", &config_module, "the settings, and what they are for"},
    {"papers_parse", &papers_parse_module, "a saved listing in a value"},
    {"papers_read", &papers_read_module, "a saved listing in a file"},
    {"papers_requests", &requests_module,
     "what this connection asked the network and the cache"},
    {"repo_links", &links_module, "every link of a text, one row each"},
};

const size_t module_count = sizeof modules / sizeof modules[0];

int modules_register(struct connection *connection) {
  int code = SQLITE_OK;
  for (size_t i = 0; i < module_count && code == SQLITE_OK; i++) {
    /* On failure SQLite calls the destructor itself. */
    code = sqlite3_create_module_v2(
        connection->db, modules[i].name, modules[i].methods,
        connection_hold(connection), connection_release);
  }
  return code;
}
