/* Makes the rows of any relation, as its declaration says. Must know no
** relation by name: what is particular to one stands in its `make`. */
#include "hub/decode/make.h"

#include <assert.h>
#include <string.h>

#include "text/fold.h"

bool making_wants(const struct making *making, int column) {
  return (making->wanted & FIELD_BIT(column)) != 0;
}

static int slot_at(const struct making *making, int column, int place) {
  int slot = making->tree->slot_of[column][place];
  return slots_has(making->slots, slot) ? slot : SLOT_NONE;
}

/* The first place that has a value; the last place if none has. */
static int first_place(const struct making *making, int column) {
  int place = 0;
  while (place < COLUMN_PLACES - 1 &&
         slot_at(making, column, place) == SLOT_NONE) {
    place++;
  }
  return place;
}

/* The slot of that value, or SLOT_NONE. */
static int first_slot(const struct making *making, int column) {
  return slot_at(making, column, first_place(making, column));
}

bool making_is_bare(const struct making *making) {
  return slots_has(making->slots, SLOT_BARE_ID) &&
         first_slot(making, making->relation->id) == SLOT_NONE;
}

struct slice making_text(const struct making *making, int column, int place) {
  return slots_text(making->slots, slot_at(making, column, place));
}

struct slice making_outer_name(const struct making *making) {
  int slot = making->tree->slot_of[making->relation->name_of_row][0];
  if (making->number == NO_ROW || !slot) return (struct slice){0};
  return slots_outer_text(making->slots, making->tree->row_slots,
                          making->values->array, making->number, slot);
}

void making_set(const struct making *making, int column, struct slice text) {
  if (making_wants(making, column)) {
    values_set_text(making->values, column, text);
  }
}

/* Writes how an error calls the value at that place. */
static void name_place(const struct making *making, int column, int place,
                       char name[SLOT_NAME_SIZE]) {
  const struct relation *relation = making->relation;
  const char *path = relation->columns[column].from[place];
  size_t start = strlen(PLACE_IN_ROW);
  const char *rows = NULL;
  if (strncmp(path, PLACE_IN_ROW, start) == 0) {
    if (making->tree->has_rows) rows = relation->rows[making->values->array].at;
    path += start;
  }
  slots_name(making->slots, relation, rows, slice_of(path), name);
}

bool making_moment(const struct making *making, int column, int place,
                   char moment[MOMENT_TEXT_SIZE]) {
  struct slice text = making_text(making, column, place);
  if (!text.at) return false;
  if (moment_read(text, moment)) return true;
  char name[SLOT_NAME_SIZE];
  name_place(making, column, place, name);
  error_set(making->error, FAILED, "%s is not a time: \"%.*s\"", name,
            text.length < 40 ? (int)text.length : 40, text.at);
  return false;
}

static void set_moment(const struct making *making, int column, size_t length) {
  char moment[MOMENT_TEXT_SIZE];
  int place = first_place(making, column);
  if (making_moment(making, column, place, moment)) {
    making_set(making, column, (struct slice){moment, length});
  }
}

static void set_folded(const struct making *making, int column,
                       void (*fold)(struct slice, struct buffer *)) {
  struct buffer *store = &making->values->store;
  struct slice text = slots_text(making->slots, first_slot(making, column));
  size_t start = store->length;
  if (!text.at) return;
  fold(text, store);
  values_set_stored(making->values, column, start);
}

static void set_number(const struct making *making, int column) {
  int slot = first_slot(making, column);
  if (slot == SLOT_NONE) return;
  values_set_number(making->values, column, slots_number(making->slots, slot));
}

static void set_column(const struct making *making, int column) {
  switch (making->relation->columns[column].kind) {
  case COLUMN_TEXT:
  case COLUMN_LIST:
    making_set(making, column,
               slots_text(making->slots, first_slot(making, column)));
    break;
  case COLUMN_LINE:
    set_folded(making, column, fold_line);
    break;
  case COLUMN_PARAGRAPHS:
    set_folded(making, column, fold_paragraphs);
    break;
  case COLUMN_MOMENT:
    set_moment(making, column, MOMENT_LENGTH);
    break;
  case COLUMN_DAY:
    set_moment(making, column, MOMENT_DAY_LENGTH);
    break;
  case COLUMN_COUNT:
  case COLUMN_NUMBER:
  case COLUMN_FLAG:
    set_number(making, column);
    break;
  case COLUMN_POSITION:
    values_set_number(making->values, column, making->position);
    break;
  case COLUMN_ID:
  case COLUMN_MADE:
  case COLUMN_WORD:
  case COLUMN_ARRAY:
  case COLUMN_URL:
  case COLUMN_WEEK:
  case COLUMN_MONTH:
  case COLUMN_RANK:
  case COLUMN_FETCHED_AT:
  case COLUMN_CACHE:
  case COLUMN_RAW:
    break;
  }
}

/* A row of a list stands in no record: it needs a name to be told apart. */
static bool check_name(const struct making *making) {
  const struct relation *relation = making->relation;
  int name = relation->name_of_row;
  if (!name || first_slot(making, name) != SLOT_NONE) return true;
  error_set(making->error, FAILED, "entry %zu has no %s", making->slots->entry,
            relation->columns[name].from[0] + strlen(PLACE_IN_ROW));
  return false;
}

bool make_id(const struct making *making) {
  const struct relation *relation = making->relation;
  int slot =
      making_is_bare(making) ? SLOT_BARE_ID : first_slot(making, relation->id);
  struct slice id = slots_text(making->slots, slot);
  if (making->about.at) {
    if (!check_name(making)) return false;
    id = making->about;
  }
  values_set_text(making->values, relation->id, id);
  if (id.length) return true;
  if (making->slots->entry) {
    error_set(making->error, FAILED, "entry %zu has no %s",
              making->slots->entry, relation->columns[relation->id].from[0]);
  } else {
    error_set(making->error, FAILED, "an object without an id is no paper");
  }
  return false;
}

enum made make_row(const struct making *making) {
  assert(making->wanted & FIELD_BIT(making->relation->id));
  if (!make_id(making)) return MADE_ERROR;
  for (field_set rest = making->wanted; rest; rest &= rest - 1) {
    set_column(making, values_first(rest));
  }
  if (making->error->outcome != OK) return MADE_ERROR;
  return making->relation->make ? making->relation->make(making) : MADE_ROW;
}
