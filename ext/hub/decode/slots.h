/* The values of one entry as they stood in the JSON, each in its slot. Where an
** entry holds many rows, the values of each row are kept aside until the entry
** ends, because values that all rows share may come after them. */
#ifndef PAPERS_HUB_DECODE_SLOTS_H
#define PAPERS_HUB_DECODE_SLOTS_H

#include "hub/decode/tree.h"

/* No row. */
#define NO_ROW SIZE_MAX

/* The rows of one array. */
struct slot_rows {
  struct slot_row *at; /* the values kept aside, one element for each row */
  size_t count, capacity;
};

struct slot_value {
  size_t start, length; /* of a text or a JSON array, in the store */
  int64_t number;       /* also the number of elements of an array */
};

struct slots {
  struct buffer store; /* all texts */
  struct buffer list;  /* the array that is being read, as JSON */
  bool is_tally;       /* which becomes an object of names and numbers */
  struct slot_value values[SLOTS];
  slot_set present;
  size_t entry; /* the entry's place in the array from 1; 0: in no array */

  struct slot_rows rows[ROW_ARRAYS]; /* by the arrays of the relation */
  int open_array;  /* that is being read, while a row is open */
  size_t open_row; /* the innermost that is being read, or NO_ROW */
};

void slots_init(struct slots *slots);
void slots_clear(struct slots *slots);

/* Empties the slots for the next entry and keeps the memory. */
void slots_reset(struct slots *slots, size_t entry);

/* Stores a text, with U+FFFD for NUL and invalid UTF-8. slots->store keeps a
** failure: check it once, when the entry is complete. */
void slots_set_text(struct slots *slots, int slot, struct slice text);

void slots_set_number(struct slots *slots, int slot, int64_t number);

/* Builds the JSON array of a list: begin, for each element set SLOT_ITEM (and
** SLOT_HIDDEN, which leaves the element out) and call slots_list_item, end. Of
** a tally, an object with the number in SLOT_TALLY of each name in SLOT_ITEM.
*/
void slots_list_begin(struct slots *slots, int list, bool is_tally);
void slots_list_item(struct slots *slots, int list);
void slots_list_end(struct slots *slots, int list);

/* Makes the values of `set` absent. */
void slots_forget(struct slots *slots, slot_set set);

static inline bool slots_has(const struct slots *slots, int slot) {
  return (slots->present & SLOT_BIT(slot)) != 0;
}

/* "No value" when absent. Valid until a text is set. */
struct slice slots_text(const struct slots *slots, int slot);

/* 0 when absent. */
int64_t slots_number(const struct slots *slots, int slot);

/* A row of an array begins, perhaps within another one, whose values are kept
** meanwhile. `set` are the slots of a row. The JSON of the row begins with byte
** `start` of the entry. False, with the error set, if there are too many rows
** or there is no memory. */
bool slots_row_begin(struct slots *slots, slot_set set, int array, size_t start,
                     struct error *error);

/* The row ends with the byte before `end`: its values are kept. */
void slots_row_end(struct slots *slots, slot_set set, size_t end);

/* An array of rows begins behind byte `start` and ends before byte `end`: it is
** that of the open row, if one is open. */
void slots_rows_begin(struct slots *slots, size_t start);
void slots_rows_end(struct slots *slots, size_t end);

/* Gives the slots of `set` the values of row number `row` of an array again. */
void slots_restore_row(struct slots *slots, slot_set set, int array,
                       size_t row);

/* Appends the JSON of a row, without the rows in it. */
void slots_row_json(const struct slots *slots, int array, size_t row,
                    struct slice entry, struct buffer *to);

/* A text of the row that a row stands in; "no value" where it stands in none.
** The slot is one of `set`. */
struct slice slots_outer_text(const struct slots *slots, slot_set set,
                              int array, size_t row, int slot);

/* Forgets the rows that stand in the open one; where none is open, those of the
** arrays, which are given by bit. */
void slots_forget_rows(struct slots *slots, unsigned arrays);

/* Writes how an error calls the value at `path`: "paper.upvotes of entry 3". If
** the record is the whole answer: "upvotes". If the path begins in a row,
** `rows` is that of the array, else NULL: "linkedModels[].likes". */
enum { SLOT_NAME_SIZE = 96 };
void slots_name(const struct slots *slots, const struct relation *relation,
                const char *rows, struct slice path, char name[SLOT_NAME_SIZE]);

#endif
