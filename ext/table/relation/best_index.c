/* Makes a plan from the constraints, the ORDER BY and the LIMIT of a statement.
** table/relation/plan.h says what a plan is. The steps are:
**
** 1. Survey the constraints and choose the origin of the rows.
** 2. Take constraints as arguments: on the day, the id, the inputs, a lookup.
** 3. Take the order, if the rows can come in it, and then the limit.
** 4. Estimate the cost: 1,000 for each request and 1 for each row.
**
** Reads constraints only through table/relation/constraint. Must not know the
** values of parameters: they are known only to xFilter. */
#include "table/relation/best_index.h"

#include <assert.h>

#include "base/ascii.h"
#include "table/relation/constraint.h"

/* The state of one call of xBestIndex. */
struct choice {
  sqlite3_index_info *info;
  struct connection *connection;
  const struct surface *surface;
  struct plan plan;
  uint32_t literals; /* by bit: the arguments whose values are literals */
  bool has_unusable; /* a constraint on the day or the id is of no use in this
                      ** join order, and would be in another */
  bool lacks_paper;  /* no paper is named, and one must be */
  bool is_looped;    /* SQLite calls xFilter once for each value of an IN */
};

/* Whether sqlite3_vtab_distinct() returns 1 only for a GROUP BY without an
** ORDER BY. Before 3.54 it returns 1 also where the groups must be in order. */
static bool has_bare_group_by(void) {
  return sqlite3_libversion_number() >= 3054000;
}

static enum column_use use_of(const struct choice *choice, int column) {
  return column_use(choice->surface->relation, column);
}

/* Whether the column is a visible one of that kind. */
static bool is_kind(const struct choice *choice, int column,
                    enum column_kind kind) {
  const struct relation *relation = choice->surface->relation;
  return column >= 0 && column < relation->visible &&
         relation->columns[column].kind == kind;
}

static int column_at(const struct choice *choice, int place) {
  return columns_number(choice->surface, place);
}

/* --- the origin --------------------------------------------------------- */

/* Which constraints there are. */
struct survey {
  bool words, trending, is_new, feed;
  bool day, one_day, id; /* usable in this join order */
  bool unusable;         /* one on the day or the id is not usable */
};

static void note_feed(const struct choice *choice, int i,
                      struct survey *survey) {
  if (constraint_is_text(choice->info, i, "daily")) return;
  survey->trending |= constraint_is_text(choice->info, i, "trending");
  survey->is_new |= constraint_is_text(choice->info, i, "new");
  survey->feed = true;
}

static void note_constraint(const struct choice *choice, int i,
                            const struct plan_argument *argument,
                            struct survey *survey) {
  bool usable = choice->info->aConstraint[i].usable;
  bool is_equal = argument->operation == OPERATION_EQUAL ||
                  argument->operation == OPERATION_IS;
  enum column_use use = use_of(choice, argument->column);
  if (argument->column == COLUMN_WORDS) survey->words = true;
  if (argument->column == COLUMN_FEED) note_feed(choice, i, survey);
  if (use == USE_NONE || use == USE_ARRAY) return;
  survey->unusable |= !usable;
  if (!usable) return;
  survey->day |= use == USE_DAY;
  survey->one_day |= is_kind(choice, argument->column, COLUMN_DAY) && is_equal;
  survey->id |= use != USE_DAY;
}

/* Sets the error for an argument too many (see COLUMN_GUARD). */
static int report_extra_argument(sqlite3_vtab *table,
                                 const struct relation *relation) {
  sqlite3_free(table->zErrMsg);
  table->zErrMsg = sqlite3_mprintf(
      "papers: too many arguments: %s(%s)", relation->name,
      relation->needs_paper ? "max_age" : "words, feed, max_age");
  return table->zErrMsg ? SQLITE_ERROR : SQLITE_NOMEM;
}

/* Every input must be usable. If one is not, the result is SQLITE_CONSTRAINT,
** and SQLite tries another join order. The exception is `feed = 'daily'`, which
** SQLite can check in each row. */
static bool may_be_unusable(const struct choice *choice, int i, int column) {
  return column == COLUMN_FEED && constraint_is_text(choice->info, i, "daily");
}

/* Fills the survey. Returns an SQLite code. */
static int survey_constraints(const struct choice *choice, sqlite3_vtab *table,
                              struct survey *survey) {
  for (int i = 0; i < choice->info->nConstraint; i++) {
    const struct sqlite3_index_constraint *at = &choice->info->aConstraint[i];
    struct plan_argument argument;
    if (column_at(choice, at->iColumn) == COLUMN_GUARD &&
        at->op == SQLITE_INDEX_CONSTRAINT_EQ) {
      return report_extra_argument(table, choice->surface->relation);
    }
    if (!constraint_read(choice->surface, choice->info, i, &argument)) continue;
    if (plan_is_input(argument.column) && !at->usable &&
        !may_be_unusable(choice, i, argument.column)) {
      return SQLITE_CONSTRAINT;
    }
    note_constraint(choice, i, &argument, survey);
  }
  return SQLITE_OK;
}

/* Whether no paper is named in this join order, and one must be. If another
** order can use a constraint on the paper, this one is refused. Else the scan
** reports what is missing, so that SQLite can still find a plan that takes each
** side of an OR by itself. */
static bool lacks_paper(const struct choice *choice,
                        const struct survey *survey) {
  return choice->surface->relation->needs_paper && !survey->id;
}

static enum origin choose_origin(const struct relation *relation,
                                 const struct survey *survey) {
  if (relation->needs_paper) return ORIGIN_RECORDS;
  if (survey->words) return ORIGIN_SEARCH;
  if (survey->trending) return ORIGIN_TRENDING;
  if (survey->is_new) return ORIGIN_NEW;
  if (survey->feed) return ORIGIN_FEED;
  if (survey->id && !survey->one_day) return ORIGIN_RECORDS;
  return survey->day ? ORIGIN_DAYS : ORIGIN_EVERY_DAY;
}

/* --- arguments ---------------------------------------------------------- */

/* Whether the value of a bound is a literal, is text and is ASCII. Other bounds
** are compared in ways that only SQLite knows: of another type, by the affinity
** of the other side; beyond ASCII, by the encoding of the database. */
static bool is_known_text(const struct choice *choice, int i) {
  sqlite3_value *value = constraint_literal(choice->info, i);
  if (!value || sqlite3_value_type(value) != SQLITE_TEXT) return false;
  return ascii_is_all(slice_of((const char *)sqlite3_value_text(value)));
}

static bool is_range(enum operation operation) {
  return operation >= OPERATION_MORE && operation <= OPERATION_AT_MOST;
}

/* Whether every row that the scan gives satisfies the constraint exactly, so
** that SQLite need not check it (`omit`). */
static bool is_exact(const struct choice *choice, int i,
                     const struct plan_argument *argument) {
  if (plan_is_input(argument->column)) return true;
  enum column_use use = use_of(choice, argument->column);
  if (argument->folds || use == USE_NONE) return false;
  if (use == USE_DAY && is_range(argument->operation)) {
    return is_known_text(choice, i);
  }
  bool is_one_of = argument->operation == OPERATION_EQUAL ||
                   argument->operation == OPERATION_IN;
  if (use == USE_ID) {
    return is_one_of && choice->plan.origin == ORIGIN_RECORDS;
  }
  return is_one_of && use == USE_DAY;
}

/* Makes constraint `i` the next argument of the plan and of xFilter. False if
** there is no room. */
static bool take_argument(struct choice *choice, int i,
                          const struct plan_argument *argument) {
  struct plan *plan = &choice->plan;
  if (plan->count == PLAN_MAX_ARGUMENTS) return false;
  assert(choice->info->aConstraint[i].usable);
  assert(choice->info->aConstraintUsage[i].argvIndex == 0);
  bool is_literal = constraint_literal(choice->info, i) != NULL;
  if (is_literal) choice->literals |= 1u << plan->count;
  plan->arguments[plan->count++] = *argument;
  choice->info->aConstraintUsage[i].argvIndex = plan->count;
  return true;
}

/* The same for a constraint on a column, with `omit` and lists. */
static void take_constraint(struct choice *choice, int i,
                            const struct plan_argument *argument) {
  bool is_input = plan_is_input(argument->column);
  if (!take_argument(choice, i, argument)) return;
  choice->info->aConstraintUsage[i].omit = is_exact(choice, i, argument);
  choice->is_looped |= is_input && constraint_is_list(choice->info, i);
  if (argument->operation == OPERATION_IN) sqlite3_vtab_in(choice->info, i, 1);
}

static bool is_taken(const struct choice *choice, int i) {
  return choice->info->aConstraintUsage[i].argvIndex != 0;
}

/* Finds the first constraint on the column that is usable and not yet taken, in
** the order of enum operation. */
static bool find_constraint(const struct choice *choice, int column, int *found,
                            struct plan_argument *argument) {
  *found = -1;
  for (int i = 0; i < choice->info->nConstraint; i++) {
    struct plan_argument at;
    if (!choice->info->aConstraint[i].usable || is_taken(choice, i)) continue;
    if (!constraint_read(choice->surface, choice->info, i, &at) ||
        at.column != column)
      continue;
    if (*found >= 0 && at.operation >= argument->operation) continue;
    *found = i;
    *argument = at;
  }
  return *found >= 0;
}

static bool take_next_of(struct choice *choice, int column) {
  struct plan_argument argument;
  int i;
  if (!find_constraint(choice, column, &i, &argument)) return false;
  take_constraint(choice, i, &argument);
  return true;
}

/* Takes all constraints on the day, but leaves room for the inputs and the id:
** which rows there are depends on these. */
static void take_days(struct choice *choice) {
  const int most = PLAN_MAX_ARGUMENTS - PLAN_INPUTS - 1;
  for (int i = 0; i < choice->surface->relation->visible; i++) {
    if (use_of(choice, i) != USE_DAY) continue;
    while (choice->plan.count < most && take_next_of(choice, i)) {
    }
  }
}

/* Takes a constraint on the array in which a row stands. SQLite checks the
** others. */
static void take_array(struct choice *choice) {
  for (int i = 0; i < choice->surface->relation->visible; i++) {
    if (use_of(choice, i) == USE_ARRAY && take_next_of(choice, i)) return;
  }
}

/* Takes one constraint on the id or on a URL. SQLite checks the others. */
static void take_id(struct choice *choice) {
  const struct relation *relation = choice->surface->relation;
  if (choice->plan.origin == ORIGIN_FEED) take_next_of(choice, relation->id);
  if (choice->plan.origin != ORIGIN_RECORDS) return;
  for (int i = 0; i < relation->visible; i++) {
    bool names = use_of(choice, i) == USE_ID || use_of(choice, i) == USE_URL;
    if (names && take_next_of(choice, i)) return;
  }
}

/* Whether kept rows may be found by a value. The row of a paper's record is not
** kept; the rows of a relation that needs a paper are. */
static bool may_look_up(const struct choice *choice) {
  return constraint_has_new_planner() &&
         (choice->plan.origin != ORIGIN_RECORDS ||
          choice->surface->relation->needs_paper);
}

/* Takes an equality by which kept rows are found. The value must not be a
** literal: a lookup helps only if each scan looks for another value. */
static void take_lookup(struct choice *choice) {
  if (!may_look_up(choice)) return;
  for (int column = 0; column < choice->surface->relation->visible; column++) {
    struct plan_argument argument;
    int i;
    enum column_use use = use_of(choice, column);
    bool may = use == USE_NONE ||
               (use == USE_ID && choice->plan.origin != ORIGIN_FEED &&
                choice->plan.origin != ORIGIN_RECORDS);
    if (!may || !find_constraint(choice, column, &i, &argument)) continue;
    if (argument.operation != OPERATION_EQUAL) continue;
    if (constraint_literal(choice->info, i)) continue;
    take_constraint(choice, i, &argument);
    return;
  }
}

/* Takes all further constraints on the feed. Two different feeds have no rows
** in common, which the scan finds out from the values. */
static void take_other_feeds(struct choice *choice) {
  while (choice->plan.count < PLAN_MAX_ARGUMENTS &&
         take_next_of(choice, COLUMN_FEED)) {
  }
}

static void take_constraints(struct choice *choice) {
  take_days(choice);
  take_id(choice);
  take_array(choice);
  for (int column = COLUMN_WORDS; column <= COLUMN_MAX_AGE; column++) {
    take_next_of(choice, column);
  }
  take_other_feeds(choice);
  take_lookup(choice);
}

/* --- order -------------------------------------------------------------- */

/* The terms of ORDER BY. */
struct order_by {
  int days;        /* how many leading terms are a day, a week or a month */
  bool has_listed; /* `listed` is among them */
  bool is_natural; /* the further terms, if any, are the order of a listing */
};

static bool is_same_direction(const sqlite3_index_info *info, int i) {
  return info->aOrderBy[i].desc == info->aOrderBy[0].desc;
}

/* The column of a term of ORDER BY. */
static int ordered_column(const struct choice *choice, int term) {
  return column_at(choice, choice->info->aOrderBy[term].iColumn);
}

static bool is_day_term(const struct choice *choice, int term) {
  return use_of(choice, ordered_column(choice, term)) == USE_DAY;
}

static struct order_by read_order_by(const struct choice *choice) {
  const sqlite3_index_info *info = choice->info;
  struct order_by order_by = {0};
  int i = 0;
  for (; i < info->nOrderBy && is_day_term(choice, i) &&
         is_same_direction(info, i);
       i++) {
    order_by.has_listed |=
        is_kind(choice, ordered_column(choice, i), COLUMN_DAY);
  }
  order_by.days = i;
  /* No two rows of a day have one rank. */
  order_by.is_natural =
      i == info->nOrderBy ||
      (order_by.has_listed && !info->aOrderBy[i].desc &&
       is_kind(choice, ordered_column(choice, i), COLUMN_RANK));
  return order_by;
}

static bool add_term(struct plan *plan, int column, bool descending) {
  if (plan->terms == PLAN_MAX_TERMS) return false;
  plan->order[plan->terms++] = (struct plan_term){column, descending};
  return true;
}

static void consume_order(struct choice *choice, bool descending) {
  choice->plan.terms = 0;
  add_term(&choice->plan, choice->surface->relation->day, descending);
  choice->info->orderByConsumed = 1;
}

/* Whether rows sorted by this column are in SQLite's order. SQLite compares
** texts by their bytes in the encoding of the database; the rows have UTF-8. */
static bool may_sort_by(const struct choice *choice, int column) {
  const struct relation *relation = choice->surface->relation;
  if (column < 0 || column >= relation->visible) return false;
  return column_is_number(&relation->columns[column]) ||
         connection_is_utf8(choice->connection);
}

/* Consumes an order that has further columns after the day. The scan then reads
** each day completely and sorts it. */
static void consume_order_within(struct choice *choice, int days) {
  const sqlite3_index_info *info = choice->info;
  consume_order(choice, info->aOrderBy[0].desc != 0);
  for (int i = days; i < info->nOrderBy; i++) {
    int column = ordered_column(choice, i);
    if (may_sort_by(choice, column) &&
        add_term(&choice->plan, column, info->aOrderBy[i].desc != 0)) {
      continue;
    }
    choice->plan.terms = 0;
    choice->info->orderByConsumed = 0;
    return;
  }
}

static bool has_limit(const struct choice *choice) {
  for (int i = 0; i < choice->info->nConstraint; i++) {
    const struct sqlite3_index_constraint *at = &choice->info->aConstraint[i];
    if (at->op == SQLITE_INDEX_CONSTRAINT_LIMIT && at->usable) return true;
  }
  return false;
}

/* Whether SQLite needs equal days only to be together, in any order. */
static bool is_grouping(const struct choice *choice) {
  if (!constraint_has_new_planner()) return false;
  int how = sqlite3_vtab_distinct(choice->info);
  return how == 2 || (how == 1 && has_bare_group_by());
}

static void take_order(struct choice *choice) {
  const sqlite3_index_info *info = choice->info;
  enum origin origin = choice->plan.origin;
  if (origin != ORIGIN_DAYS && origin != ORIGIN_EVERY_DAY) return;
  if (!info->nOrderBy) return;
  struct order_by order_by = read_order_by(choice);
  if (is_grouping(choice)) {
    /* The newest day first, as without an ORDER BY. */
    if (order_by.days == info->nOrderBy) consume_order(choice, true);
  } else if (order_by.days && order_by.is_natural) {
    consume_order(choice, info->aOrderBy[0].desc != 0);
  } else if (order_by.has_listed && has_limit(choice)) {
    consume_order_within(choice, order_by.days);
  }
}

/* --- limit -------------------------------------------------------------- */

/* Whether the limit is that of one scan: SQLite neither sorts nor filters its
** rows, and does not run a scan for each value of an IN. */
static bool may_take_limit(const struct choice *choice) {
  const sqlite3_index_info *info = choice->info;
  if (choice->is_looped || (info->nOrderBy && !info->orderByConsumed)) {
    return false;
  }
  for (int i = 0; i < info->nConstraint; i++) {
    struct plan_argument argument;
    bool is_limit =
        constraint_read(choice->surface, choice->info, i, &argument) &&
        plan_is_about_rows(argument.operation);
    if (!is_limit && !info->aConstraintUsage[i].omit) return false;
  }
  return true;
}

/* Takes LIMIT and OFFSET, in this order; both or neither. Their places among
** the constraints differ between versions of SQLite, so each is searched
** for. */
static void take_limit(struct choice *choice) {
  if (!may_take_limit(choice)) return;
  if (choice->plan.count > PLAN_MAX_ARGUMENTS - 2) return;
  for (int wanted = OPERATION_LIMIT; wanted <= OPERATION_OFFSET; wanted++) {
    for (int i = 0; i < choice->info->nConstraint; i++) {
      struct plan_argument argument;
      if (choice->info->aConstraint[i].usable &&
          constraint_read(choice->surface, choice->info, i, &argument) &&
          (int)argument.operation == wanted) {
        take_argument(choice, i, &argument);
      }
    }
  }
}

/* --- costs -------------------------------------------------------------- */

/* About how many days have a listing. */
enum { ALL_DAYS = 1000 };

static bool has_argument(const struct choice *choice, enum column_kind kind,
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

static bool has_equality(const struct choice *choice, enum column_kind kind) {
  return has_argument(choice, kind, OPERATION_EQUAL) ||
         has_argument(choice, kind, OPERATION_IS);
}

static bool has_day_argument(const struct choice *choice, enum operation first,
                             enum operation second) {
  static const enum column_kind kinds[] = {COLUMN_DAY, COLUMN_WEEK,
                                           COLUMN_MONTH};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    if (has_argument(choice, kinds[i], first) ||
        has_argument(choice, kinds[i], second)) {
      return true;
    }
  }
  return false;
}

/* About how many days a plan reads. */
static double estimate_days(const struct choice *choice) {
  if (has_equality(choice, COLUMN_DAY)) return 1;
  if (has_equality(choice, COLUMN_WEEK)) return 7;
  if (has_argument(choice, COLUMN_DAY, OPERATION_IN)) return 10;
  if (has_argument(choice, COLUMN_WEEK, OPERATION_IN)) return 20;
  if (has_equality(choice, COLUMN_MONTH)) return 30;
  if (has_day_argument(choice, OPERATION_LIKE, OPERATION_GLOB)) return 30;
  if (has_argument(choice, COLUMN_MONTH, OPERATION_IN)) return 60;
  bool from = has_day_argument(choice, OPERATION_MORE, OPERATION_AT_LEAST);
  bool to = has_day_argument(choice, OPERATION_LESS, OPERATION_AT_MOST);
  if (from && to) return 60;
  return from || to ? 400 : ALL_DAYS;
}

static bool is_one_paper(const struct choice *choice) {
  return choice->plan.origin == ORIGIN_RECORDS &&
         (has_equality(choice, COLUMN_ID) || has_equality(choice, COLUMN_URL));
}

/* About how many requests a scan makes and how many rows it gives. */
static void estimate(const struct choice *choice, double *requests,
                     double *rows) {
  const double rows_of_day = 30, rows_of_search = 120, rows_of_paper = 8;
  switch (choice->plan.origin) {
  case ORIGIN_SEARCH:
    *requests = 1;
    *rows = rows_of_search;
    break;
  case ORIGIN_TRENDING:
  case ORIGIN_NEW:
  case ORIGIN_FEED:
    *requests = 10;
    *rows = *requests * rows_of_day;
    break;
  case ORIGIN_RECORDS:
    *requests = *rows = is_one_paper(choice) ? 1 : 10;
    break;
  default:
    *requests = estimate_days(choice);
    *rows = *requests * rows_of_day;
    break;
  }
  if (relation_has_parts(choice->surface->relation)) *rows *= rows_of_paper;
}

static bool is_looked_up(const struct choice *choice) {
  for (int i = 0; i < choice->plan.count; i++) {
    if (plan_is_lookup(&choice->plan, i)) return true;
  }
  return false;
}

/* How much more a plan costs that cannot use a constraint on the day or the id
** in this join order: more than any other order, unless it reads only some
** days. Where papers are named, twice as much: the users' own tables are joined
** first, which can only leave fewer papers to be asked for. */
static double factor_of_unusable(const struct choice *choice, double requests) {
  const double twice = 2, last = 1e6;
  if (!choice->has_unusable) return 1;
  if (choice->plan.origin == ORIGIN_RECORDS) return twice;
  bool is_narrow = choice->plan.origin == ORIGIN_DAYS && requests < ALL_DAYS;
  return is_narrow ? 1 : last;
}

/* A request costs as much as 1,000 rows, so that a join begins with the user's
** own table.
**
** A plan that reads every day only because of the join order is also said to
** give a million times as many rows. Newer versions of SQLite raise the costs
** of all tables that are joined with a most expensive one, so that this one
** comes first in a join of five tables or more. What follows on so many rows
** costs more than any other order. */
static void set_cost(struct choice *choice) {
  const double request = 1000, last = 1e6, found = 10;
  sqlite3_index_info *info = choice->info;
  double requests = 1, rows = 1;
  estimate(choice, &requests, &rows);
  info->estimatedCost = requests * request + rows;
  info->estimatedCost *= factor_of_unusable(choice, requests);
  if (is_looked_up(choice) && rows > found) rows /= found;
  if (choice->has_unusable && choice->plan.origin == ORIGIN_EVERY_DAY) {
    rows *= last;
  }
  info->estimatedRows = (sqlite3_int64)rows;
  if (choice->lacks_paper) info->estimatedCost *= last;
  bool is_one_row =
      is_one_paper(choice) && !relation_has_parts(choice->surface->relation);
  if (is_one_row) info->idxFlags |= SQLITE_INDEX_SCAN_UNIQUE;
}

/* --- xBestIndex --------------------------------------------------------- */

int relation_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  const struct relation_table *own = (const struct relation_table *)table;
  struct choice choice = {.info = info,
                          .connection = own->connection,
                          .surface = &own->surface,
                          .plan = {.surface = &own->surface}};
  struct survey survey = {0};
  int code = survey_constraints(&choice, table, &survey);
  if (code != SQLITE_OK) return code;
  choice.lacks_paper = lacks_paper(&choice, &survey);
  if (choice.lacks_paper && survey.unusable) return SQLITE_CONSTRAINT;
  choice.plan.origin = choose_origin(own->surface.relation, &survey);
  choice.has_unusable = survey.unusable;
  take_constraints(&choice);
  take_order(&choice);
  take_limit(&choice);
  set_cost(&choice);
  info->idxNum = connection_note_plan(
      choice.connection, (struct plan_details){info->colUsed, choice.literals});
  info->idxStr = plan_write(&choice.plan);
  info->needToFreeIdxStr = 1;
  return info->idxStr ? SQLITE_OK : SQLITE_NOMEM;
}
