/* The rows of one listing, kept in memory: to be gone through again, sorted,
** or found by the value of a column. */
#ifndef PAPERS_TABLE_RELATION_KEPT_H
#define PAPERS_TABLE_RELATION_KEPT_H

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

#endif
