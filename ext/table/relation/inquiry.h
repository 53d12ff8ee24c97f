/* Asking the service for something of a listing: where the paths of the
** listings meet the connection's endpoint, and where an error is told what it
** was about. */
#ifndef PAPERS_TABLE_RELATION_INQUIRY_H
#define PAPERS_TABLE_RELATION_INQUIRY_H

#include "hub/sources.h"
#include "table/relation/statement.h"

struct inquiry {
  struct connection *connection;
  struct statement *statement; /* whose answers are shared */
  double max_age;              /* seconds; negative: not said */
  int64_t not_before;          /* when the page before came; 0: none did */
};

/* The answer to it, which belongs to the statement. Does not wait. NULL with
** the error set, which names what was asked, as answers_fetch says. */
struct answer *inquiry_ask(const struct inquiry *inquiry, const struct ask *ask,
                           struct error *error);

/* What the statement knows of the listing under the settings as they are now.
** NULL when there is no memory. */
struct stored_listing *inquiry_stored(const struct inquiry *inquiry,
                                      const struct ask *ask);

/* Says in the error what was asked and where. One that has nothing to do with
** it, want of memory or an interruption, stays as it is. */
void inquiry_name_error(const struct inquiry *inquiry, const struct ask *ask,
                        struct error *error);

#endif
