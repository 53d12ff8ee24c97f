/* Holds rows of a record and completes rows of lists. Must not know where a
** list comes from. */
#include "table/relation/held.h"

#include <assert.h>

void held_init(struct held *held) {
  *held = (struct held){0};
  values_init(&held->values);
}

void held_clear(struct held *held) {
  kept_free(held->rows);
  values_clear(&held->values);
  held_init(held);
}

bool held_add(struct held *held, const struct relation *relation,
              const struct row *row, struct error *error) {
  if (!held->rows) held->rows = kept_new(relation, FIELD_ALL, error);
  return held->rows && kept_add(held->rows, row, error);
}

/* The held row with the rowid; NULL: there is none. */
static const struct row *find_row(struct held *held, const struct row *row) {
  struct kept *rows = held->rows;
  if (!rows || !rows->relation->name_of_row) return NULL;
  int name = rows->relation->name_of_row;
  if (!values_has(row->values, name)) return NULL;
  struct cell cell = column_cell(rows->relation, name, row);
  rows->is_whole = true;
  for (size_t at = 0; (at = kept_find(rows, name, &cell, at)) < rows->count;
       at++) {
    const struct row *found = kept_row(rows, at);
    if (found->rowid == row->rowid) return found;
  }
  return NULL;
}

/* Copies the values of those columns. */
static void copy_values(const struct relation *relation, struct values *to,
                        const struct values *from, field_set columns) {
  for (field_set rest = columns; rest; rest &= rest - 1) {
    int column = values_first(rest);
    if (column_is_number(&relation->columns[column])) {
      values_set_number(to, column, values_number(from, column));
    } else {
      values_set_text(to, column, values_text(from, column));
    }
  }
}

bool held_complete(struct held *held, const struct relation *relation,
                   struct row *row, int64_t place, struct error *error) {
  const struct row *record_row = find_row(held, row);
  const struct values *own = row->values;
  assert(own != &held->values);
  values_reset(&held->values);
  held->values.array = own->array;
  copy_values(relation, &held->values, own, own->present);
  if (record_row) {
    copy_values(relation, &held->values, record_row->values,
                record_row->values->present & ~own->present);
  }
  values_set_number(&held->values, relation->position, place);
  row->values = &held->values;
  return buffer_check(&held->values.store, error);
}

bool held_take(struct held *held, int array, struct row *row) {
  while (held->rows && held->next < held->rows->count) {
    *row = *kept_row(held->rows, held->next++);
    if (row->values->array == array) return true;
  }
  return false;
}

void held_rewind(struct held *held) {
  held->next = 0;
}
