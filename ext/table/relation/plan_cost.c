#include "table/relation/choice.h"

/* About so many days have a listing. */
enum { ALL_DAYS = 1000 };

static bool has(const struct choice *choice, enum column_kind kind,
                enum operation operation) {
  const struct relation *relation = choice->surface->relation;
  for (int i = 0; i < choice->plan.count; i++) {
    int column = choice->plan.arguments[i].column;
    if (choice->plan.arguments[i].operation == operation && column >= 0 &&
        column < COLUMN_INPUTS && relation->columns[column].kind == kind) {
      return true;
    }
  }
  return false;
}

static bool is_one(const struct choice *choice, enum column_kind kind) {
  return has(choice, kind, OPERATION_EQUAL) || has(choice, kind, OPERATION_IS);
}

static bool has_of_days(const struct choice *choice, enum operation first,
                        enum operation second) {
  static const enum column_kind kinds[] = {COLUMN_DAY, COLUMN_WEEK,
                                           COLUMN_MONTH};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    if (has(choice, kinds[i], first) || has(choice, kinds[i], second)) {
      return true;
    }
  }
  return false;
}

/* About how many days a plan reads: a guess for the planner alone. */
static double days_expected(const struct choice *choice) {
  if (is_one(choice, COLUMN_DAY)) return 1;
  if (is_one(choice, COLUMN_WEEK)) return 7;
  if (has(choice, COLUMN_DAY, OPERATION_IN)) return 10;
  if (has(choice, COLUMN_WEEK, OPERATION_IN)) return 20;
  if (is_one(choice, COLUMN_MONTH)) return 30;
  if (has_of_days(choice, OPERATION_LIKE, OPERATION_GLOB)) return 30;
  if (has(choice, COLUMN_MONTH, OPERATION_IN)) return 60;
  bool from = has_of_days(choice, OPERATION_MORE, OPERATION_AT_LEAST);
  bool to = has_of_days(choice, OPERATION_LESS, OPERATION_AT_MOST);
  if (from && to) return 60;
  return from || to ? 400 : ALL_DAYS;
}

static bool is_one_paper(const struct choice *choice) {
  return choice->plan.origin == ORIGIN_RECORDS &&
         (is_one(choice, COLUMN_ID) || is_one(choice, COLUMN_URL));
}

static void guess(const struct choice *choice, double *requests, double *rows) {
  const double rows_of_day = 30, rows_of_search = 120;
  switch (choice->plan.origin) {
  case ORIGIN_SEARCH:
    *requests = 1;
    *rows = rows_of_search;
    break;
  case ORIGIN_TRENDING:
  case ORIGIN_FEED:
    *requests = 10;
    *rows = *requests * rows_of_day;
    break;
  case ORIGIN_RECORDS:
    *requests = *rows = is_one_paper(choice) ? 1 : 10;
    break;
  default:
    *requests = days_expected(choice);
    *rows = *requests * rows_of_day;
    break;
  }
}

static bool is_looked_up(const struct choice *choice) {
  for (int i = 0; i < choice->plan.count; i++) {
    if (plan_is_lookup(&choice->plan, i)) return true;
  }
  return false;
}

/* A request costs as much as many rows of the user's own table, so that a
** join starts there. A join order in which a constraint on the day or the id
** is of no use comes last, those that read every day behind all others. */
void choice_set_cost(struct choice *choice) {
  const double request = 1000, last = 1e6, found = 10;
  sqlite3_index_info *info = choice->info;
  double requests = 1, rows = 1;
  guess(choice, &requests, &rows);
  info->estimatedCost = requests * request + rows;
  if (is_looked_up(choice) && rows > found) rows /= found;
  info->estimatedRows = (sqlite3_int64)rows;
  bool is_narrow = choice->plan.origin == ORIGIN_DAYS && requests < ALL_DAYS;
  if (choice->is_waiting && !is_narrow) info->estimatedCost *= last;
  if (is_one_paper(choice)) info->idxFlags |= SQLITE_INDEX_SCAN_UNIQUE;
}
