#include "hub/slots.h"

#include <stdio.h>
#include <string.h>

#include "text/clean.h"
#include "text/quote.h"

/* An entry cannot fill this: a byte of JSON becomes three at most. */
enum { STORE_MAX = 4 * PAPER_MAX_BYTES };

void slots_init(struct slots *slots) {
  *slots = (struct slots){0};
  buffer_init(&slots->store, STORE_MAX);
  buffer_init(&slots->list, STORE_MAX);
}

void slots_clear(struct slots *slots) {
  buffer_clear(&slots->store);
  buffer_clear(&slots->list);
  slots->present = 0;
}

void slots_reset(struct slots *slots, size_t entry) {
  buffer_reset(&slots->store);
  slots->present = 0;
  slots->entry = entry;
}

static void set_stored(struct slots *slots, enum slot slot, size_t start) {
  slots->values[slot].start = start;
  slots->values[slot].length = slots->store.length - start;
  slots->present |= SLOT_BIT(slot);
}

void slots_set_text(struct slots *slots, enum slot slot, struct slice text) {
  size_t start = slots->store.length;
  clean_append(&slots->store, text);
  set_stored(slots, slot, start);
}

void slots_set_number(struct slots *slots, enum slot slot, int64_t number) {
  slots->values[slot].number = number;
  slots->present |= SLOT_BIT(slot);
}

void slots_list_begin(struct slots *slots, enum slot list) {
  buffer_reset(&slots->list);
  buffer_append_byte(&slots->list, '[');
  slots->values[list].number = 0;
}

void slots_list_item(struct slots *slots, enum slot list) {
  bool hidden =
      slots_has(slots, SLOT_HIDDEN) && slots->values[SLOT_HIDDEN].number;
  if (slots_has(slots, SLOT_ITEM) && !hidden) {
    if (slots->values[list].number++) buffer_append_byte(&slots->list, ',');
    quote_append(&slots->list, slots_text(slots, SLOT_ITEM));
  }
  slots_forget(slots, SLOT_BIT(SLOT_ITEM) | SLOT_BIT(SLOT_HIDDEN));
}

void slots_list_end(struct slots *slots, enum slot list) {
  size_t start = slots->store.length;
  buffer_append_byte(&slots->list, ']');
  if (slots->list.failed != OK) slots->store.failed = slots->list.failed;
  buffer_append_slice(&slots->store, buffer_slice(&slots->list));
  set_stored(slots, list, start);
}

void slots_forget(struct slots *slots, slot_set set) {
  slots->present &= ~set;
}

bool slots_has(const struct slots *slots, enum slot slot) {
  return (slots->present & SLOT_BIT(slot)) != 0;
}

struct slice slots_text(const struct slots *slots, enum slot slot) {
  if (!slots_has(slots, slot)) return (struct slice){0};
  const char *store = slots->store.at ? slots->store.at : "";
  return (struct slice){store + slots->values[slot].start,
                        slots->values[slot].length};
}

void slots_name(const struct slots *slots, struct slice path,
                char name[SLOT_NAME_SIZE]) {
  static const char paper[] = "paper.";
  size_t prefix = sizeof paper - 1;
  if (slots->entry) {
    snprintf(name, SLOT_NAME_SIZE, "%.*s of entry %zu", (int)path.length,
             path.at, slots->entry);
    return;
  }
  if (path.length > prefix && memcmp(path.at, paper, prefix) == 0) {
    path.at += prefix;
    path.length -= prefix;
  }
  snprintf(name, SLOT_NAME_SIZE, "%.*s", (int)path.length, path.at);
}
