/* Stores the values of one entry by slot, and those of its rows. Must not know
** what a value means, nor how it is read. */
#include "hub/decode/slots.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/clean.h"
#include "text/quote.h"

/* No entry can fill this: a byte of JSON becomes at most three bytes. */
enum { STORE_MAX = 4 * ENTRY_MAX_BYTES };

/* The most rows of an entry (an error beyond), and the most slots of a row. */
enum { ROWS_MAX = 65536, ROW_SLOTS = 16 };

struct slot_row {
  size_t start, end; /* of its JSON */
  slot_set present;
  struct slot_value values[ROW_SLOTS];
};

void slots_init(struct slots *slots) {
  *slots = (struct slots){0};
  buffer_init(&slots->store, STORE_MAX);
  buffer_init(&slots->list, STORE_MAX);
}

void slots_clear(struct slots *slots) {
  buffer_clear(&slots->store);
  buffer_clear(&slots->list);
  free(slots->rows);
  slots->rows = NULL;
  slots->row_count = slots->row_capacity = 0;
  slots->present = 0;
}

void slots_reset(struct slots *slots, size_t entry) {
  buffer_reset(&slots->store);
  slots->present = 0;
  slots->entry = entry;
  slots->row_count = 0;
}

static void set_stored(struct slots *slots, int slot, size_t start) {
  slots->values[slot].start = start;
  slots->values[slot].length = slots->store.length - start;
  slots->present |= SLOT_BIT(slot);
}

void slots_set_text(struct slots *slots, int slot, struct slice text) {
  size_t start = slots->store.length;
  clean_append(&slots->store, text);
  set_stored(slots, slot, start);
}

void slots_set_number(struct slots *slots, int slot, int64_t number) {
  slots->values[slot].number = number;
  slots->present |= SLOT_BIT(slot);
}

void slots_list_begin(struct slots *slots, int list) {
  buffer_reset(&slots->list);
  buffer_append_byte(&slots->list, '[');
  slots->values[list].number = 0;
}

void slots_list_item(struct slots *slots, int list) {
  bool hidden =
      slots_has(slots, SLOT_HIDDEN) && slots->values[SLOT_HIDDEN].number;
  if (slots_has(slots, SLOT_ITEM) && !hidden) {
    if (slots->values[list].number++) buffer_append_byte(&slots->list, ',');
    quote_append(&slots->list, slots_text(slots, SLOT_ITEM));
  }
  slots_forget(slots, SLOT_BIT(SLOT_ITEM) | SLOT_BIT(SLOT_HIDDEN));
}

void slots_list_end(struct slots *slots, int list) {
  size_t start = slots->store.length;
  buffer_append_byte(&slots->list, ']');
  if (slots->list.failed != OK) slots->store.failed = slots->list.failed;
  buffer_append_slice(&slots->store, buffer_slice(&slots->list));
  set_stored(slots, list, start);
}

void slots_forget(struct slots *slots, slot_set set) {
  slots->present &= ~set;
}

struct slice slots_text(const struct slots *slots, int slot) {
  if (!slots_has(slots, slot)) return (struct slice){0};
  const char *store = slots->store.at ? slots->store.at : "";
  return (struct slice){store + slots->values[slot].start,
                        slots->values[slot].length};
}

int64_t slots_number(const struct slots *slots, int slot) {
  return slots_has(slots, slot) ? slots->values[slot].number : 0;
}

/* --- rows --------------------------------------------------------------- */

/* Makes room for one more row. */
static bool reserve_row(struct slots *slots, struct error *error) {
  if (slots->row_count < slots->row_capacity) return true;
  if (slots->row_count == ROWS_MAX) {
    error_set(error, TOO_BIG, "entry %zu has more than %d rows", slots->entry,
              ROWS_MAX);
    return false;
  }
  size_t capacity = slots->row_capacity ? 2 * slots->row_capacity : 16;
  struct slot_row *rows = realloc(slots->rows, capacity * sizeof *rows);
  if (!rows) {
    error_no_memory(error);
    return false;
  }
  slots->rows = rows;
  slots->row_capacity = capacity;
  return true;
}

bool slots_keep_row(struct slots *slots, slot_set set, size_t start, size_t end,
                    struct error *error) {
  if (!reserve_row(slots, error)) return false;
  struct slot_row *row = &slots->rows[slots->row_count++];
  int count = 0;
  row->start = start;
  row->end = end;
  row->present = slots->present & set;
  for (int slot = SLOT_FIRST; slot < SLOTS; slot++) {
    if (!(set & SLOT_BIT(slot))) continue;
    assert(count < ROW_SLOTS);
    row->values[count++] = slots->values[slot];
  }
  slots_forget(slots, set);
  return true;
}

struct slice slots_restore_row(struct slots *slots, slot_set set, size_t number,
                               struct slice entry_json) {
  assert(number < slots->row_count);
  const struct slot_row *row = &slots->rows[number];
  int count = 0;
  slots->present = (slots->present & ~set) | row->present;
  for (int slot = SLOT_FIRST; slot < SLOTS; slot++) {
    if (set & SLOT_BIT(slot)) slots->values[slot] = row->values[count++];
  }
  if (row->end > entry_json.length) return (struct slice){0};
  return (struct slice){entry_json.at + row->start, row->end - row->start};
}

void slots_forget_rows(struct slots *slots) {
  slots->row_count = 0;
}

/* --- names -------------------------------------------------------------- */

void slots_name(const struct slots *slots, const struct relation *relation,
                struct slice path, char name[SLOT_NAME_SIZE]) {
  size_t prefix = strlen(relation->entry);
  if (slots->entry) {
    snprintf(name, SLOT_NAME_SIZE, "%.*s of entry %zu", (int)path.length,
             path.at, slots->entry);
    return;
  }
  if (path.length > prefix && memcmp(path.at, relation->entry, prefix) == 0) {
    path.at += prefix;
    path.length -= prefix;
  }
  snprintf(name, SLOT_NAME_SIZE, "%.*s", (int)path.length, path.at);
}
