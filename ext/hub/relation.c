/* What follows from a relation's declaration. Knows no relation by name and no
** JSON. */
#include "hub/relation.h"

#include <string.h>

static bool begins(const char *place, const char *with) {
  return strncmp(place, with, strlen(with)) == 0;
}

static bool is_outside(const struct relation *relation, const char *place) {
  return !begins(place, relation->entry) && !begins(place, PLACE_IN_ROW);
}

int relation_listed_array(const struct relation *relation, enum source source) {
  for (int i = 0; i < relation_arrays(relation); i++) {
    const struct row_array *rows = &relation->rows[i];
    if (rows->total && rows->list == source) return i;
  }
  return NO_FIELD;
}

field_set relation_outside(const struct relation *relation) {
  field_set outside = 0;
  for (int i = 0; i < relation->count; i++) {
    for (int place = 0; place < COLUMN_PLACES; place++) {
      const char *from = relation->columns[i].from[place];
      if (from && is_outside(relation, from)) outside |= FIELD_BIT(i);
    }
  }
  return outside;
}
