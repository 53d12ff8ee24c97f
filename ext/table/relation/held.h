/* The rows of a record whose arrays are not whole. They are held back until the
** lists that have all rows are read. Then each row of a list gets from the
** record what the list does not say, and rows that no list has come at its
** end. */
#ifndef PAPERS_TABLE_RELATION_HELD_H
#define PAPERS_TABLE_RELATION_HELD_H

#include "table/relation/kept.h"

struct held {
  struct kept *rows;    /* of all arrays that are not whole; NULL: none */
  size_t next;          /* the first that was not looked at for held_take */
  struct values values; /* of the row that was completed last */
};

/* Holds no row. Allocates nothing. */
void held_init(struct held *held);
void held_clear(struct held *held);

/* Holds a copy of the row. False, with the error set, when there is no
** memory. */
bool held_add(struct held *held, const struct relation *relation,
              const struct row *row, struct error *error);

/* Gives a row of a list its place in the list and, from the row that is held
** with the same rowid, the values that it lacks. Its values belong to `held`
** then, until the next call. False, with the error set, when there is no
** memory. */
bool held_complete(struct held *held, const struct relation *relation,
                   struct row *row, int64_t place, struct error *error);

/* Takes the next row of the array, in the order of the record; false after the
** last. The row stays held. */
bool held_take(struct held *held, int array, struct row *row);

/* Begins again with the first row for held_take. */
void held_rewind(struct held *held);

#endif
