/* What one SQLite connection has of this extension, shared by its modules and
** functions: a counted object, given back with the last of them. Two
** connections share nothing.
**
** The process has a list of them, because there is no other way to find out
** whether a connection has the extension: a statement that calls one of its
** functions may fail for other reasons, and leaves its error on the connection;
** SQLite has keeping of client data only from 3.44 on. */
#ifndef PAPERS_TABLE_CONNECTION_H
#define PAPERS_TABLE_CONNECTION_H

#include "net/answer/answers.h"
#include "table/settings/settings.h"
#include "table/sqlite.h"

struct statement;

/* The part of a plan that its text (idxStr) does not show. */
struct plan_details {
  uint64_t used;     /* SQLite's colUsed */
  uint32_t literals; /* the arguments whose values the SQL text holds, by bit */
};

/* Plans with more different details than this are told to read every column,
** which costs time and changes nothing. */
enum { CONNECTION_PLANS = 1024 };

struct connection {
  sqlite3 *db;
  int holders;
  bool is_late; /* a schema was read before the extension was loaded */
  struct settings settings;
  struct net *net; /* NULL before the first request */
  struct statement
      *statements;            /* that are running (table/relation/statement) */
  struct plan_details *plans; /* none is ever changed; NULL: none yet */
  int plan_count;
  void *fts5; /* the host's FTS5: table/function/tokenizer.c finds it */
  struct connection *next; /* in the list */
};

/* A new one, held once. NULL when there is no memory. */
struct connection *connection_new(sqlite3 *db);

/* One holder more; returns its argument. */
struct connection *connection_hold(struct connection *connection);

/* Puts it on the list: from now on the connection has everything. The last
** holder takes it off, which SQLite's destructors are before the memory of a
** closed connection can be another one's. */
void connection_list(struct connection *connection);

/* Whether a connection that is on the list has this handle. */
bool connection_is_listed(const sqlite3 *db);

/* One holder less; with the last one everything is given back. Has the shape
** of SQLite's destructors. Harmless for NULL. */
void connection_release(void *connection);

/* The connection's way to the service, with its settings checked; made at the
** first call. NULL with the error set when a setting forbids to ask or there
** is no memory. */
struct net *connection_net(struct connection *connection, struct error *error);

/* A number for the details, the same one for the same; 0 where there is no
** room for them. */
int connection_note_plan(struct connection *connection,
                         struct plan_details details);

/* The details of a number; every column and no literal for 0. */
struct plan_details connection_plan(const struct connection *connection,
                                    int number);

/* Whether texts are UTF-8 in the connection's databases. */
bool connection_is_utf8(const struct connection *connection);

#endif
