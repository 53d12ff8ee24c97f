/* The values of one row, by column number. The decoder of API answers and the
** reader of saved pages both make such rows. All texts of a row lie in one
** buffer, which the next row uses again. A value is present only after it was
** set; absent is neither the empty text nor 0. */
#ifndef PAPERS_HUB_VALUES_H
#define PAPERS_HUB_VALUES_H

#include <stdint.h>

#include "base/buffer.h"

/* No relation has more columns, including those that SQL does not show. */
enum { FIELDS_MAX = 40 };

/* In place of a column's number: there is none. */
enum { NO_FIELD = -1 };

/* A set of columns: bit n is column n. */
typedef uint64_t field_set;
#define FIELD_BIT(column) ((field_set)1 << (column))
#define FIELD_ALL (FIELD_BIT(FIELDS_MAX) - 1)

/* The first column of a set, which must not be empty. */
static inline int values_first(field_set set) {
  return __builtin_ctzll(set);
}

/* A larger entry of a listing is an error. */
enum { ENTRY_MAX_BYTES = 16 * 1024 * 1024 };

struct values {
  struct buffer store;
  union {
    int64_t number;
    struct {
      uint32_t start, length; /* in the store; its cap fits 32 bits */
    } text;
  } at[FIELDS_MAX];
  field_set present;
  int array; /* which of the relation's arrays the row stands in, from 0 */
};

void values_init(struct values *values);
void values_clear(struct values *values);

/* Empties them for the next row and keeps the memory. */
void values_reset(struct values *values);

/* Copies the text into the store; "no value" leaves it absent. The text must
** not lie in this store, which may move. values->store keeps a failure: check
** it once, when the row is complete. */
void values_set_text(struct values *values, int column, struct slice text);

/* The same for a text that the caller has just appended to values->store. It
** goes from byte `start` to the end of the store. */
void values_set_stored(struct values *values, int column, size_t start);

void values_set_number(struct values *values, int column, int64_t number);

bool values_has(const struct values *values, int column);

/* "No value" when absent. Valid until a value is set. */
struct slice values_text(const struct values *values, int column);

/* 0 when absent; values_has tells that from a value of 0. */
int64_t values_number(const struct values *values, int column);

#endif
