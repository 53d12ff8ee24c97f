#include "table/plan.h"

#include <string.h>

#include "table/choice.h"

/* SQLite 3.38 brought IN as one call, LIMIT, and the values of literals. */
static bool has_new_planner(void) {
  return sqlite3_libversion_number() >= 3038000;
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

bool choice_operation(const struct choice *choice, int i,
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
  if (!choice_operation(choice, i, &operation) ||
      operation != word->operation) {
    return false;
  }
  if (word->column == NO_COLUMN) return true;
  if (constraint->iColumn != word->column) return false;
  return is_input_column(word->column) || is_binary(choice, i);
}

/* Which constraints there are, and which of them this join order can use. */
struct survey {
  bool words, feed, day, id;    /* to be used */
  bool waiting_day, waiting_id; /* not to be used */
};

static void note(struct survey *survey, int column, bool usable) {
  survey->words |= column == COLUMN_PAPERS;
  survey->feed |= column == COLUMN_FEED;
  if (column_is_day(column)) {
    survey->day |= usable;
    survey->waiting_day |= !usable;
  }
  if (column == COLUMN_ID) {
    survey->id |= usable;
    survey->waiting_id |= !usable;
  }
}

/* An input must be usable, or this join order is none: SQLite then tries the
** others. */
static int look_around(const struct choice *choice, struct survey *survey) {
  for (int i = 0; i < choice->info->nConstraint; i++) {
    bool usable = choice->info->aConstraint[i].usable;
    for (int at = 0; at < WORDS; at++) {
      if (!fits(choice, i, &words[at])) continue;
      if (is_input_column(words[at].column) && !usable) {
        return SQLITE_CONSTRAINT;
      }
      note(survey, words[at].column, usable);
    }
  }
  return SQLITE_OK;
}

static void choose_relation(struct choice *choice,
                            const struct survey *survey) {
  choice->relation = survey->words                ? RELATION_SEARCH
                     : survey->feed               ? RELATION_FEED
                     : survey->id && !survey->day ? RELATION_RECORDS
                                                  : RELATION_DAYS;
  choice->is_waiting = survey->waiting_day || survey->waiting_id;
}

/* Whether the relation that was chosen makes use of the word. */
static bool is_taken(const struct choice *choice, const struct word *word) {
  if (word->column != COLUMN_ID) return true;
  return choice->relation == RELATION_FEED ||
         choice->relation == RELATION_RECORDS;
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
  if (choice->relation == RELATION_FEED ||
      choice->relation == RELATION_SEARCH) {
    return false;
  }
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
  if (!column_is_day(word->column) && has_taken(choice, word->column)) return;
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
  if (choice->relation != RELATION_DAYS) return;
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

int plan_make(sqlite3_vtab *table, sqlite3_index_info *info) {
  struct choice choice = {.info = info};
  struct survey survey = {0};
  (void)table;
  int code = look_around(&choice, &survey);
  if (code != SQLITE_OK) return code;
  choose_relation(&choice, &survey);
  take_constraints(&choice);
  take_order(&choice);
  take_limit(&choice);
  choice_set_cost(&choice);
  info->idxNum = (int)columns_wanted(info->colUsed, PAPERS_INPUTS);
  info->idxStr = sqlite3_mprintf("%s", choice.text);
  info->needToFreeIdxStr = 1;
  return info->idxStr ? SQLITE_OK : SQLITE_NOMEM;
}
