#include "table/arguments.h"

#include <string.h>

#include "text/arxiv.h"
#include "base/utf8.h"

/* A hundred years: beyond it a number is no age but a mistake. */
static const double max_age_most = 3153600000.0;

/* The part of a day that a column tells, with what its texts look like. */
static const struct {
  const char *name;
  const char *forms;
} day_columns[] = {
    [PART_DAY] = {"listed", "a day as YYYY-MM-DD, such as '2025-03-12'"},
    [PART_WEEK] = {"week", "an ISO week as YYYY-Www, such as '2025-W11'"},
    [PART_MONTH] = {"month", "a month as YYYY-MM, such as '2025-03'"},
};

void arguments_init(struct arguments *arguments) {
  *arguments = (struct arguments){.rows = -1, .max_age = -1};
  query_init(&arguments->query, SOURCE_DAY);
}

void arguments_clear(struct arguments *arguments) {
  query_clear(&arguments->query);
  for (int i = 0; i < PAPERS_INPUTS; i++) {
    sqlite3_value_free(arguments->given[i]);
  }
  arguments_init(arguments);
}

static struct slice text_of(sqlite3_value *value) {
  const unsigned char *text = sqlite3_value_text(value);
  return (struct slice){(const char *)text, (size_t)sqlite3_value_bytes(value)};
}

/* Says that a value cannot be one of its column's. */
static void refuse(struct error *error, const char *column,
                   sqlite3_value *value, const char *accepted) {
  enum { SHOWN = 60 };
  switch (sqlite3_value_type(value)) {
  case SQLITE_BLOB:
    error_set(error, FAILED, "%s: a blob is not accepted: %s", column,
              accepted);
    break;
  case SQLITE_TEXT:
    error_set(error, FAILED, "%s: '%.*s'%s is not accepted: %s", column, SHOWN,
              (const char *)sqlite3_value_text(value),
              sqlite3_value_bytes(value) > SHOWN ? "..." : "", accepted);
    break;
  default:
    error_set(error, FAILED, "%s: %s is not accepted: %s", column,
              (const char *)sqlite3_value_text(value), accepted);
  }
}

/* Calls `visit` for the argument, or for each value of the list that it is;
** NULL equals nothing and is passed over. */
static bool each_value(sqlite3_value *argument, enum operation operation,
                       bool (*visit)(void *, sqlite3_value *, struct error *),
                       void *to, struct error *error) {
  sqlite3_value *value = argument;
  int code = SQLITE_OK;
  if (operation == OPERATION_IN) code = sqlite3_vtab_in_first(argument, &value);
  while (code == SQLITE_OK && value) {
    if (sqlite3_value_type(value) != SQLITE_NULL && !visit(to, value, error)) {
      return false;
    }
    if (operation != OPERATION_IN) return true;
    code = sqlite3_vtab_in_next(argument, &value);
  }
  if (code == SQLITE_NOMEM) error_no_memory(error);
  return code != SQLITE_NOMEM;
}

struct named_days {
  struct days days;
  enum day_part part;
};

static bool add_named(void *to, sqlite3_value *value, struct error *error) {
  struct named_days *named = to;
  int first, last;
  if (sqlite3_value_type(value) != SQLITE_TEXT ||
      !day_read(text_of(value), named->part, &first, &last)) {
    refuse(error, day_columns[named->part].name, value,
           day_columns[named->part].forms);
    return false;
  }
  return days_add(&named->days, first, last, error);
}

/* The days within a bound. SQLite compares a bound of another type either as
** text or as a value that is smaller (a number) or larger (a blob) than all
** text, and checks every row again: here it is enough to leave no day out. */
static bool add_bound(struct named_days *named, enum operation operation,
                      sqlite3_value *value, struct error *error) {
  static const enum bound bounds[] = {[OPERATION_LESS] = BOUND_LESS,
                                      [OPERATION_AT_MOST] = BOUND_AT_MOST,
                                      [OPERATION_MORE] = BOUND_MORE,
                                      [OPERATION_AT_LEAST] = BOUND_AT_LEAST};
  bool is_lower =
      operation == OPERATION_MORE || operation == OPERATION_AT_LEAST;
  switch (sqlite3_value_type(value)) {
  case SQLITE_NULL:
    return true;
  case SQLITE_TEXT:
    break;
  case SQLITE_BLOB:
    return is_lower || days_add(&named->days, DAY_MIN, DAY_MAX, error);
  default:
    if (is_lower) return days_add(&named->days, DAY_MIN, DAY_MAX, error);
  }
  return days_add_bound(&named->days, named->part, bounds[operation],
                        text_of(value), error);
}

static bool narrow_days(struct days *days, int column, enum operation operation,
                        sqlite3_value *value, struct error *error) {
  struct named_days named = {.part = column == COLUMN_WEEK    ? PART_WEEK
                                     : column == COLUMN_MONTH ? PART_MONTH
                                                              : PART_DAY};
  days_init(&named.days);
  bool done = operation == OPERATION_EQUAL || operation == OPERATION_IN
                  ? each_value(value, operation, add_named, &named, error)
                  : add_bound(&named, operation, value, error);
  done = done && days_intersect(days, &named.days, error);
  days_clear(&named.days);
  return done;
}

static bool is_day_column(int column) {
  return column >= COLUMN_LISTED && column <= COLUMN_MONTH;
}

static bool read_days(struct arguments *arguments, const struct plan *plan,
                      sqlite3_value **values, struct error *error) {
  arguments->query.ascending = plan->ascending;
  if (!days_add(&arguments->query.days, DAY_MIN, DAY_MAX, error)) return false;
  for (int i = 0; i < plan->count; i++) {
    int column = plan->arguments[i].column;
    if (is_day_column(column) &&
        !narrow_days(&arguments->query.days, column,
                     plan->arguments[i].operation, values[i], error)) {
      return false;
    }
  }
  return true;
}

/* A text that is no arXiv id is no paper's: nobody need be asked. */
static bool add_id(void *to, sqlite3_value *value, struct error *error) {
  if (sqlite3_value_type(value) != SQLITE_TEXT) {
    refuse(error, "id", value, "an id is text, such as '2601.10000'");
    return false;
  }
  struct slice id = text_of(value);
  return !arxiv_is_id(id) || query_add(to, id, error);
}

static bool read_words(struct query *query, sqlite3_value *value,
                       struct error *error) {
  struct slice words = slice_trim(text_of(value));
  int characters = 0;
  for (size_t i = 0; i < words.length; i++) {
    characters += (words.at[i] & 0xc0) != 0x80;
    if (words.at[i] == 0 || characters > SEARCH_MAX_CHARACTERS) {
      refuse(error, "papers", value, "words of up to 250 characters");
      return false;
    }
  }
  /* Without words there is nothing to be found. */
  return !words.length || query_add(query, words, error);
}

static bool read_feed(struct query *query, sqlite3_value *value,
                      struct error *error) {
  struct slice feed = text_of(value);
  if (sqlite3_value_type(value) == SQLITE_TEXT) {
    if (slice_is(feed, "daily")) return true;
    if (slice_is(feed, "trending")) {
      query->source = SOURCE_TRENDING;
      return true;
    }
  }
  refuse(error, "feed", value, "'daily' or 'trending'");
  return false;
}

static bool read_max_age(struct arguments *arguments, sqlite3_value *value,
                         struct error *error) {
  int type = sqlite3_value_numeric_type(value);
  double age = sqlite3_value_double(value);
  if ((type == SQLITE_INTEGER || type == SQLITE_FLOAT) && age >= 0 &&
      age <= max_age_most) {
    arguments->max_age = age;
    return true;
  }
  refuse(error, "max_age", value, "seconds from 0 to 3153600000");
  return false;
}

/* Notes an input and reads it; *none is set by NULL, which equals nothing. */
static bool read_input(struct arguments *arguments, enum papers_input input,
                       sqlite3_value *value, bool *none, struct error *error) {
  arguments->given[input] = sqlite3_value_dup(value);
  if (!arguments->given[input]) {
    error_no_memory(error);
    return false;
  }
  if (sqlite3_value_type(value) == SQLITE_NULL) {
    *none = true;
    return true;
  }
  if (input == INPUT_FEED) return read_feed(&arguments->query, value, error);
  if (input == INPUT_MAX_AGE) return read_max_age(arguments, value, error);
  return true;
}

/* The limit of rows; SQLite applies it as well, so that a sum too large for
** the type may as well be no limit. */
static void read_limit(struct arguments *arguments, const struct plan *plan,
                       sqlite3_value **values) {
  sqlite3_int64 limit = -1, offset = 0;
  for (int i = 0; i < plan->count; i++) {
    sqlite3_int64 number = sqlite3_value_int64(values[i]);
    if (plan->arguments[i].operation == OPERATION_LIMIT) limit = number;
    if (plan->arguments[i].operation == OPERATION_OFFSET) offset = number;
  }
  if (offset < 0) offset = 0;
  if (limit >= 0 && limit <= INT64_MAX - offset)
    arguments->rows = limit + offset;
}

static bool read_inputs(struct arguments *arguments, const struct plan *plan,
                        sqlite3_value **values, bool *none,
                        struct error *error) {
  for (int i = 0; i < plan->count; i++) {
    int input = plan->arguments[i].column - COLUMN_INPUTS;
    if (input < 0 || plan->arguments[i].operation == OPERATION_LIMIT ||
        plan->arguments[i].operation == OPERATION_OFFSET) {
      continue;
    }
    if (!read_input(arguments, (enum papers_input)input, values[i], none,
                    error)) {
      return false;
    }
  }
  return true;
}

static bool has_argument(const struct plan *plan, bool (*is)(int)) {
  for (int i = 0; i < plan->count; i++) {
    if (is(plan->arguments[i].column)) return true;
  }
  return false;
}

static bool is_id_column(int column) {
  return column == COLUMN_ID;
}

static bool read_ids(struct arguments *arguments, const struct plan *plan,
                     sqlite3_value **values, struct error *error) {
  arguments->query.source = SOURCE_PAPER;
  for (int i = 0; i < plan->count; i++) {
    if (plan->arguments[i].column == COLUMN_ID) {
      return each_value(values[i], plan->arguments[i].operation, add_id,
                        &arguments->query, error);
    }
  }
  return true;
}

static bool read_relation(struct arguments *arguments, const struct plan *plan,
                          sqlite3_value **values, struct error *error) {
  sqlite3_value *words = arguments->given[INPUT_PAPERS];
  if (words) {
    if (arguments->query.source == SOURCE_TRENDING) {
      error_set(error, FAILED,
                "feed: 'trending' cannot be searched: leave the words "
                "or the feed out");
      return false;
    }
    arguments->query.source = SOURCE_SEARCH;
    return read_words(&arguments->query, words, error);
  }
  if (arguments->query.source == SOURCE_TRENDING) return true;
  if (has_argument(plan, is_id_column) && !has_argument(plan, is_day_column)) {
    return read_ids(arguments, plan, values, error);
  }
  return read_days(arguments, plan, values, error);
}

bool arguments_read(struct arguments *arguments, const struct plan *plan,
                    sqlite3_value **values, struct error *error) {
  bool none = false;
  if (!read_inputs(arguments, plan, values, &none, error)) return false;
  if (!none && !read_relation(arguments, plan, values, error)) return false;
  read_limit(arguments, plan, values);
  /* A query of the days without one asks nothing. */
  if (none) arguments->query.source = SOURCE_DAY;
  return true;
}
