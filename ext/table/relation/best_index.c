/* From the constraints of a statement to a plan, and what it costs. What a
** constraint is stands in table/relation/constraint, the words of a plan in
** table/relation/plan. */
#include "table/relation/best_index.h"

#include "base/ascii.h"
#include "table/relation/constraint.h"

/* What one call of xBestIndex finds out, step by step. */
struct choice {
  sqlite3_index_info *info;
  struct connection *connection;
  const struct surface *surface;
  struct plan plan;
  uint32_t literals; /* the arguments whose values the SQL text holds */
  bool is_waiting;   /* a constraint on the day or the id is of no use in this
                     ** join order, and would be in another */
  bool is_lacking;   /* no paper is named, and one must be */
  bool is_looped;    /* SQLite calls xFilter once for each value of an IN */
};

/* Older ones say 1 (any order that groups will do) also where the groups are
** meant to come in an order. */
static bool tells_bare_group_by(void) {
  return sqlite3_libversion_number() >= 3054000;
}

static enum column_use use_of(const struct choice *choice, int column) {
  return column_use(choice->surface->relation, column);
}

/* Whether the column is one of the visible ones, and of that kind. */
static bool is_kind(const struct choice *choice, int column,
                    enum column_kind kind) {
  const struct relation *relation = choice->surface->relation;
  return column >= 0 && column < relation->visible &&
         relation->columns[column].kind == kind;
}

static int number_of(const struct choice *choice, int place) {
  return columns_number(choice->surface, place);
}

/* --- the origin --------------------------------------------------------- */

/* Which constraints there are, and which of them this join order can use. */
struct survey {
  bool words, trending, feed, day, one_day, id; /* to be used */
  bool waiting;                                 /* not to be used */
};

static void note_feed(const struct choice *choice, int i,
                      struct survey *survey) {
  if (constraint_is_text(choice->info, i, "daily")) return;
  survey->trending |= constraint_is_text(choice->info, i, "trending");
  survey->feed = true;
}

static void note(const struct choice *choice, int i,
                 const struct plan_argument *argument, struct survey *survey) {
  bool usable = choice->info->aConstraint[i].usable;
  bool is_equal = argument->operation == OPERATION_EQUAL ||
                  argument->operation == OPERATION_IS;
  enum column_use use = use_of(choice, argument->column);
  if (argument->column == COLUMN_WORDS) survey->words = true;
  if (argument->column == COLUMN_FEED) note_feed(choice, i, survey);
  if (use == USE_NONE) return;
  survey->waiting |= !usable;
  if (!usable) return;
  survey->day |= use == USE_DAY;
  survey->one_day |= is_kind(choice, argument->column, COLUMN_DAY) && is_equal;
  survey->id |= use != USE_DAY;
}

/* SQLite would take one argument too many for a comparison with what stands
** behind the inputs. */
static int refuse_argument(sqlite3_vtab *table,
                           const struct relation *relation) {
  sqlite3_free(table->zErrMsg);
  table->zErrMsg = sqlite3_mprintf(
      "papers: too many arguments: %s(%s)", relation->name,
      relation->needs_paper ? "max_age" : "words, feed, max_age");
  return table->zErrMsg ? SQLITE_ERROR : SQLITE_NOMEM;
}

/* Every input must be usable. Where one is not, this join order is refused, and
** SQLite tries another. The exception is `feed = 'daily'`, which SQLite can
** check in each row. */
static bool may_be_unusable(const struct choice *choice, int i, int column) {
  return column == COLUMN_FEED && constraint_is_text(choice->info, i, "daily");
}

static int look_around(const struct choice *choice, sqlite3_vtab *table,
                       struct survey *survey) {
  for (int i = 0; i < choice->info->nConstraint; i++) {
    const struct sqlite3_index_constraint *at = &choice->info->aConstraint[i];
    struct plan_argument argument;
    if (number_of(choice, at->iColumn) == COLUMN_GUARD &&
        at->op == SQLITE_INDEX_CONSTRAINT_EQ) {
      return refuse_argument(table, choice->surface->relation);
    }
    if (!constraint_read(choice->surface, choice->info, i, &argument)) continue;
    if (plan_is_input(argument.column) && !at->usable &&
        !may_be_unusable(choice, i, argument.column)) {
      return SQLITE_CONSTRAINT;
    }
    note(choice, i, &argument, survey);
  }
  return SQLITE_OK;
}

/* Whether the relation says nothing in this join order. Where another would do
** better, it is refused. Else the scan will say what is missing, so that SQLite
** can still find a plan that takes each side of an OR by itself. */
static bool lacks_paper(const struct choice *choice,
                        const struct survey *survey) {
  return choice->surface->relation->needs_paper && !survey->id;
}

static enum origin origin_of(const struct relation *relation,
                             const struct survey *survey) {
  if (relation->needs_paper) return ORIGIN_RECORDS;
  if (survey->words) return ORIGIN_SEARCH;
  if (survey->trending) return ORIGIN_TRENDING;
  if (survey->feed) return ORIGIN_FEED;
  if (survey->id && !survey->one_day) return ORIGIN_RECORDS;
  return survey->day ? ORIGIN_DAYS : ORIGIN_EVERY_DAY;
}

/* --- arguments ---------------------------------------------------------- */

/* A bound that is no text is compared in a way that only SQLite knows (it
** depends on the affinity of the other side), and so is one beyond ASCII (it
** depends on the database's encoding): it must be known to be neither. */
static bool is_known_text(const struct choice *choice, int i) {
  sqlite3_value *value = constraint_literal(choice->info, i);
  if (!value || sqlite3_value_type(value) != SQLITE_TEXT) return false;
  return ascii_is_all(slice_of((const char *)sqlite3_value_text(value)));
}

static bool is_range(enum operation operation) {
  return operation >= OPERATION_MORE && operation <= OPERATION_AT_MOST;
}

/* Whether every row that comes satisfies the constraint to the letter. */
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

static bool take(struct choice *choice, int i,
                 const struct plan_argument *argument) {
  struct plan *plan = &choice->plan;
  if (plan->count == PLAN_MAX_ARGUMENTS) return false;
  bool is_literal = constraint_literal(choice->info, i) != NULL;
  if (is_literal) choice->literals |= 1u << plan->count;
  plan->arguments[plan->count++] = *argument;
  choice->info->aConstraintUsage[i].argvIndex = plan->count;
  return true;
}

static void take_constraint(struct choice *choice, int i,
                            const struct plan_argument *argument) {
  bool is_input = plan_is_input(argument->column);
  if (!take(choice, i, argument)) return;
  choice->info->aConstraintUsage[i].omit = is_exact(choice, i, argument);
  choice->is_looped |= is_input && constraint_is_list(choice->info, i);
  if (argument->operation == OPERATION_IN) sqlite3_vtab_in(choice->info, i, 1);
}

static bool is_taken(const struct choice *choice, int i) {
  return choice->info->aConstraintUsage[i].argvIndex != 0;
}

/* The next usable constraint of a column, by the order of operations. */
static bool find(const struct choice *choice, int column, int *found,
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

static bool take_first(struct choice *choice, int column) {
  struct plan_argument argument;
  int i;
  if (!find(choice, column, &i, &argument)) return false;
  take_constraint(choice, i, &argument);
  return true;
}

/* All that is about the day. What the rows are depends on the inputs and on
** what names the papers: there must be room for these. */
static void take_days(struct choice *choice) {
  const int most = PLAN_MAX_ARGUMENTS - PLAN_INPUTS - 1;
  for (int i = 0; i < choice->surface->relation->visible; i++) {
    if (use_of(choice, i) != USE_DAY) continue;
    while (choice->plan.count < most && take_first(choice, i)) {
    }
  }
}

/* What names the papers: one is enough, SQLite checks the others. */
static void take_id(struct choice *choice) {
  const struct relation *relation = choice->surface->relation;
  if (choice->plan.origin == ORIGIN_FEED) take_first(choice, relation->id);
  if (choice->plan.origin != ORIGIN_RECORDS) return;
  for (int i = 0; i < relation->visible; i++) {
    bool names = use_of(choice, i) == USE_ID || use_of(choice, i) == USE_URL;
    if (names && take_first(choice, i)) return;
  }
}

/* Whether rows may be found in memory: those of a record are not kept, unless
** it has many. */
static bool may_look_up(const struct choice *choice) {
  return constraint_has_new_planner() &&
         (choice->plan.origin != ORIGIN_RECORDS ||
          choice->surface->relation->needs_paper);
}

/* A literal is not looked up: every scan would look for the same value, and
** gain nothing. */
static void take_lookup(struct choice *choice) {
  if (!may_look_up(choice)) return;
  for (int column = 0; column < choice->surface->relation->visible; column++) {
    struct plan_argument argument;
    int i;
    enum column_use use = use_of(choice, column);
    bool may = use == USE_NONE ||
               (use == USE_ID && choice->plan.origin != ORIGIN_FEED &&
                choice->plan.origin != ORIGIN_RECORDS);
    if (!may || !find(choice, column, &i, &argument)) continue;
    if (argument.operation != OPERATION_EQUAL) continue;
    if (constraint_literal(choice->info, i)) continue;
    take_constraint(choice, i, &argument);
    return;
  }
}

/* Two feeds that differ have no row in common, and no request tells that. */
static void take_other_feeds(struct choice *choice) {
  while (choice->plan.count < PLAN_MAX_ARGUMENTS &&
         take_first(choice, COLUMN_FEED)) {
  }
}

static void take_constraints(struct choice *choice) {
  take_days(choice);
  take_id(choice);
  for (int column = COLUMN_WORDS; column <= COLUMN_MAX_AGE; column++) {
    take_first(choice, column);
  }
  take_other_feeds(choice);
  take_lookup(choice);
}

/* --- order -------------------------------------------------------------- */

/* What ORDER BY asks for. */
struct wish {
  int days;         /* leading columns that tell the day */
  bool has_listed;  /* `listed` is among them */
  bool is_as_it_is; /* what follows, if anything, is the order in which the
                    ** rows of a day come anyway */
};

static bool same_way(const sqlite3_index_info *info, int i) {
  return info->aOrderBy[i].desc == info->aOrderBy[0].desc;
}

/* The column of a term of ORDER BY. */
static int ordered_column(const struct choice *choice, int term) {
  return number_of(choice, choice->info->aOrderBy[term].iColumn);
}

static bool is_day_term(const struct choice *choice, int term) {
  return use_of(choice, ordered_column(choice, term)) == USE_DAY;
}

static struct wish read_wish(const struct choice *choice) {
  const sqlite3_index_info *info = choice->info;
  struct wish wish = {0};
  int i = 0;
  for (; i < info->nOrderBy && is_day_term(choice, i) && same_way(info, i);
       i++) {
    wish.has_listed |= is_kind(choice, ordered_column(choice, i), COLUMN_DAY);
  }
  wish.days = i;
  /* No two rows of a day have one rank. */
  wish.is_as_it_is = i == info->nOrderBy ||
                     (wish.has_listed && !info->aOrderBy[i].desc &&
                      is_kind(choice, ordered_column(choice, i), COLUMN_RANK));
  return wish;
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

/* SQLite orders texts by the bytes that they have in the database's encoding,
** and ours are UTF-8. */
static bool may_sort_by(const struct choice *choice, int column) {
  const struct relation *relation = choice->surface->relation;
  if (column < 0 || column >= relation->visible) return false;
  return column_is_number(&relation->columns[column]) ||
         connection_is_utf8(choice->connection);
}

/* Within a day, which is then sorted when it is whole. */
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

/* Whether SQLite only wants equal days together, in any order. */
static bool is_grouping(const struct choice *choice) {
  if (!constraint_has_new_planner()) return false;
  int how = sqlite3_vtab_distinct(choice->info);
  return how == 2 || (how == 1 && tells_bare_group_by());
}

static void take_order(struct choice *choice) {
  const sqlite3_index_info *info = choice->info;
  enum origin origin = choice->plan.origin;
  if (origin != ORIGIN_DAYS && origin != ORIGIN_EVERY_DAY) return;
  if (!info->nOrderBy) return;
  struct wish wish = read_wish(choice);
  if (is_grouping(choice)) {
    /* The newest first, as where no order is asked for. */
    if (wish.days == info->nOrderBy) consume_order(choice, true);
  } else if (wish.days && wish.is_as_it_is) {
    consume_order(choice, info->aOrderBy[0].desc != 0);
  } else if (wish.has_listed && has_limit(choice)) {
    consume_order_within(choice, wish.days);
  }
}

/* --- limit -------------------------------------------------------------- */

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

/* Their places among the constraints differ between versions of SQLite, so
** they are told by the operator alone. Both, or neither. */
static void take_limit(struct choice *choice) {
  if (!may_take_limit(choice)) return;
  if (choice->plan.count > PLAN_MAX_ARGUMENTS - 2) return;
  for (int wanted = OPERATION_LIMIT; wanted <= OPERATION_OFFSET; wanted++) {
    for (int i = 0; i < choice->info->nConstraint; i++) {
      struct plan_argument argument;
      if (choice->info->aConstraint[i].usable &&
          constraint_read(choice->surface, choice->info, i, &argument) &&
          (int)argument.operation == wanted) {
        take(choice, i, &argument);
      }
    }
  }
}

/* --- costs -------------------------------------------------------------- */

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
  const double rows_of_day = 30, rows_of_search = 120, rows_of_paper = 8;
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
  if (relation_has_parts(choice->surface->relation)) *rows *= rows_of_paper;
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
static void set_cost(struct choice *choice) {
  const double request = 1000, last = 1e6, found = 10;
  sqlite3_index_info *info = choice->info;
  double requests = 1, rows = 1;
  guess(choice, &requests, &rows);
  info->estimatedCost = requests * request + rows;
  if (is_looked_up(choice) && rows > found) rows /= found;
  info->estimatedRows = (sqlite3_int64)rows;
  bool is_narrow = choice->plan.origin == ORIGIN_DAYS && requests < ALL_DAYS;
  if (choice->is_waiting && !is_narrow) info->estimatedCost *= last;
  if (choice->is_lacking) info->estimatedCost *= last;
  bool is_one_row =
      is_one_paper(choice) && !relation_has_parts(choice->surface->relation);
  if (is_one_row) info->idxFlags |= SQLITE_INDEX_SCAN_UNIQUE;
}

/* --- all of it ---------------------------------------------------------- */

int relation_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  const struct relation_table *own = (const struct relation_table *)table;
  struct choice choice = {.info = info,
                          .connection = own->connection,
                          .surface = &own->surface,
                          .plan = {.surface = &own->surface}};
  struct survey survey = {0};
  int code = look_around(&choice, table, &survey);
  if (code != SQLITE_OK) return code;
  if (lacks_paper(&choice, &survey) && survey.waiting) return SQLITE_CONSTRAINT;
  choice.plan.origin = origin_of(own->surface.relation, &survey);
  choice.is_waiting = survey.waiting;
  choice.is_lacking = lacks_paper(&choice, &survey);
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
