/* Asking the service for something of a listing: where the paths of the
** listings meet the connection's endpoint, and where an error is told what it
** was about. */
#ifndef PAPERS_TABLE_RELATION_REQUESTER_H
#define PAPERS_TABLE_RELATION_REQUESTER_H

#include "hub/sources.h"
#include "table/relation/statement.h"

struct requester {
  const struct relation *relation;
  struct connection *connection;
  struct statement *statement; /* whose answers are shared */
  double max_age;              /* seconds; negative: not said */
  int64_t not_before;          /* when the page before came; 0: none did */
};

/* The answer to it, which belongs to the statement. Does not wait. NULL with
** the error set, which names what was asked, as answers_fetch says. */
struct answer *requester_fetch(const struct requester *requester,
                               const struct hub_page *page,
                               struct error *error);

/* What the statement knows of the listing under the settings as they are now.
** NULL when there is no memory. */
struct stored_listing *requester_stored(const struct requester *requester,
                                        const struct hub_page *page);

/* Says in the error what was asked and where. One that has nothing to do with
** it, want of memory or an interruption, stays as it is. */
void requester_name_error(const struct requester *requester,
                          const struct hub_page *page, struct error *error);

/* The newest day that has a listing; the service says it, not the clock. Reads
** the undated listing, once for a statement, and waits for it. A day before
** every listing when that is empty. False with the error set. */
bool requester_newest(const struct requester *requester,
                      const struct net_host *host, int *newest,
                      struct error *error);

#endif
