/* The rows of one listing in memory: to be read again, sorted, or found by the
** value of a column.
**
** A statement may read the same listings many times (an inner loop, a
** correlated subquery). The second time that it decodes a listing, it
** stores the rows. They take a bounded amount of memory. A listing that does
** not fit is decoded every time. */
#ifndef PAPERS_TABLE_RELATION_KEPT_H
#define PAPERS_TABLE_RELATION_KEPT_H

#include "hub/sources.h"
#include "table/relation/plan.h"

struct kept_place {
  struct kept_row *row;
};

struct kept {
  const struct relation *relation;
  struct kept_place *places; /* in the listing's order */
  size_t count, capacity;
  size_t bytes;     /* of memory, approximately */
  field_set wanted; /* the stored values that the rows have */
  bool is_whole;    /* has all rows of the listing; no more may be added */
  struct kept_index *indexes;
  struct kept *next; /* in the list of its owner */
};

/* No rows yet. NULL, with the error set, when there is no memory. */
struct kept *kept_new(const struct relation *relation, field_set wanted,
                      struct error *error);

/* Harmless for NULL. */
void kept_free(struct kept *kept);

/* Adds a copy of the row at the end. False, with the error set, when there is
** no memory. */
bool kept_add(struct kept *kept, const struct row *row, struct error *error);

/* The row at a place, which is below kept->count. */
const struct row *kept_row(const struct kept *kept, size_t place);

/* The first place from `place` on whose row has the value in the column;
** kept->count if there is none. If there is no memory for an index, returns
** `place`: the caller must compare the row itself. The rows must be whole. */
size_t kept_find(struct kept *kept, int column, const struct cell *cell,
                 size_t place);

/* The places, sorted by the terms; equal rows stay in their order. The caller
** frees the array. NULL, with the error set, when there is no memory. */
size_t *kept_sort(const struct kept *kept, const struct plan_term *terms,
                  int count, struct error *error);

/* The kept rows of one statement take at most so many bytes. */
enum { STORE_MAX_BYTES = 32 * 1024 * 1024 };

/* What a statement keeps of one listing. */
struct stored_listing {
  const struct relation *relation;
  struct hub_page page; /* its text is owned */
  unsigned changes;     /* settings.changes when it was first read */
  int scans;            /* how often the statement began to read it */
  field_set wanted;     /* the stored values that any of these scans read */
  bool is_too_large;    /* its rows cannot be kept */
  struct kept *kept;    /* the rows, once for each set of values; may be NULL */
  struct stored_listing *next;
};

enum { STORE_BUCKETS = 256 };

/* What a statement keeps of all listings: a hash table. */
struct store {
  struct stored_listing *buckets[STORE_BUCKETS];
  size_t bytes;
};

/* An empty store is all zeros. */
void store_clear(struct store *store);

/* Finds or adds a listing. NULL when there is no memory: then its rows cannot
** be kept. */
struct stored_listing *store_listing(struct store *store,
                                     const struct hub_page *page,
                                     const struct relation *relation,
                                     unsigned changes);

/* The rows of a listing if they were kept with the wanted values, else NULL. */
struct kept *stored_rows(const struct stored_listing *stored, field_set wanted);

/* Whether rows of so many bytes may be kept in addition to the others. */
bool store_has_room(const struct store *store, size_t bytes);

/* Adds the rows of a listing, which must be whole. The store owns them then. */
void store_keep(struct store *store, struct stored_listing *stored,
                struct kept *kept);

#endif
