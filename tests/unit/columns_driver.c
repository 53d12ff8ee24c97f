/* Prints the columns and the inputs of the table `papers` as the two tables of
** docs/table.md, which are written out from this
** (tests/table/test_table.py). */
#include <stdio.h>

#include "table/relation/plan.h"

static void print_row(const char *name, const char *type, const char *pushed,
                      const char *help) {
  printf("| `%s` | %s | ", name, type);
  printf(*pushed ? "`%s`" : "%s", pushed);
  printf(" | %s |\n", help);
}

int main(void) {
  puts("| column | type | pushed to the service | what it is |");
  puts("|---|---|---|---|");
  for (size_t i = 0; i < COLUMN_INPUTS; i++) {
    const struct column *column = &columns[i];
    print_row(column->name, column->type, plan_pushed((int)i), column->help);
  }
  puts("");
  puts("| hidden column | type | pushed to the service | what it is |");
  puts("|---|---|---|---|");
  for (size_t i = 0; i < PAPERS_INPUTS; i++) {
    const struct input *input = &papers_inputs[i];
    print_row(input->name, input->type[0] ? input->type : "any",
              plan_pushed(COLUMN_INPUTS + (int)i), input->help);
  }
  print_row(column_end.name, "any", "", column_end.help);
  print_row(column_raw.name, column_raw.type, "", column_raw.help);
  return 0;
}
