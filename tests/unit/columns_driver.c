/* Prints the columns and the inputs of the relation that the argument names, as
** tables for the manual, with what of them is pushed to the service. */
#include <stdio.h>

#include "hub/relation/relations.h"
#include "table/relation/plan.h"

static void print_column(const struct surface *surface, int place,
                         const struct declared_column *column) {
  int number = columns_number(surface, place);
  bool is_pushed = number < surface->relation->visible ||
                   (number >= COLUMN_INPUTS && number < COLUMN_GUARD);
  const char *pushed = is_pushed ? plan_pushed(surface, number) : "";
  const char *type = column->plain.type;
  printf("| `%s` | %s | ", column->plain.name, *type ? type : "any");
  printf(*pushed ? "`%s`" : "%s", pushed);
  printf(" | %s |\n", column->plain.help);
}

static void print_relation(const struct relation *relation) {
  const struct surface surface = plan_surface(relation);
  struct declared_column column;
  puts("| column | type | pushed to the service | what it is |");
  puts("|---|---|---|---|");
  for (int place = 0; columns_declared(&surface, place, &column); place++) {
    if (place == relation->visible) {
      puts("");
      puts("| hidden column | type | pushed to the service | what it is |");
      puts("|---|---|---|---|");
    }
    print_column(&surface, place, &column);
  }
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  print_relation(relation_find(arguments[1]));
  return 0;
}
