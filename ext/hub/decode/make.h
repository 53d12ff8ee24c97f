/* From the values of an entry, as they stood in the JSON, to the values of a
** row, by the relation's declaration: which of several places counts, how white
** space is folded, how times are written. */
#ifndef PAPERS_HUB_DECODE_MAKE_H
#define PAPERS_HUB_DECODE_MAKE_H

#include "hub/decode/slots.h"
#include "text/moment.h"

/* A row that is being made. */
struct making {
  const struct relation *relation;
  const struct tree *tree;
  const struct slots *slots;
  field_set wanted;
  size_t number;    /* of the row among those of the slots, or NO_ROW */
  int64_t position; /* of the row in its array */
  struct values *values;
  struct error *error;
};

/* Sets the id, which there must be: false with the error set. */
bool make_id(const struct making *making);

/* Sets all that is wanted but COLUMN_RAW. With MADE_ERROR the error is set. A
** failure to store is left in values->store. */
enum made make_row(const struct making *making);

/* For a relation's `make`: */

bool making_wants(const struct making *making, int column);

/* Whether the row is that of a record where entries were possible, too. */
bool making_is_bare(const struct making *making);

/* The text at one of the column's places; "no value" where there is none. */
struct slice making_text(const struct making *making, int column, int place);

/* The name of the row that this one stands in; "no value" where it stands in
** none. */
struct slice making_outer_name(const struct making *making);

/* Reads the time there. False where there is none and, with the error set,
** where a text is not a time. */
bool making_moment(const struct making *making, int column, int place,
                   char moment[MOMENT_TEXT_SIZE]);

/* Sets a text, if it is wanted. */
void making_set(const struct making *making, int column, struct slice text);

#endif
