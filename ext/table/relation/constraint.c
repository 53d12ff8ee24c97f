/* From SQLite's constraints to the arguments of a plan: decides which
** constraints a plan may have. Must not know which of them it takes:
** table/relation/best_index decides that. */
#include "table/relation/constraint.h"

bool constraint_has_new_planner(void) {
  return SQLITE_VERSION_NUMBER >= 3038000 &&
         sqlite3_libversion_number() >= 3038000;
}

static bool read_operation(unsigned char op, enum operation *operation) {
  static const struct {
    unsigned char op;
    enum operation operation;
  } operations[] = {
      {SQLITE_INDEX_CONSTRAINT_EQ, OPERATION_EQUAL},
      {SQLITE_INDEX_CONSTRAINT_IS, OPERATION_IS},
      {SQLITE_INDEX_CONSTRAINT_LT, OPERATION_LESS},
      {SQLITE_INDEX_CONSTRAINT_LE, OPERATION_AT_MOST},
      {SQLITE_INDEX_CONSTRAINT_GT, OPERATION_MORE},
      {SQLITE_INDEX_CONSTRAINT_GE, OPERATION_AT_LEAST},
      {SQLITE_INDEX_CONSTRAINT_LIKE, OPERATION_LIKE},
      {SQLITE_INDEX_CONSTRAINT_GLOB, OPERATION_GLOB},
      {SQLITE_INDEX_CONSTRAINT_MATCH, OPERATION_MATCH},
      {SQLITE_INDEX_CONSTRAINT_LIMIT, OPERATION_LIMIT},
      {SQLITE_INDEX_CONSTRAINT_OFFSET, OPERATION_OFFSET},
  };
  for (size_t at = 0; at < sizeof operations / sizeof operations[0]; at++) {
    *operation = operations[at].operation;
    if (operations[at].op == op) return true;
  }
  return false;
}

bool constraint_is_list(sqlite3_index_info *info, int i) {
  return constraint_has_new_planner() && sqlite3_vtab_in(info, i, -1);
}

/* Reads the collation. False if only SQLite can compare under it. It does not
** matter for LIKE and GLOB, which ignore it, and for inputs, which are not
** compared. NOCASE is possible for days, because their only letter is a capital
** W. */
static bool read_collation(const struct surface *surface,
                           sqlite3_index_info *info, int i,
                           struct plan_argument *argument) {
  if (argument->operation >= OPERATION_LIKE) return true;
  if (plan_is_input(argument->column)) return true;
  const char *collation = sqlite3_vtab_collation(info, i);
  if (!collation || sqlite3_stricmp(collation, "BINARY") == 0) return true;
  argument->folds = sqlite3_stricmp(collation, "NOCASE") == 0;
  return argument->folds &&
         column_use(surface->relation, argument->column) == USE_DAY;
}

/* Whether kept rows can be looked up by the column. Before 3.38 an IN looks
** like an `=`, and SQLite calls xFilter for each value of it. That would take
** longer than to let SQLite compare the rows, so there is no lookup there. */
static bool is_lookup(const struct relation *relation, int column,
                      enum operation operation) {
  return constraint_has_new_planner() && operation == OPERATION_EQUAL &&
         column >= 0 && column < relation->visible &&
         relation->columns[column].kind != COLUMN_FETCHED_AT;
}

/* Whether a plan can have the operation on the column. */
static bool is_known(const struct relation *relation, int column,
                     enum operation operation) {
  if (plan_is_input(column)) {
    return operation == OPERATION_EQUAL ||
           (operation == OPERATION_MATCH && column == COLUMN_WORDS);
  }
  switch (column_use(relation, column)) {
  case USE_DAY:
    return operation < OPERATION_MATCH;
  case USE_ARRAY:
  case USE_ID:
  case USE_URL:
    return operation <= OPERATION_IS;
  case USE_NONE:
    break;
  }
  return is_lookup(relation, column, operation);
}

sqlite3_value *constraint_literal(sqlite3_index_info *info, int i) {
  sqlite3_value *value = NULL;
  if (!constraint_has_new_planner()) return NULL;
  int code = sqlite3_vtab_rhs_value(info, i, &value);
  return code == SQLITE_OK ? value : NULL;
}

/* Whether the other side is a value that is known now and is not NULL. Only
** then IS and `=` are the same for an input: one that IS NULL is not given. */
static bool is_known_value(sqlite3_index_info *info, int i) {
  sqlite3_value *value = constraint_literal(info, i);
  return value && sqlite3_value_type(value) != SQLITE_NULL;
}

/* The values of an input never come as a list: SQLite calls xFilter for each of
** them, so that the column can return the value that was given. */
bool constraint_read(const struct surface *surface, sqlite3_index_info *info,
                     int i, struct plan_argument *argument) {
  const struct sqlite3_index_constraint *at = &info->aConstraint[i];
  int column = columns_number(surface, at->iColumn);
  *argument = (struct plan_argument){.column = column};
  if (!read_operation(at->op, &argument->operation)) return false;
  if (plan_is_about_rows(argument->operation)) {
    argument->column = NO_COLUMN;
    return true;
  }
  if (plan_is_input(column) && argument->operation == OPERATION_IS &&
      is_known_value(info, i)) {
    argument->operation = OPERATION_EQUAL;
  }
  if (!is_known(surface->relation, column, argument->operation)) return false;
  if (argument->operation == OPERATION_EQUAL && !plan_is_input(column) &&
      constraint_is_list(info, i)) {
    if (column_use(surface->relation, column) == USE_NONE) return false;
    argument->operation = OPERATION_IN;
  }
  return read_collation(surface, info, i, argument);
}

bool constraint_is_text(sqlite3_index_info *info, int i, const char *text) {
  sqlite3_value *value = constraint_literal(info, i);
  return value &&
         slice_is(slice_of((const char *)sqlite3_value_text(value)), text);
}
