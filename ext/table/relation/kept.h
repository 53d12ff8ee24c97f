/* The rows of one listing, kept in memory: to be gone through again, sorted,
** or found by the value of a column.
**
** A statement that goes over the same listings many times (an inner loop, a
** correlated sub-query) decodes them twice, not each time: it stores what it
** knows of each listing. The rows take a bounded amount of memory; a listing
** that does not fit is decoded every time. */
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
  size_t bytes;     /* of memory, about */
  field_set wanted; /* stored values that the rows have */
  bool is_whole;    /* all rows of the listing are here */
  struct kept_index *indexes;
  struct kept *next; /* for its owner */
};

/* An empty one. NULL, with the error set, when there is no memory. */
struct kept *kept_new(const struct relation *relation, field_set wanted,
                      struct error *error);

/* Harmless for NULL. */
void kept_free(struct kept *kept);

/* Copies the row to the end. False, with the error set, without memory. */
bool kept_add(struct kept *kept, const struct row *row, struct error *error);

/* The row at a place, which is below kept->count. */
const struct row *kept_row(const struct kept *kept, size_t place);

/* The first place from `place` on whose row has the value in the column;
** kept->count if there is none, and where there is no memory for an index the
** place itself. Only for one that is whole. */
size_t kept_find(struct kept *kept, int column, const struct cell *cell,
                 size_t place);

/* The places in the order of the terms, rows that are equal in all of them as
** they come; to be freed. NULL, with the error set, without memory. */
size_t *kept_sort(const struct kept *kept, const struct plan_term *terms,
                  int count, struct error *error);

/* The rows of one statement take no more bytes than this. */
enum { STORE_MAX_BYTES = 32 * 1024 * 1024 };

struct stored_listing {
  const struct relation *relation;
  struct hub_page page; /* its text is owned */
  unsigned changes;     /* of the settings, when it was asked for */
  int scans;            /* how often it was begun */
  field_set wanted;     /* stored values, by any of them */
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
struct stored_listing *store_listing(struct store *store,
                                     const struct hub_page *page,
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
