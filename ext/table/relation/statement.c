/* Finds out which cursors belong to one statement. Must not know what they
** share it for. */
#include "table/relation/statement.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/hash.h"
#include "table/relation/own_values.h"

struct statement {
  struct connection *connection;
  struct answers *answers; /* NULL before the first request */
  struct store store;
  struct own_values values;
  int newest;
  bool leaves_scans;
  uint64_t key;
  int cursors;
  struct statement *next;
};

/* A key that all cursors of one execution have in common, and those of no other
** execution at the same time. SQLite does not say to which statement a cursor
** belongs. But the statement that opens it is running. So the key is made from
** all running statements, each with the number of times that it was run.
**
** If only one statement is running, the number of runs must be left out,
** because SQLite counts runs of triggers, too. It is not needed: the statement
** closes its cursors when it ends. */
static uint64_t key_of_running(sqlite3 *db) {
  uint64_t key = 0, last = 0;
  int running = 0;
  for (sqlite3_stmt *at = sqlite3_next_stmt(db, NULL); at;
       at = sqlite3_next_stmt(db, at)) {
    if (!sqlite3_stmt_busy(at)) continue;
    int runs = sqlite3_stmt_status(at, SQLITE_STMTSTATUS_RUN, 0);
    uint64_t one = (uint64_t)(uintptr_t)at * 31 + (uint64_t)runs;
    key += hash_number(one);
    last = (uint64_t)(uintptr_t)at;
    running++;
  }
  return running == 1 ? last : key;
}

struct statement *statement_join(struct connection *connection) {
  uint64_t key = key_of_running(connection->db);
  struct statement *statement = connection->statements;
  while (statement && statement->key != key) {
    statement = statement->next;
  }
  if (!statement) {
    statement = calloc(1, sizeof *statement);
    if (!statement) return NULL;
    statement->connection = connection;
    statement->key = key;
    statement->newest = DAY_UNKNOWN;
    own_values_init(&statement->values);
    statement->next = connection->statements;
    connection->statements = statement;
  }
  statement->cursors++;
  return statement;
}

void statement_leave(struct statement *statement) {
  assert(!statement || statement->cursors > 0);
  if (!statement || --statement->cursors > 0) return;
  struct statement **link = &statement->connection->statements;
  while (*link != statement) {
    link = &(*link)->next;
  }
  *link = statement->next;
  store_clear(&statement->store);
  own_values_clear(&statement->values);
  answers_free(statement->answers);
  free(statement);
}

bool statement_writes(const struct statement *statement) {
  sqlite3 *db = statement->connection->db;
  int running = 0, writing = 0;
  for (sqlite3_stmt *at = sqlite3_next_stmt(db, NULL); at;
       at = sqlite3_next_stmt(db, at)) {
    if (!sqlite3_stmt_busy(at)) continue;
    running++;
    writing += !sqlite3_stmt_readonly(at);
  }
  return running == 1 && writing == 1;
}

struct store *statement_store(struct statement *statement) {
  return &statement->store;
}

bool statement_leaves_scans(const struct statement *statement) {
  return statement->leaves_scans;
}

void statement_note_left_scan(struct statement *statement) {
  statement->leaves_scans = true;
}

int *statement_newest(struct statement *statement) {
  return &statement->newest;
}

bool statement_has_value(struct statement *statement, const char *column,
                         sqlite3_value *value) {
  return own_values_have(&statement->values, statement->connection->db, column,
                         value);
}

struct answers *statement_answers(struct statement *statement,
                                  struct error *error) {
  struct net *net = connection_net(statement->connection, error);
  if (!net) return NULL;
  if (!statement->answers) statement->answers = answers_new(net);
  if (!statement->answers) error_no_memory(error);
  return statement->answers;
}
