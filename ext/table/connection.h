/* The state of the extension on one SQLite connection. Its modules, tables and
** functions share it. It counts its holders, and the last one frees it. Two
** connections share nothing.
**
** The process keeps a list of these objects: it tells whether a connection has
** the extension already. SQLite offers sqlite3_set_clientdata() only from 3.44
** on, and a trial call of one of the functions could fail for other reasons and
** would leave its error on the connection. */
#ifndef PAPERS_TABLE_CONNECTION_H
#define PAPERS_TABLE_CONNECTION_H

#include "net/answer/answers.h"
#include "table/settings/settings.h"
#include "table/sqlite.h"

struct registry;
struct statement;

/* The part of a plan that its text (idxStr) does not show. */
struct plan_details {
  uint64_t used;     /* SQLite's colUsed */
  uint32_t literals; /* the arguments whose values the SQL text holds, by bit */
};

/* So many different details are kept. Further plans read every column, which
** takes more time and gives the same rows. */
enum { CONNECTION_PLANS = 1024 };

struct connection {
  sqlite3 *db;
  int holders;
  bool is_late; /* a schema was read before the extension was loaded */
  struct settings settings;
  struct net *net;                 /* NULL before the first request */
  const struct registry *registry; /* what is registered on it */
  struct statement *statements;    /* running ones (table/relation/statement) */
  struct plan_details *plans;      /* never changed once written; NULL: no plan
                                   ** was noted yet */
  int plan_count;
  void *fts5; /* the host's fts5_api; NULL until table/function/tokenizer.c
              ** has found it */
  struct connection *next; /* in the list */
};

/* A new one with one holder. NULL when there is no memory. */
struct connection *connection_new(sqlite3 *db);

/* Adds a holder. Returns its argument. */
struct connection *connection_hold(struct connection *connection);

/* Adds it to the list, when everything is registered on the connection. It is
** removed when the last holder releases it. SQLite calls the destructors that
** do so before it frees the connection's memory, so a new connection at the
** same address is never taken for this one. */
void connection_list(struct connection *connection);

/* Whether the list has a connection with this handle. */
bool connection_is_listed(const sqlite3 *db);

/* Removes a holder; the last one frees everything. Can be given to SQLite as a
** destructor. Harmless for NULL. */
void connection_release(void *connection);

/* The connection's access to the network and the cache, made at the first
** call; the settings are checked each time. NULL, with the error set, when a
** setting is not valid or there is no memory. */
struct net *connection_net(struct connection *connection, struct error *error);

/* Stores the details and returns their number; equal details have one number.
** 0 if there is no room for them. */
int connection_note_plan(struct connection *connection,
                         struct plan_details details);

/* The details with a number; for 0, those that read every column and have no
** literal. */
struct plan_details connection_plan(const struct connection *connection,
                                    int number);

/* Whether texts are UTF-8 in the connection's databases. */
bool connection_is_utf8(const struct connection *connection);

#endif
