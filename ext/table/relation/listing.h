/* The rows of one listing (or one record, search, trending list), read from
** its answers, page after page. */
#ifndef PAPERS_TABLE_RELATION_LISTING_H
#define PAPERS_TABLE_RELATION_LISTING_H

#include "base/number_set.h"
#include "table/columns.h"
#include "table/relation/requester.h"
#include "table/relation/decoding.h"

struct listing {
  const struct relation *relation;
  struct hub_page page;  /* for the page that is being read */
  struct answer *answer; /* to it; the statement's; NULL: nothing is read */
  field_set wanted;
  struct decoding decoding;
  struct number_set seen; /* rowids */
  int64_t place;          /* of the last row, from 1 */
  bool has_next;          /* the page is over, and another follows */
  bool pauses;            /* before the next page is asked for, once */
  char day[DAY_TEXT_SIZE];
};

enum listing_event {
  LISTING_ROW,
  LISTING_PAUSES, /* a page is over, and others follow */
  LISTING_ENDS,
  LISTING_REFUSED, /* with the error set; listing->answer says the status */
  LISTING_FAILS    /* with the error set, which names what was asked for */
};

/* Nothing is read. Takes no memory. */
void listing_init(struct listing *listing);
void listing_clear(struct listing *listing);

/* Begins with the answer to `ask`, in place of another. False, with the error
** set, when there is no memory. */
bool listing_begin(struct listing *listing, const struct hub_page *page,
                   struct answer *answer, const struct relation *relation,
                   field_set wanted, struct error *error);

/* The next row, valid until the next call, waiting for bytes if need be. A
** paper comes once, also where it moved from one page to the next or an answer
** had to begin again. */
enum listing_event listing_next(struct listing *listing,
                                const struct requester *requester,
                                const struct net_host *host, struct row *row,
                                struct error *error);

#endif
