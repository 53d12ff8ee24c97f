/* The state of a connection: its holders, the list of the process, and what is
** kept from one statement to the next. Knows no relation and no function. */
#include "table/connection.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "hub/decode/error_text.h"
#include "table/version.h"

/* The connections of this process that have the extension. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct connection *first_listed;

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

void connection_list(struct connection *connection) {
  pthread_mutex_lock(&lock);
  connection->next = first_listed;
  first_listed = connection;
  pthread_mutex_unlock(&lock);
}

static void remove_from_list(const struct connection *connection) {
  pthread_mutex_lock(&lock);
  struct connection **link = &first_listed;
  while (*link && *link != connection) {
    link = &(*link)->next;
  }
  if (*link) *link = connection->next;
  pthread_mutex_unlock(&lock);
}

bool connection_is_listed(const sqlite3 *db) {
  pthread_mutex_lock(&lock);
  const struct connection *at = first_listed;
  while (at && at->db != db) {
    at = at->next;
  }
  pthread_mutex_unlock(&lock);
  return at != NULL;
}

void connection_release(void *held) {
  struct connection *connection = held;
  assert(!connection || connection->holders > 0);
  if (!connection || --connection->holders > 0) return;
  assert(!connection->statements);
  remove_from_list(connection);
  net_free(connection->net);
  settings_clear(&connection->settings);
  free(connection->plans);
  free(connection);
}

/* Allocates room for all plans at once, so that a stored plan never moves. */
static bool reserve_plan(struct connection *connection) {
  if (!connection->plans) {
    connection->plans = calloc(CONNECTION_PLANS, sizeof *connection->plans);
  }
  return connection->plans && connection->plan_count < CONNECTION_PLANS;
}

int connection_note_plan(struct connection *connection,
                         struct plan_details details) {
  for (int i = 0; i < connection->plan_count; i++) {
    if (connection->plans[i].used == details.used &&
        connection->plans[i].literals == details.literals) {
      return i + 1;
    }
  }
  if (!reserve_plan(connection)) return 0;
  connection->plans[connection->plan_count] = details;
  return ++connection->plan_count;
}

struct plan_details connection_plan(const struct connection *connection,
                                    int number) {
  if (number >= 1 && number <= connection->plan_count) {
    return connection->plans[number - 1];
  }
  return (struct plan_details){.used = UINT64_MAX};
}

bool connection_is_utf8(const struct connection *connection) {
  sqlite3_stmt *row = NULL;
  bool is_utf8 = false;
  sqlite3_prepare_v2(connection->db, "PRAGMA encoding", -1, &row, NULL);
  if (row && sqlite3_step(row) == SQLITE_ROW) {
    is_utf8 =
        slice_is(slice_of((const char *)sqlite3_column_text(row, 0)), "UTF-8");
  }
  sqlite3_finalize(row);
  return is_utf8;
}

struct net *connection_net(struct connection *connection, struct error *error) {
  const struct net_settings *settings =
      settings_net(&connection->settings, error);
  if (!settings) return NULL;
  if (!connection->net) connection->net = net_new(settings, error_text_read);
  if (!connection->net) error_no_memory(error);
  return connection->net;
}
