/* Prints the columns and the inputs of the relation that the argument names, as
** tables for the manual. tests/table/test_table.py compares docs/table.md with
** them. */
#include <stdio.h>

#include "hub/relation/relations.h"
#include "table/relation/plan.h"

static void print_row(const char *name, const char *type, const char *pushed,
                      const char *help) {
  printf("| `%s` | %s | ", name, type);
  printf(*pushed ? "`%s`" : "%s", pushed);
  printf(" | %s |\n", help);
}

static void print_column(const struct surface *surface, int column) {
  const struct column *declared = &surface->relation->columns[column];
  bool is_visible = column < surface->relation->visible;
  print_row(declared->name, column_type(declared),
            is_visible ? plan_pushed(surface, column) : "", declared->help);
}

static void print_relation(const struct relation *relation) {
  const struct surface surface = plan_surface(relation);
  puts("| column | type | pushed to the service | what it is |");
  puts("|---|---|---|---|");
  for (int i = 0; i < relation->visible; i++) {
    print_column(&surface, i);
  }
  puts("");
  puts("| hidden column | type | pushed to the service | what it is |");
  puts("|---|---|---|---|");
  for (int i = surface.first_input; i < PLAN_INPUTS; i++) {
    const struct input *input = &plan_inputs[i];
    print_row(input->name, input->type[0] ? input->type : "any",
              plan_pushed(&surface, COLUMN_INPUTS + i), input->help);
  }
  print_row(column_guard_name, "any", "", column_guard_help);
  for (int i = relation->visible; i < relation->shown; i++) {
    print_column(&surface, i);
  }
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  print_relation(relation_find(arguments[1]));
  return 0;
}
