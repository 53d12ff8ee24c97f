/* Reads one entry from its first byte to its last and makes rows of it. Checks
** the limits on sizes. Knows neither the JSON (hub/decode/decode) nor how a
** column is made (hub/decode/make). */
#include "hub/decode/entry.h"

#include <assert.h>
#include <string.h>

#include "hub/decode/make.h"
#include "hub/identity.h"
#include "text/clean.h"

/* The most that all rows of an entry may hold. Values of the entry stand in
** each of its rows, so that a long title and many authors would fill the
** memory. The rows' own values cannot: they come from the entry's bytes. */
enum { ROWS_MAX_BYTES = 4 * ENTRY_MAX_BYTES };

void entry_init(struct entry *entry, const struct relation *relation,
                const struct tree *tree, enum shape shape, field_set wanted) {
  *entry = (struct entry){.relation = relation, .tree = tree, .wanted = wanted};
  slots_init(&entry->slots);
  number_set_init(&entry->named);
  buffer_init(&entry->raw, ENTRY_MAX_BYTES);
  outline_init(&entry->outline, relation, shape);
}

void entry_clear(struct entry *entry) {
  queue_clear(&entry->queue);
  slots_clear(&entry->slots);
  number_set_clear(&entry->named);
  buffer_clear(&entry->raw);
  outline_clear(&entry->outline);
}

void entry_restart(struct entry *entry) {
  queue_reset(&entry->queue);
  outline_restart(&entry->outline);
  slots_reset(&entry->slots, 0);
  entry->count = 0;
  entry->more = 0;
  entry->open = false;
  entry->last_end = 0;
  entry->piece_start = 0;
  entry->has_page = false;
  entry->page_over = false;
  entry->page_day[0] = 0;
  entry->day_due = 0;
}

static bool wants_raw(const struct entry *entry) {
  int raw = entry->relation->raw;
  return raw != NO_FIELD && (entry->wanted & FIELD_BIT(raw)) != 0;
}

void entry_begin(struct entry *entry, bool alone, uint64_t offset) {
  entry->count++;
  entry->open = true;
  entry->start = offset - 1;
  slots_reset(&entry->slots, alone ? 0 : entry->count);
  buffer_reset(&entry->raw);
}

/* Keeps the bytes of the entry in this piece, up to the offset `end`. */
static void keep_raw(struct entry *entry, uint64_t end) {
  if (!wants_raw(entry)) return;
  uint64_t start =
      entry->start > entry->piece_start ? entry->start : entry->piece_start;
  assert(end >= start && end <= entry->piece_start + entry->piece.length);
  buffer_append(&entry->raw, entry->piece.at + (start - entry->piece_start),
                (size_t)(end - start));
}

static bool check_size(const struct entry *entry, uint64_t end,
                       struct error *error) {
  if (end - entry->start <= ENTRY_MAX_BYTES) return true;
  error_set(error, TOO_BIG, "entry %zu has more than %d bytes", entry->count,
            ENTRY_MAX_BYTES);
  return false;
}

void entry_piece_begin(struct entry *entry, struct slice piece) {
  entry->piece = piece;
}

/* Bounds the bytes between two entries. yajl reads a string from its start
** again with every piece, so a string outside of all entries must end as
** well. */
static bool check_gap(const struct entry *entry, uint64_t end,
                      struct error *error) {
  if (end - entry->last_end <= ENTRY_MAX_BYTES) return true;
  error_set(error, TOO_BIG, "more than %d bytes and no entry in them",
            ENTRY_MAX_BYTES);
  return false;
}

static bool check_day_wait(const struct entry *entry, uint64_t end,
                           struct error *error) {
  if (!entry->day_due || end <= entry->day_due) return true;
  error_set(error, TOO_BIG,
            "the page's day does not come within %d bytes of an entry that "
            "has none",
            ENTRY_MAX_BYTES);
  return false;
}

bool entry_piece_end(struct entry *entry, struct error *error) {
  uint64_t end = entry->piece_start + entry->piece.length;
  if (entry->open) {
    if (!check_size(entry, end, error)) return false;
    keep_raw(entry, end);
  } else if (!check_gap(entry, end, error)) {
    return false;
  }
  entry->piece_start = end;
  return check_day_wait(entry, end, error);
}

/* --- rows --------------------------------------------------------------- */

/* Where a byte is in the entry. */
static size_t place_of(const struct entry *entry, uint64_t offset) {
  return (size_t)(offset - entry->start);
}

bool entry_row_begin(struct entry *entry, int array, uint64_t offset,
                     struct error *error) {
  return slots_row_begin(&entry->slots, entry->tree->row_slots, array,
                         place_of(entry, offset - 1), error);
}

void entry_row_end(struct entry *entry, uint64_t offset) {
  slots_row_end(&entry->slots, entry->tree->row_slots, place_of(entry, offset));
}

void entry_rows_begin(struct entry *entry, uint64_t offset) {
  slots_rows_begin(&entry->slots, place_of(entry, offset));
}

void entry_rows_end(struct entry *entry, uint64_t offset) {
  slots_rows_end(&entry->slots, place_of(entry, offset - 1));
}

/* The JSON of the entry or, where it has many rows, of that row. */
static void set_raw(const struct entry *entry, size_t number,
                    struct values *row) {
  if (!wants_raw(entry)) return;
  struct slice json = buffer_slice(&entry->raw);
  size_t start = row->store.length;
  if (number == NO_ROW) {
    clean_append(&row->store, json);
  } else {
    slots_row_json(&entry->slots, row->array, number, json, &row->store);
  }
  values_set_stored(row, entry->relation->raw, start);
}

/* Notes the name of a row. *is_new tells whether the entry has had no row of
** that name; a row without a name is always new. False, with the error set,
** when there is no memory. */
static bool note_name(struct entry *entry, const struct values *row,
                      bool *is_new, struct error *error) {
  const struct relation *relation = entry->relation;
  struct slice name = values_text(row, relation->name_of_row);
  *is_new = true;
  if (!relation->name_of_row || !name.at) return true;
  int64_t identity =
      identity_of_named_part(values_text(row, relation->id), name, row->array);
  enum number_set_answer answer = number_set_add(&entry->named, identity);
  if (answer == NUMBER_NO_MEMORY) error_no_memory(error);
  *is_new = answer == NUMBER_ADDED;
  return answer != NUMBER_NO_MEMORY;
}

static bool lacks_day(const struct entry *entry, const struct values *row) {
  int day = entry->relation->day;
  return entry->has_page && (entry->wanted & FIELD_BIT(day)) &&
         !values_has(row, day);
}

/* Reserves room for the page's day, so that storing it later cannot fail. */
static void reserve_day(struct entry *entry, struct values *row,
                        uint64_t offset) {
  int day = entry->relation->day;
  if (!lacks_day(entry, row)) return;
  values_set_text(row, day, (struct slice){"0000-00-00", MOMENT_DAY_LENGTH});
  row->present &= ~FIELD_BIT(day);
  if (!entry->page_day[0] && !entry->day_due) {
    entry->day_due = offset + ENTRY_MAX_BYTES;
  }
}

/* Begins a row of the values in the slots. Its own values are NULL, with the
** error set, when there is no memory. */
static struct making begin_making(struct entry *entry, int array, size_t number,
                                  int64_t position, struct error *error) {
  struct values *row = queue_open(&entry->queue);
  if (row) {
    row->array = array;
  } else {
    error_no_memory(error);
  }
  return (struct making){.relation = entry->relation,
                         .tree = entry->tree,
                         .slots = &entry->slots,
                         .wanted = entry->wanted,
                         .about =
                             entry->is_row ? entry->about : (struct slice){0},
                         .number = number,
                         .position = position,
                         .values = row,
                         .error = error};
}

/* An entry without a row must have an id, too. False with the error set. */
static bool check_id(struct entry *entry, struct error *error) {
  const struct making making = begin_making(entry, 0, NO_ROW, 0, error);
  return making.values && make_id(&making);
}

/* Counts the bytes of a row that is whole. */
static bool check_rows(struct entry *entry, const struct values *row,
                       struct error *error) {
  if (!buffer_check(&row->store, error)) return false;
  entry->row_bytes += row->store.length;
  if (entry->row_bytes <= ROWS_MAX_BYTES) return true;
  error_set(error, TOO_BIG, "the rows of entry %zu have more than %d bytes",
            entry->count, ROWS_MAX_BYTES);
  return false;
}

/* Makes a row of what is in the slots, the one behind *rows others of the
** array: the array's row of that number, or the whole entry (NO_ROW). `offset`
** is where its JSON ends. */
static bool push_row(struct entry *entry, int array, size_t number,
                     int64_t *rows, uint64_t offset, struct error *error) {
  const struct making making =
      begin_making(entry, array, number, *rows + 1, error);
  struct values *row = making.values;
  bool is_new;
  if (!row) return false;
  enum made made = make_row(&making);
  /* Without memory values are missing, and a row may be taken for none. */
  if (!buffer_check(&row->store, error)) return false;
  switch (made) {
  case MADE_ERROR:
    return false;
  case MADE_NO_ROW:
    return true;
  case MADE_ROW:
    break;
  }
  if (!note_name(entry, row, &is_new, error)) return false;
  if (!is_new) return true;
  set_raw(entry, number, row);
  reserve_day(entry, row, offset);
  if (!check_rows(entry, row, error)) return false;
  outline_add(&entry->outline, values_text(row, entry->relation->id));
  queue_push(&entry->queue);
  ++*rows;
  return true;
}

/* Notes whether the entry says that the array has more rows than these. A
** record of another paper than was requested says nothing. */
static void note_more(struct entry *entry, int array, int64_t rows) {
  const struct relation *relation = entry->relation;
  int total = relation->rows[array].total;
  int id = entry->tree->slot_of[relation->id][0];
  if (!total || !slice_equal(slots_text(&entry->slots, id), entry->about)) {
    return;
  }
  int slot = entry->tree->slot_of[total][0];
  if (slots_number(&entry->slots, slot) > rows) entry->more |= 1u << array;
}

static bool push_array(struct entry *entry, int array, uint64_t offset,
                       struct error *error) {
  size_t count = entry->slots.rows[array].count;
  int64_t rows = 0;
  for (size_t i = 0; i < count; i++) {
    slots_restore_row(&entry->slots, entry->tree->row_slots, array, i);
    if (!push_row(entry, array, i, &rows, offset, error)) return false;
  }
  note_more(entry, array, rows);
  return true;
}

static bool push_rows(struct entry *entry, uint64_t offset,
                      struct error *error) {
  size_t count = 0;
  int64_t rows = 0;
  entry->row_bytes = 0;
  entry->more = 0;
  number_set_clear(&entry->named);
  if (!entry->tree->has_rows) {
    return push_row(entry, entry->array, NO_ROW, &rows, offset, error);
  }
  for (int i = 0; i < relation_arrays(entry->relation); i++) {
    count += entry->slots.rows[i].count;
    if (!push_array(entry, i, offset, error)) return false;
  }
  return count || check_id(entry, error);
}

bool entry_end(struct entry *entry, uint64_t offset, struct error *error) {
  if (!check_size(entry, offset, error)) return false;
  keep_raw(entry, offset);
  entry->open = false;
  entry->last_end = offset;
  if (!buffer_check(&entry->slots.store, error)) return false;
  if (!buffer_check(&entry->raw, error)) return false;
  if (!push_rows(entry, offset, error)) return false;
  entry->slots.entry = 0;
  return true;
}

/* --- the page around entries -------------------------------------------- */

void entry_page_day(struct entry *entry, struct slice text) {
  if (!moment_read(text, entry->page_day)) return;
  entry->page_day[MOMENT_DAY_LENGTH] = 0;
  entry->day_due = 0;
}

void entry_page_begin(struct entry *entry) {
  entry->has_page = true;
  entry->open = false;
  entry->count = 0;
}

struct slice entry_outline(struct entry *entry) {
  return outline_end(&entry->outline, entry->count);
}

void entry_page_over(struct entry *entry) {
  entry->page_over = true;
}

const struct values *entry_pop(struct entry *entry) {
  const struct values *first = queue_peek(&entry->queue);
  bool lacks = first && lacks_day(entry, first);
  if (lacks && !entry->page_day[0] && !entry->page_over) return NULL;
  struct values *row = queue_pop(&entry->queue);
  if (lacks && entry->page_day[0]) {
    int day = entry->relation->day;
    memcpy(row->store.at + row->at[day].text.start, entry->page_day,
           MOMENT_DAY_LENGTH);
    row->present |= FIELD_BIT(day);
  }
  return row;
}
