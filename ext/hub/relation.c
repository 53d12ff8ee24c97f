/* What follows from a relation's declaration. Knows no relation by name and no
** JSON. */
#include "hub/relation.h"

#include <string.h>

static bool is_outside(const struct relation *relation, const char *place) {
  return strncmp(place, relation->entry, strlen(relation->entry)) != 0;
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
