/* The values of one row, whoever read it (the decoder of API answers, the
** reader of saved pages), by the number of their column. Texts lie one after
** another in one store that is used again for the next row. Absent is neither
** empty nor 0: a value is present only after it was set. */
#ifndef PAPERS_HUB_VALUES_H
#define PAPERS_HUB_VALUES_H

#include <stdint.h>

#include "base/buffer.h"

/* No relation has more columns, those counted that SQL does not show. */
enum { FIELDS_MAX = 40 };

/* A set of columns: bit n is column n. */
typedef uint64_t field_set;
#define FIELD_BIT(column) ((field_set)1 << (column))
#define FIELD_ALL (FIELD_BIT(FIELDS_MAX) - 1)

/* The first column of a set that is not empty. */
static inline int values_first(field_set set) {
  return __builtin_ctzll(set);
}

/* No entry of a listing is allowed to be larger than this. */
enum { ENTRY_MAX_BYTES = 16 * 1024 * 1024 };

struct values {
  struct buffer store;
  union {
    int64_t number;
    struct {
      uint32_t start, length; /* in the store, which is no larger */
    } text;
  } at[FIELDS_MAX];
  field_set present;
};

void values_init(struct values *values);
void values_clear(struct values *values);

/* Empties them for the next row, keeping the memory. */
void values_reset(struct values *values);

/* "No value" leaves the text absent. The text must not be one of the store's,
** which may move. A failure to store is recorded in
** values->store, to be checked once when the row is complete. */
void values_set_text(struct values *values, int column, struct slice text);

/* The same for a text that the caller has just appended to values->store: all
** from byte `start` of the store to its end. */
void values_set_stored(struct values *values, int column, size_t start);

void values_set_number(struct values *values, int column, int64_t number);

bool values_has(const struct values *values, int column);

/* "No value" when absent. Valid until the values change. */
struct slice values_text(const struct values *values, int column);

/* 0 when absent: look with values_has first. */
int64_t values_number(const struct values *values, int column);

#endif
