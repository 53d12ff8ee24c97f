/* The values of one row: storing them and looking them up. Knows no relation
** and no JSON. */
#include "hub/values.h"

#include <assert.h>

_Static_assert(ENTRY_MAX_BYTES < UINT32_MAX, "a store has 32-bit offsets");
_Static_assert(FIELDS_MAX < 64, "a field_set has a bit for each column");

void values_init(struct values *values) {
  *values = (struct values){0};
  buffer_init(&values->store, ENTRY_MAX_BYTES);
}

void values_clear(struct values *values) {
  buffer_clear(&values->store);
  values->present = 0;
}

void values_reset(struct values *values) {
  buffer_reset(&values->store);
  values->present = 0;
  values->array = 0;
}

void values_set_text(struct values *values, int column, struct slice text) {
  const struct buffer *store = &values->store;
  if (!text.at) return;
  assert(!store->at || text.at < store->at ||
         text.at >= store->at + store->capacity);
  size_t start = store->length;
  buffer_append_slice(&values->store, text);
  values_set_stored(values, column, start);
}

void values_set_stored(struct values *values, int column, size_t start) {
  assert(column >= 0 && column < FIELDS_MAX);
  if (values->store.failed != OK) return;
  values->at[column].text.start = (uint32_t)start;
  values->at[column].text.length = (uint32_t)(values->store.length - start);
  values->present |= FIELD_BIT(column);
}

void values_set_number(struct values *values, int column, int64_t number) {
  assert(column >= 0 && column < FIELDS_MAX);
  values->at[column].number = number;
  values->present |= FIELD_BIT(column);
}

bool values_has(const struct values *values, int column) {
  return (values->present & FIELD_BIT(column)) != 0;
}

struct slice values_text(const struct values *values, int column) {
  if (!values_has(values, column)) return (struct slice){0};
  const char *store = values->store.at ? values->store.at : "";
  return (struct slice){store + values->at[column].text.start,
                        values->at[column].text.length};
}

int64_t values_number(const struct values *values, int column) {
  return values_has(values, column) ? values->at[column].number : 0;
}
