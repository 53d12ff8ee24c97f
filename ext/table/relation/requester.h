/* Makes the requests of a scan: joins the path of a page with the connection's
** endpoint, and adds to an error which page it is about. */
#ifndef PAPERS_TABLE_RELATION_REQUESTER_H
#define PAPERS_TABLE_RELATION_REQUESTER_H

#include "hub/sources.h"
#include "table/relation/statement.h"

struct requester {
  const struct relation *relation;
  struct connection *connection;
  struct statement *statement; /* whose answers are shared */
  double max_age;              /* seconds; negative: the source's own */
  bool outline_does;           /* of a day's listing, for all rows */
  bool reads_all; /* probably all rows will be read: no LIMIT is known and no
                      ** scan was left, or a listing was read to its end */
  int64_t not_before; /* Unix seconds: when the page before came from the
                      ** service; 0: this is the first page */
};

/* The answer to a page, which belongs to the statement. Starts a request if
** necessary; does not wait. NULL, with the error set, when answers_fetch fails;
** the error names the page. */
struct answer *requester_fetch(const struct requester *requester,
                               const struct hub_page *page,
                               struct error *error);

/* What the statement keeps of the listing, as long as no setting changes. NULL
** when there is no memory. */
struct stored_listing *requester_stored(const struct requester *requester,
                                        const struct hub_page *page);

/* Adds to the error which page it is about, and its URL; where a statement that
** writes has failed, that it wrote nothing. An error that does not
** depend on the page (no memory, interrupted) stays as it is. */
void requester_name_error(const struct requester *requester,
                          const struct hub_page *page, struct error *error);

/* The newest day that has a listing, according to the service, not to the
** clock. Reads the undated listing, once for each statement, and waits for it.
** If that is empty, *newest is a day before all listings. False with the error
** set. */
bool requester_newest(const struct requester *requester,
                      const struct net_host *host, int *newest,
                      struct error *error);

#endif
