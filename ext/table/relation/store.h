/* The listings that one statement has read: how often, and the rows of those
** that it read again. A statement that goes over the same listings many times
** (an inner loop, a correlated sub-query) decodes them twice, not each time.
** The rows take a bounded amount of memory; a listing that does not fit is
** decoded every time. */
#ifndef PAPERS_TABLE_RELATION_STORE_H
#define PAPERS_TABLE_RELATION_STORE_H

#include "hub/sources.h"
#include "table/relation/kept.h"

/* The rows of one statement take no more bytes than this. */
enum { STORE_MAX_BYTES = 32 * 1024 * 1024 };

struct stored_listing {
  const struct relation *relation;
  struct ask ask;   /* its text is owned */
  unsigned changes; /* of the settings, when it was asked for */
  int scans;        /* how often it was begun */
  field_set wanted; /* stored values, by any of them */
  bool is_too_large;
  struct kept *kept; /* every set of rows, the last first; NULL: none */
  struct stored_listing *next;
};

enum { STORE_SHELVES = 256 };

struct store {
  struct stored_listing *shelves[STORE_SHELVES];
  size_t bytes;
};

/* An empty store is all zeros. */
void store_clear(struct store *store);

/* What is known of a listing; made where nothing is. NULL when there is no
** memory: then nothing of it can be kept. */
struct stored_listing *store_listing(struct store *store, const struct ask *ask,
                                     const struct relation *relation,
                                     unsigned changes);

/* Its rows with at least the wanted values; NULL: there are none. */
struct kept *stored_rows(const struct stored_listing *stored, field_set wanted);

/* Whether rows of so many bytes may be kept beside the others. */
bool store_has_room(const struct store *store, size_t bytes);

/* Takes over the rows, which are whole. */
void store_keep(struct store *store, struct stored_listing *stored,
                struct kept *kept);

#endif
