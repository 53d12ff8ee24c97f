#include "table/choice.h"

/* About so many days have a listing. */
enum { ALL_DAYS = 1000 };

static bool has_taken_as(const struct choice *choice, int column,
                         enum operation operation) {
  for (int i = 0; i < choice->info->nConstraint; i++) {
    enum operation of;
    if (choice->info->aConstraintUsage[i].argvIndex &&
        choice->info->aConstraint[i].iColumn == column &&
        choice_operation(choice, i, &of) && of == operation) {
      return true;
    }
  }
  return false;
}

static bool is_bounded(const struct choice *choice, enum operation strict,
                       enum operation loose) {
  for (int column = COLUMN_LISTED; column <= COLUMN_MONTH; column++) {
    if (has_taken_as(choice, column, strict) ||
        has_taken_as(choice, column, loose)) {
      return true;
    }
  }
  return false;
}

/* About how many days a plan reads: a guess for the planner alone. */
static double days_expected(const struct choice *choice) {
  if (has_taken_as(choice, COLUMN_LISTED, OPERATION_EQUAL)) return 1;
  if (has_taken_as(choice, COLUMN_WEEK, OPERATION_EQUAL)) return 7;
  if (has_taken_as(choice, COLUMN_LISTED, OPERATION_IN)) return 10;
  if (has_taken_as(choice, COLUMN_WEEK, OPERATION_IN)) return 20;
  if (has_taken_as(choice, COLUMN_MONTH, OPERATION_EQUAL)) return 30;
  if (has_taken_as(choice, COLUMN_MONTH, OPERATION_IN)) return 60;
  bool from = is_bounded(choice, OPERATION_MORE, OPERATION_AT_LEAST);
  bool to = is_bounded(choice, OPERATION_LESS, OPERATION_AT_MOST);
  if (from && to) return 60;
  return from || to ? 400 : ALL_DAYS;
}

static bool is_one_paper(const struct choice *choice) {
  return choice->relation == RELATION_RECORDS &&
         has_taken_as(choice, COLUMN_ID, OPERATION_EQUAL);
}

static void guess(const struct choice *choice, double *requests, double *rows) {
  const double rows_of_day = 30, rows_of_search = 120;
  switch (choice->relation) {
  case RELATION_SEARCH:
    *requests = 1;
    *rows = rows_of_search;
    break;
  case RELATION_FEED:
    *requests = 10;
    *rows = *requests * rows_of_day;
    break;
  case RELATION_DAYS:
    *requests = days_expected(choice);
    *rows = *requests * rows_of_day;
    break;
  case RELATION_RECORDS:
    *requests = *rows = is_one_paper(choice) ? 1 : 10;
    break;
  }
}

/* A request costs as much as many rows of the user's own table, so that a
** join starts there. A join order in which a constraint on the day or the id
** is of no use comes last, those that read every day behind all others. */
void choice_set_cost(struct choice *choice) {
  const double request = 1000, last = 1e6;
  sqlite3_index_info *info = choice->info;
  double requests = 1, rows = 1;
  guess(choice, &requests, &rows);
  info->estimatedCost = requests * request + rows;
  info->estimatedRows = (sqlite3_int64)rows;
  bool is_narrow = choice->relation == RELATION_DAYS && requests < ALL_DAYS;
  if (choice->is_waiting && !is_narrow) info->estimatedCost *= last;
  if (is_one_paper(choice)) info->idxFlags |= SQLITE_INDEX_SCAN_UNIQUE;
}
