/* What a scan of ours does while it waits for the network: it lets its host
** say stop, and tells on a terminal how far it is.
**
** Whether to stop is asked by running a small statement on the same connection:
** while an interrupt is pending that returns SQLITE_INTERRUPT, on every version
** of SQLite, and because it runs a few thousand steps of the virtual machine it
** calls the host's progress handler as well, on which hosts build their time
** limits. A handler with a larger interval has its turn a little later. */
#ifndef PAPERS_TABLE_WAITING_H
#define PAPERS_TABLE_WAITING_H

#include "net/host.h"
#include "table/connection.h"

struct waiting {
  struct connection *connection; /* not held */
  unsigned checks;               /* that were asked */
  bool cannot_check; /* they cannot be prepared: there is nobody to ask */
  char line[80];     /* what stands on the terminal; "": nothing */
};

/* The struct must stay where it is. */
void waiting_init(struct waiting *waiting, struct connection *connection);

/* Takes the line off the terminal. Harmless twice. */
void waiting_clear(struct waiting *waiting);

/* To be given to the network with each call that waits. */
struct net_host waiting_host(struct waiting *waiting);

#endif
