#include "table/connection.h"

#include <stdlib.h>

struct connection *connection_new(sqlite3 *db) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection) return NULL;
  connection->db = db;
  return connection_hold(connection);
}

struct connection *connection_hold(struct connection *connection) {
  connection->holders++;
  return connection;
}

void connection_release(void *held) {
  struct connection *connection = held;
  if (!connection || --connection->holders > 0) return;
  free(connection);
}
