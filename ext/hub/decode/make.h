/* Makes the values of a row from the slots of an entry, as the relation
** declares its columns: chooses between several places, folds white space,
** writes times in one form. */
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
  struct slice about;    /* the paper, where the entry does not say it */
  size_t number;         /* of the row among those of the slots, or NO_ROW */
  int64_t position;      /* of the row in its array */
  struct values *values; /* they say which array that is */
  struct error *error;
};

/* Sets the id. False, with the error set, if there is none. */
bool make_id(const struct making *making);

/* Sets all wanted columns but COLUMN_RAW. With MADE_ERROR the error is set.
** values->store keeps a failure to store, for the caller to check. */
enum made make_row(const struct making *making);

/* --- For a relation's `make` -------------------------------------------- */

bool making_wants(const struct making *making, int column);

/* Whether the row comes from a record without an entry around it, in a shape
** that allows entries too. */
bool making_is_bare(const struct making *making);

/* The text at one of the column's places, or "no value". */
struct slice making_text(const struct making *making, int column, int place);

/* The name of the row that this row stands in; "no value" if it stands in none.
 */
struct slice making_outer_name(const struct making *making);

/* Reads the time at that place. False if there is no text, and false with the
** error set if the text is not a time. */
bool making_moment(const struct making *making, int column, int place,
                   char moment[MOMENT_TEXT_SIZE]);

/* Sets the text of a column, if the column is wanted. */
void making_set(const struct making *making, int column, struct slice text);

#endif
