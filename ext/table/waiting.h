/* What happens while a statement waits for the network: the host can stop it,
** and a terminal shows how far it is.
**
** To find out whether to stop, a small statement is run on the same connection.
** While an interrupt is pending, it returns SQLITE_INTERRUPT, on every version
** of SQLite. It also runs a few thousand steps of the virtual machine, so that
** SQLite calls the host's progress handler, with which hosts build their time
** limits. A handler with a larger interval is called a little later. */
#ifndef PAPERS_TABLE_WAITING_H
#define PAPERS_TABLE_WAITING_H

#include "net/host.h"
#include "table/connection.h"

struct waiting {
  struct connection *connection; /* not held */
  unsigned checks;               /* how often the statement was run */
  bool cannot_check; /* the statement cannot be prepared, now or later */
  char line[80];     /* what the terminal shows; "": nothing */
};

/* The struct must not be moved while a struct net_host points at it. */
void waiting_init(struct waiting *waiting, struct connection *connection);

/* Erases the line on the terminal. Harmless twice. */
void waiting_clear(struct waiting *waiting);

/* The callbacks for the calls of net/ that may wait. */
struct net_host waiting_host(struct waiting *waiting);

#endif
