/* The rows of one listing, record, search or trending list, decoded from its
** answers page by page. Where a record says that it does not have all rows of
** an array, the pages of the list that has them are read behind it. */
#ifndef PAPERS_TABLE_RELATION_LISTING_H
#define PAPERS_TABLE_RELATION_LISTING_H

#include "base/number_set.h"
#include "table/columns.h"
#include "table/relation/requester.h"
#include "table/relation/decoding.h"
#include "table/relation/held.h"

struct listing {
  const struct relation *relation;
  struct hub_page page;  /* the page that is being read */
  struct answer *answer; /* its answer, not owned; NULL: nothing is read */
  field_set wanted;
  struct decoding decoding;
  struct number_set seen; /* the rowids of the rows so far */
  int64_t place;          /* of the last row in the listing or list, from 1 */
  bool has_next;          /* the page has ended, and another follows */
  bool is_over;           /* the last page has ended */
  bool pauses;            /* return LISTING_PAUSES between two pages */
  char day[DAY_TEXT_SIZE];
  char *url;                /* owned: of the page, where a link led to it */
  struct number_set linked; /* hashes of the URLs of the pages so far */

  unsigned lists; /* by bit: the arrays of which the record lacks rows */
  int array;      /* whose list is read; NO_FIELD: none, or not yet */
  struct held held;
};

enum listing_event {
  LISTING_ROW,
  LISTING_PAUSES,  /* a page has ended, and another follows */
  LISTING_ENDS,    /* there are no more rows */
  LISTING_REFUSED, /* with the error set; listing->answer has the status */
  LISTING_FAILS    /* with the error set, which names the listing */
};

/* Reads nothing yet. Allocates nothing. */
void listing_init(struct listing *listing);
void listing_clear(struct listing *listing);

/* Starts to read a listing from its first page, with the answer to it; leaves
** the listing before. False, with the error set, when there is no memory. */
bool listing_begin(struct listing *listing, const struct hub_page *page,
                   struct answer *answer, const struct relation *relation,
                   field_set wanted, struct error *error);

/* Requests the lists of a record that has come before its rows are due, so that
** the lists of several records run side by side. Waits only if the body has to
** be got again. False, with the error set, when the host says stop. What else
** fails here fails again when it is due. */
bool listing_request_lists(const struct hub_page *page, struct answer *answer,
                           const struct requester *requester,
                           const struct net_host *host, struct error *error);

/* Decodes the next row, which is valid until the next call. Waits for it if
** necessary. Each row comes once, even if its paper moved from one page to the
** next or an answer started again. */
enum listing_event listing_next(struct listing *listing,
                                const struct requester *requester,
                                const struct net_host *host, struct row *row,
                                struct error *error);

#endif
