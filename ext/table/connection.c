#include "table/connection.h"

#include <pthread.h>
#include <stdlib.h>

#include "table/schema.h"
#include "table/version.h"

/* The connections of this process that have the extension. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct connection *first;

struct connection *connection_new(sqlite3 *db) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection) return NULL;
  connection->db = db;
  connection->is_late = schema_is_read(db);
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

void connection_list(struct connection *connection) {
  pthread_mutex_lock(&lock);
  connection->next = first;
  first = connection;
  pthread_mutex_unlock(&lock);
}

static void unlist(const struct connection *connection) {
  pthread_mutex_lock(&lock);
  struct connection **link = &first;
  while (*link && *link != connection) {
    link = &(*link)->next;
  }
  if (*link) *link = connection->next;
  pthread_mutex_unlock(&lock);
}

bool connection_is_listed(const sqlite3 *db) {
  pthread_mutex_lock(&lock);
  const struct connection *at = first;
  while (at && at->db != db) {
    at = at->next;
  }
  pthread_mutex_unlock(&lock);
  return at != NULL;
}

void connection_release(void *held) {
  struct connection *connection = held;
  if (!connection || --connection->holders > 0) return;
  unlist(connection);
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
