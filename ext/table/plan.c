#include "table/plan.h"

#include <string.h>

const struct input papers_inputs[PAPERS_INPUTS] = {
    [INPUT_PAPERS] = {"papers", "TEXT", "= MATCH",
                      "words for the Hub's search"},
    [INPUT_FEED] = {"feed", "TEXT", "=", "`daily` (default) or `trending`"},
    [INPUT_MAX_AGE] = {"max_age", "", "=",
                       "seconds a stored answer may be old; 0 asks again"},
};

enum {
  COLUMN_PAPERS = COLUMN_INPUTS + INPUT_PAPERS,
  COLUMN_FEED = COLUMN_INPUTS + INPUT_FEED,
  COLUMN_MAX_AGE = COLUMN_INPUTS + INPUT_MAX_AGE,
  NO_COLUMN = -1
};

/* Every word that takes an argument, in the order of the plan. */
static const struct word {
  const char *text;
  int column;
  enum operation operation;
} words[] = {
    {"listed=?", COLUMN_LISTED, OPERATION_EQUAL},
    {"listed IN (?)", COLUMN_LISTED, OPERATION_IN},
    {"listed>?", COLUMN_LISTED, OPERATION_MORE},
    {"listed>=?", COLUMN_LISTED, OPERATION_AT_LEAST},
    {"listed<?", COLUMN_LISTED, OPERATION_LESS},
    {"listed<=?", COLUMN_LISTED, OPERATION_AT_MOST},
    {"week=?", COLUMN_WEEK, OPERATION_EQUAL},
    {"week IN (?)", COLUMN_WEEK, OPERATION_IN},
    {"week>?", COLUMN_WEEK, OPERATION_MORE},
    {"week>=?", COLUMN_WEEK, OPERATION_AT_LEAST},
    {"week<?", COLUMN_WEEK, OPERATION_LESS},
    {"week<=?", COLUMN_WEEK, OPERATION_AT_MOST},
    {"month=?", COLUMN_MONTH, OPERATION_EQUAL},
    {"month IN (?)", COLUMN_MONTH, OPERATION_IN},
    {"month>?", COLUMN_MONTH, OPERATION_MORE},
    {"month>=?", COLUMN_MONTH, OPERATION_AT_LEAST},
    {"month<?", COLUMN_MONTH, OPERATION_LESS},
    {"month<=?", COLUMN_MONTH, OPERATION_AT_MOST},
    {"id=?", COLUMN_ID, OPERATION_EQUAL},
    {"id IN (?)", COLUMN_ID, OPERATION_IN},
    {"papers MATCH ?", COLUMN_PAPERS, OPERATION_MATCH},
    {"papers=?", COLUMN_PAPERS, OPERATION_EQUAL},
    {"feed=?", COLUMN_FEED, OPERATION_EQUAL},
    {"max_age=?", COLUMN_MAX_AGE, OPERATION_EQUAL},
    {"limit=?", NO_COLUMN, OPERATION_LIMIT},
    {"offset=?", NO_COLUMN, OPERATION_OFFSET},
};

enum { WORDS = sizeof words / sizeof words[0] };

static const char order_ascending[] = "order=listed";
static const char order_descending[] = "order=-listed";

/* What one call of xBestIndex finds out, step by step. */
struct choice {
  sqlite3_index_info *info;
  bool has_words, has_feed, has_day, has_id; /* constrained, usable or not */
  bool is_looped;  /* SQLite calls xFilter once for each value of an IN */
  bool is_ordered; /* ORDER BY is satisfied by the order of the days */
  int arguments;
  char text[512];
};

/* SQLite 3.38 brought IN as one call, LIMIT, and the values of literals. */
static bool has_new_planner(void) {
  return sqlite3_libversion_number() >= 3038000;
}

static bool is_day_column(int column) {
  return column >= COLUMN_LISTED && column <= COLUMN_MONTH;
}

static bool is_input_column(int column) {
  return column >= COLUMN_PAPERS && column <= COLUMN_MAX_AGE;
}

static bool is_limit(unsigned char op) {
  return op == SQLITE_INDEX_CONSTRAINT_LIMIT ||
         op == SQLITE_INDEX_CONSTRAINT_OFFSET;
}

static bool is_list(const struct choice *choice, int i) {
  return has_new_planner() && sqlite3_vtab_in(choice->info, i, -1);
}

/* The operation of a constraint; false for one that nothing here takes. */
static bool operation_of(const struct choice *choice, int i,
                         enum operation *operation) {
  static const struct {
    unsigned char op;
    enum operation operation;
  } operations[] = {
      {SQLITE_INDEX_CONSTRAINT_EQ, OPERATION_EQUAL},
      {SQLITE_INDEX_CONSTRAINT_LT, OPERATION_LESS},
      {SQLITE_INDEX_CONSTRAINT_LE, OPERATION_AT_MOST},
      {SQLITE_INDEX_CONSTRAINT_GT, OPERATION_MORE},
      {SQLITE_INDEX_CONSTRAINT_GE, OPERATION_AT_LEAST},
      {SQLITE_INDEX_CONSTRAINT_MATCH, OPERATION_MATCH},
      {SQLITE_INDEX_CONSTRAINT_LIMIT, OPERATION_LIMIT},
      {SQLITE_INDEX_CONSTRAINT_OFFSET, OPERATION_OFFSET},
  };
  unsigned char op = choice->info->aConstraint[i].op;
  for (size_t at = 0; at < sizeof operations / sizeof operations[0]; at++) {
    if (operations[at].op != op) continue;
    *operation = operations[at].operation;
    /* The values of an input come one at a time, so that the column can
    ** return the one that was given. */
    if (*operation == OPERATION_EQUAL && is_list(choice, i) &&
        !is_input_column(choice->info->aConstraint[i].iColumn)) {
      *operation = OPERATION_IN;
    }
    return true;
  }
  return false;
}

/* Days and ids are compared byte by byte, as BINARY does; a comparison under
** another collation is SQLite's own business. */
static bool is_binary(const struct choice *choice, int i) {
  const char *collation = sqlite3_vtab_collation(choice->info, i);
  return !collation || sqlite3_stricmp(collation, "BINARY") == 0;
}

static bool fits(const struct choice *choice, int i, const struct word *word) {
  const struct sqlite3_index_constraint *constraint =
      &choice->info->aConstraint[i];
  enum operation operation;
  if (!operation_of(choice, i, &operation) || operation != word->operation) {
    return false;
  }
  if (word->column == NO_COLUMN) return true;
  if (constraint->iColumn != word->column) return false;
  return is_input_column(word->column) || is_binary(choice, i);
}

/* Which constraints there are. An input must be usable, or this join order is
** none: SQLite then tries the others. */
static int survey(struct choice *choice) {
  for (int i = 0; i < choice->info->nConstraint; i++) {
    const struct sqlite3_index_constraint *constraint =
        &choice->info->aConstraint[i];
    for (int at = 0; at < WORDS; at++) {
      if (!fits(choice, i, &words[at])) continue;
      int column = words[at].column;
      if (is_input_column(column) && !constraint->usable) {
        return SQLITE_CONSTRAINT;
      }
      choice->has_words |= column == COLUMN_PAPERS;
      choice->has_feed |= column == COLUMN_FEED;
      choice->has_day |= is_day_column(column);
      choice->has_id |= column == COLUMN_ID;
    }
  }
  return SQLITE_OK;
}

/* Whether the relation that was chosen makes use of the word. */
static bool is_taken(const struct choice *choice, const struct word *word) {
  if (is_input_column(word->column)) return true;
  if (is_day_column(word->column)) return true;
  return word->column == COLUMN_ID && !choice->has_words &&
         (choice->has_feed || !choice->has_day);
}

/* A bound that is no text is compared in a way that only SQLite knows (it
** depends on the affinity of the other side), so it must be known to be one. */
static bool is_known_text(const struct choice *choice, int i) {
  sqlite3_value *value = NULL;
  if (!has_new_planner()) return false;
  return sqlite3_vtab_rhs_value(choice->info, i, &value) == SQLITE_OK &&
         sqlite3_value_type(value) == SQLITE_TEXT;
}

/* Whether every row that comes satisfies the constraint to the letter. */
static bool is_exact(const struct choice *choice, int i,
                     const struct word *word) {
  if (is_input_column(word->column)) return true;
  if (choice->has_feed || choice->has_words) return false;
  if (word->operation == OPERATION_EQUAL || word->operation == OPERATION_IN) {
    return true;
  }
  return is_known_text(choice, i);
}

static void add_text(struct choice *choice, const char *text) {
  size_t length = strlen(choice->text);
  sqlite3_snprintf((int)(sizeof choice->text - length), choice->text + length,
                   "%s%s", length ? " " : "", text);
}

static bool has_taken(const struct choice *choice, int column) {
  for (int i = 0; i < choice->info->nConstraint; i++) {
    if (choice->info->aConstraintUsage[i].argvIndex &&
        choice->info->aConstraint[i].iColumn == column) {
      return true;
    }
  }
  return false;
}

static bool take(struct choice *choice, int i, const struct word *word) {
  struct sqlite3_index_constraint_usage *usage =
      &choice->info->aConstraintUsage[i];
  if (choice->arguments == PLAN_MAX_ARGUMENTS) return false;
  usage->argvIndex = ++choice->arguments;
  add_text(choice, word->text);
  return true;
}

static void take_constraint(struct choice *choice, int i,
                            const struct word *word) {
  bool is_input = is_input_column(word->column);
  /* Of what is not about the day one is enough; SQLite checks the others. */
  if (!is_day_column(word->column) && has_taken(choice, word->column)) return;
  if (!take(choice, i, word)) return;
  choice->info->aConstraintUsage[i].omit = is_exact(choice, i, word);
  choice->is_looped |= is_input && is_list(choice, i);
  if (word->operation == OPERATION_IN) sqlite3_vtab_in(choice->info, i, 1);
}

static void take_constraints(struct choice *choice) {
  for (int at = 0; at < WORDS; at++) {
    const struct word *word = &words[at];
    if (word->column == NO_COLUMN || !is_taken(choice, word)) continue;
    for (int i = 0; i < choice->info->nConstraint; i++) {
      bool usable = choice->info->aConstraint[i].usable;
      if (usable && fits(choice, i, word)) take_constraint(choice, i, word);
    }
  }
}

/* Rows come day by day, and within a day by rank. */
static void take_order(struct choice *choice) {
  sqlite3_index_info *info = choice->info;
  if (choice->has_words || choice->has_feed) return;
  if (choice->has_id && !choice->has_day) return;
  if (info->nOrderBy < 1 || info->nOrderBy > 2) return;
  if (info->aOrderBy[0].iColumn != COLUMN_LISTED) return;
  if (info->nOrderBy == 2 &&
      (info->aOrderBy[1].iColumn != COLUMN_RANK || info->aOrderBy[1].desc)) {
    return;
  }
  choice->is_ordered = true;
  info->orderByConsumed = 1;
  add_text(choice, info->aOrderBy[0].desc ? order_descending : order_ascending);
}

static bool may_take_limit(const struct choice *choice) {
  const sqlite3_index_info *info = choice->info;
  if (choice->is_looped || (info->nOrderBy && !choice->is_ordered)) {
    return false;
  }
  for (int i = 0; i < info->nConstraint; i++) {
    if (is_limit(info->aConstraint[i].op)) continue;
    if (!info->aConstraintUsage[i].omit) return false;
  }
  return true;
}

/* The order of the two among the constraints differs between versions of
** SQLite, so they are told by their operator alone. SQLite goes on applying
** both: they only say when to stop. */
static void take_limit(struct choice *choice) {
  if (!may_take_limit(choice)) return;
  for (int at = 0; at < WORDS; at++) {
    if (words[at].column != NO_COLUMN) continue;
    for (int i = 0; i < choice->info->nConstraint; i++) {
      if (choice->info->aConstraint[i].usable && fits(choice, i, &words[at])) {
        take(choice, i, &words[at]);
      }
    }
  }
}

static bool has_taken_as(const struct choice *choice, int column,
                         enum operation operation) {
  for (int i = 0; i < choice->info->nConstraint; i++) {
    enum operation of;
    if (choice->info->aConstraintUsage[i].argvIndex &&
        choice->info->aConstraint[i].iColumn == column &&
        operation_of(choice, i, &of) && of == operation) {
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
  return from || to ? 400 : 1000;
}

/* A request costs as much as many rows of the user's own table, so that a
** join starts there. Reading every day while a constraint on the id or the
** day waits for another join order is the last thing to do. */
static void set_cost(struct choice *choice) {
  const double request = 1000, rows_of_day = 30, last_resort = 1e6;
  sqlite3_index_info *info = choice->info;
  double requests = 1, rows = 100;
  if (choice->has_words) {
    rows = 120;
  } else if (choice->has_feed) {
    requests = rows = 10;
  } else if (choice->has_id && !choice->has_day &&
             has_taken_as(choice, COLUMN_ID, OPERATION_EQUAL)) {
    rows = 1;
    info->idxFlags |= SQLITE_INDEX_SCAN_UNIQUE;
  } else if (choice->has_id && !choice->has_day &&
             has_taken_as(choice, COLUMN_ID, OPERATION_IN)) {
    requests = rows = 10;
  } else {
    requests = days_expected(choice);
    rows = requests * rows_of_day;
    if (requests >= 1000 && (choice->has_id || choice->has_day)) {
      requests *= last_resort;
    }
  }
  info->estimatedCost = requests * request + rows;
  info->estimatedRows = (sqlite3_int64)rows;
}

int plan_make(sqlite3_vtab *table, sqlite3_index_info *info) {
  struct choice choice = {.info = info};
  (void)table;
  int code = survey(&choice);
  if (code != SQLITE_OK) return code;
  take_constraints(&choice);
  take_order(&choice);
  take_limit(&choice);
  set_cost(&choice);
  info->idxNum = (int)columns_wanted(info->colUsed, PAPERS_INPUTS);
  info->idxStr = sqlite3_mprintf("%s", choice.text);
  info->needToFreeIdxStr = 1;
  return info->idxStr ? SQLITE_OK : SQLITE_NOMEM;
}

/* Moves *at behind the word if that stands there, whole. */
static bool skip_word(const char **at, const char *word) {
  size_t length = strlen(word);
  if (strncmp(*at, word, length) != 0) return false;
  char after = (*at)[length];
  if (after != 0 && after != ' ') return false;
  *at += length + (after == ' ');
  return true;
}

static bool read_word(const char **at, struct plan *plan) {
  if (skip_word(at, order_ascending)) {
    plan->ascending = true;
    return true;
  }
  if (skip_word(at, order_descending)) return true;
  for (int i = 0; i < WORDS; i++) {
    if (!skip_word(at, words[i].text)) continue;
    if (plan->count == PLAN_MAX_ARGUMENTS) return false;
    plan->arguments[plan->count].column = words[i].column;
    plan->arguments[plan->count].operation = words[i].operation;
    plan->count++;
    return true;
  }
  return false;
}

bool plan_read(const char *text, struct plan *plan) {
  *plan = (struct plan){0};
  while (text && *text) {
    if (!read_word(&text, plan)) return false;
  }
  return true;
}
