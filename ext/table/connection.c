#include "table/connection.h"

#include <stdio.h>
#include <stdlib.h>

#include "table/version.h"

struct connection *connection_new(sqlite3 *db) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection) return NULL;
  connection->db = db;
  connection_hold(connection);
  char agent[200];
  snprintf(agent, sizeof agent, "papers/%s; sqlite/%s", PAPERS_VERSION,
           sqlite3_libversion());
  if (settings_init(&connection->settings, agent)) return connection;
  connection_release(connection);
  return NULL;
}

struct connection *connection_hold(struct connection *connection) {
  connection->holders++;
  return connection;
}

void connection_release(void *held) {
  struct connection *connection = held;
  if (!connection || --connection->holders > 0) return;
  settings_clear(&connection->settings);
  free(connection);
}
