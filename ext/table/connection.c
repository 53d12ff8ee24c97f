#include "table/connection.h"

#include <stdlib.h>

#include "table/version.h"

struct connection *connection_new(sqlite3 *db) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection) return NULL;
  connection->db = db;
  connection_hold(connection);
  char agent[VERSION_SIZE];
  version_user_agent(agent, sizeof agent);
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
  net_free(connection->net);
  settings_clear(&connection->settings);
  free(connection);
}

struct net *connection_net(struct connection *connection, struct error *error) {
  const struct net_settings *settings =
      settings_net(&connection->settings, error);
  if (!settings) return NULL;
  if (!connection->net) connection->net = net_new(settings);
  if (!connection->net) error_no_memory(error);
  return connection->net;
}
