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

/* The most rows of an array (an error beyond), and the most slots of a row. */
enum { ROWS_MAX = 65536, ROW_SLOTS = 16 };

struct slot_row {
  size_t outer;                /* the row that it stands in, or NO_ROW */
  size_t start, end;           /* of its JSON */
  size_t rows_start, rows_end; /* of the rows in it there; 0: it has none */
  slot_set present;
  struct slot_value values[ROW_SLOTS];
};

void slots_init(struct slots *slots) {
  *slots = (struct slots){0};
  buffer_init(&slots->store, STORE_MAX);
  buffer_init(&slots->list, STORE_MAX);
  slots->open_row = NO_ROW;
}

void slots_clear(struct slots *slots) {
  buffer_clear(&slots->store);
  buffer_clear(&slots->list);
  for (int i = 0; i < ROW_ARRAYS; i++) {
    free(slots->rows[i].at);
    slots->rows[i] = (struct slot_rows){0};
  }
  slots->present = 0;
}

void slots_reset(struct slots *slots, size_t entry) {
  buffer_reset(&slots->store);
  slots->present = 0;
  slots->entry = entry;
  slots->open_row = NO_ROW;
  for (int i = 0; i < ROW_ARRAYS; i++) {
    slots->rows[i].count = 0;
  }
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

void slots_list_begin(struct slots *slots, int list, bool is_tally) {
  buffer_reset(&slots->list);
  slots->is_tally = is_tally;
  buffer_append_byte(&slots->list, is_tally ? '{' : '[');
  slots->values[list].number = 0;
}

/* Adds to a number, which stays where the sum would be too large for it. */
static void add_to(int64_t *number, int64_t more) {
  int64_t sum;
  if (!__builtin_add_overflow(*number, more, &sum)) *number = sum;
}

static void append_item(struct slots *slots, int list) {
  int64_t count = slots->is_tally ? slots->values[SLOT_TALLY].number : 1;
  if (slots->list.length > 1) buffer_append_byte(&slots->list, ',');
  quote_append(&slots->list, slots_text(slots, SLOT_ITEM));
  if (slots->is_tally) {
    buffer_format(&slots->list, ":%lld", (long long)count);
  }
  add_to(&slots->values[list].number, count);
}

void slots_list_item(struct slots *slots, int list) {
  bool is_hidden =
      slots_has(slots, SLOT_HIDDEN) && slots->values[SLOT_HIDDEN].number;
  bool is_whole = slots_has(slots, SLOT_ITEM) &&
                  (!slots->is_tally || slots_has(slots, SLOT_TALLY));
  if (is_whole && !is_hidden) append_item(slots, list);
  slots_forget(slots, SLOT_BIT(SLOT_ITEM) | SLOT_BIT(SLOT_HIDDEN) |
                          SLOT_BIT(SLOT_TALLY));
}

void slots_list_end(struct slots *slots, int list) {
  size_t start = slots->store.length;
  buffer_append_byte(&slots->list, slots->is_tally ? '}' : ']');
  if (slots->list.failed != OK) slots->store.failed = slots->list.failed;
  buffer_append_slice(&slots->store, buffer_slice(&slots->list));
  set_stored(slots, list, start);
}

void slots_forget(struct slots *slots, slot_set set) {
  slots->present &= ~set;
}

static struct slice text_of(const struct slots *slots,
                            const struct slot_value *value) {
  const char *store = slots->store.at ? slots->store.at : "";
  return (struct slice){store + value->start, value->length};
}

struct slice slots_text(const struct slots *slots, int slot) {
  if (!slots_has(slots, slot)) return (struct slice){0};
  return text_of(slots, &slots->values[slot]);
}

int64_t slots_number(const struct slots *slots, int slot) {
  return slots_has(slots, slot) ? slots->values[slot].number : 0;
}

/* --- rows --------------------------------------------------------------- */

/* Makes room for one more row. */
static bool reserve_row(const struct slots *slots, struct slot_rows *rows,
                        struct error *error) {
  if (rows->count < rows->capacity) return true;
  if (rows->count == ROWS_MAX) {
    if (slots->entry) {
      error_set(error, TOO_BIG, "entry %zu has more than %d rows", slots->entry,
                ROWS_MAX);
    } else {
      error_set(error, TOO_BIG, "it has more than %d rows", ROWS_MAX);
    }
    return false;
  }
  size_t capacity = rows->capacity ? 2 * rows->capacity : 16;
  struct slot_row *grown = realloc(rows->at, capacity * sizeof *grown);
  if (!grown) {
    error_no_memory(error);
    return false;
  }
  rows->at = grown;
  rows->capacity = capacity;
  return true;
}

/* The innermost row that is being read. */
static struct slot_row *open_row(struct slots *slots) {
  const struct slot_rows *rows = &slots->rows[slots->open_array];
  assert(slots->open_row < rows->count);
  return &rows->at[slots->open_row];
}

static void keep_values(const struct slots *slots, slot_set set,
                        struct slot_row *row) {
  int count = 0;
  row->present = slots->present & set;
  for (int slot = SLOT_FIRST; slot < SLOTS; slot++) {
    if (!(set & SLOT_BIT(slot))) continue;
    assert(count < ROW_SLOTS);
    row->values[count++] = slots->values[slot];
  }
}

void slots_restore_row(struct slots *slots, slot_set set, int array,
                       size_t number) {
  assert(number < slots->rows[array].count);
  const struct slot_row *row = &slots->rows[array].at[number];
  int count = 0;
  slots->present = (slots->present & ~set) | row->present;
  for (int slot = SLOT_FIRST; slot < SLOTS; slot++) {
    if (set & SLOT_BIT(slot)) slots->values[slot] = row->values[count++];
  }
}

bool slots_row_begin(struct slots *slots, slot_set set, int array, size_t start,
                     struct error *error) {
  struct slot_rows *rows = &slots->rows[array];
  size_t outer = slots->open_row;
  assert(outer == NO_ROW || array == slots->open_array);
  if (!reserve_row(slots, rows, error)) return false;
  if (outer != NO_ROW) keep_values(slots, set, open_row(slots));
  slots_forget(slots, set);
  slots->open_array = array;
  slots->open_row = rows->count++;
  *open_row(slots) = (struct slot_row){.outer = outer, .start = start};
  return true;
}

void slots_row_end(struct slots *slots, slot_set set, size_t end) {
  struct slot_row *row = open_row(slots);
  row->end = end;
  keep_values(slots, set, row);
  slots->open_row = row->outer;
  slots_forget(slots, set);
  if (row->outer == NO_ROW) return;
  slots_restore_row(slots, set, slots->open_array, row->outer);
}

void slots_rows_begin(struct slots *slots, size_t start) {
  if (slots->open_row == NO_ROW) return;
  open_row(slots)->rows_start = start;
}

void slots_rows_end(struct slots *slots, size_t end) {
  if (slots->open_row == NO_ROW) return;
  open_row(slots)->rows_end = end;
}

void slots_row_json(const struct slots *slots, int array, size_t number,
                    struct slice entry, struct buffer *to) {
  const struct slot_row *row = &slots->rows[array].at[number];
  assert(number < slots->rows[array].count && row->end <= entry.length);
  size_t from = row->start;
  if (row->rows_end) {
    clean_append(to,
                 slice_between(entry.at + from, entry.at + row->rows_start));
    from = row->rows_end;
  }
  clean_append(to, slice_between(entry.at + from, entry.at + row->end));
}

/* The place of a slot's value among those of a row. */
static int place_of(slot_set set, int slot) {
  int place = 0;
  for (int i = SLOT_FIRST; i < slot; i++) {
    place += (set & SLOT_BIT(i)) != 0;
  }
  return place;
}

struct slice slots_outer_text(const struct slots *slots, slot_set set,
                              int array, size_t number, int slot) {
  const struct slot_row *rows = slots->rows[array].at;
  size_t outer = rows[number].outer;
  if (outer == NO_ROW || !(rows[outer].present & SLOT_BIT(slot))) {
    return (struct slice){0};
  }
  return text_of(slots, &rows[outer].values[place_of(set, slot)]);
}

void slots_forget_rows(struct slots *slots, unsigned arrays) {
  if (slots->open_row != NO_ROW) {
    slots->rows[slots->open_array].count = slots->open_row + 1;
    open_row(slots)->rows_end = 0;
    return;
  }
  for (int i = 0; i < ROW_ARRAYS; i++) {
    if (arrays >> i & 1) slots->rows[i].count = 0;
  }
}

/* --- names -------------------------------------------------------------- */

/* The path without what stands before a record's keys in an entry. */
static struct slice path_in_record(const struct relation *relation,
                                   struct slice path) {
  size_t prefix = strlen(relation->entry);
  if (path.length > prefix && memcmp(path.at, relation->entry, prefix) == 0) {
    path = slice_between(path.at + prefix, path.at + path.length);
  }
  return path;
}

void slots_name(const struct slots *slots, const struct relation *relation,
                const char *rows, struct slice path,
                char name[SLOT_NAME_SIZE]) {
  const char *within = !rows ? "" : path.length ? "[]." : "[]";
  struct slice first = rows ? slice_of(rows) : (struct slice){"", 0};
  if (slots->entry) {
    snprintf(name, SLOT_NAME_SIZE, "%.*s%s%.*s of entry %zu", (int)first.length,
             first.at, within, (int)path.length, path.at, slots->entry);
    return;
  }
  first = path_in_record(relation, first);
  path = path_in_record(relation, path);
  snprintf(name, SLOT_NAME_SIZE, "%.*s%s%.*s", (int)first.length, first.at,
           within, (int)path.length, path.at);
}
