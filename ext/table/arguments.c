#include "table/arguments.h"

#include "text/arxiv.h"

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

/* The text of what is neither NULL nor a blob. SQLite may have to convert it,
** which takes memory: false, with the error set, when there is none. */
static bool text_of(sqlite3_value *value, struct slice *text,
                    struct error *error) {
  const unsigned char *at = sqlite3_value_text(value);
  *text = (struct slice){(const char *)at, (size_t)sqlite3_value_bytes(value)};
  if (!at) error_no_memory(error);
  return at != NULL;
}

/* Says that a value cannot be one of its column's. Returns false. */
static bool refuse(struct error *error, const char *column,
                   sqlite3_value *value, const char *accepted) {
  enum { SHOWN = 60 };
  int type = sqlite3_value_type(value);
  struct slice text;
  if (type == SQLITE_BLOB) {
    error_set(error, FAILED, "%s: a blob is not accepted: %s", column,
              accepted);
  } else if (text_of(value, &text, error)) {
    const char *quote = type == SQLITE_TEXT ? "'" : "";
    error_set(error, FAILED, "%s: %s%.*s%s%s is not accepted: %s", column,
              quote, SHOWN, text.at, quote, text.length > SHOWN ? "..." : "",
              accepted);
  }
  return false;
}

/* Calls `visit` for the argument, or for each value of the list that it is;
** NULL equals nothing and is passed over. A list that cannot be read to its
** end must not pass for a shorter one. */
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
  if (code == SQLITE_OK || code == SQLITE_DONE) return true;
  if (code == SQLITE_NOMEM) error_no_memory(error);
  error_set(error, IO_FAILED, "a list could not be read: %s",
            sqlite3_errstr(code));
  return false;
}

struct named_days {
  struct days days;
  enum day_part part;
};

static bool add_named(void *to, sqlite3_value *value, struct error *error) {
  struct named_days *named = to;
  struct slice text = {0};
  int first, last;
  bool is_text = sqlite3_value_type(value) == SQLITE_TEXT;
  if (is_text && !text_of(value, &text, error)) return false;
  if (!is_text || !day_read(text, named->part, &first, &last)) {
    return refuse(error, day_columns[named->part].name, value,
                  day_columns[named->part].forms);
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
  struct slice text;
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
  return text_of(value, &text, error) &&
         days_add_bound(&named->days, named->part, bounds[operation], text,
                        error);
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

static bool read_days(struct arguments *arguments, const struct plan *plan,
                      sqlite3_value **values, struct error *error) {
  arguments->query.ascending = plan->ascending;
  if (!days_add(&arguments->query.days, DAY_MIN, DAY_MAX, error)) return false;
  for (int i = 0; i < plan->count; i++) {
    int column = plan->arguments[i].column;
    if (column_is_day(column) &&
        !narrow_days(&arguments->query.days, column,
                     plan->arguments[i].operation, values[i], error)) {
      return false;
    }
  }
  return true;
}

/* A text that is no arXiv id is no paper's: nobody need be asked. */
static bool add_id(void *to, sqlite3_value *value, struct error *error) {
  struct slice id;
  if (sqlite3_value_type(value) != SQLITE_TEXT) {
    return refuse(error, "id", value, "an id is text, such as '2601.10000'");
  }
  if (!text_of(value, &id, error)) return false;
  return !arxiv_is_id(id) || query_add(to, id, error);
}

static bool read_words(struct query *query, sqlite3_value *value,
                       struct error *error) {
  static const char accepted[] = "words of up to 250 characters";
  struct slice words;
  int characters = 0;
  if (sqlite3_value_type(value) == SQLITE_BLOB) {
    return refuse(error, "papers", value, accepted);
  }
  if (!text_of(value, &words, error)) return false;
  words = slice_trim(words);
  for (size_t i = 0; i < words.length; i++) {
    characters += (words.at[i] & 0xc0) != 0x80;
    if (words.at[i] == 0 || characters > SEARCH_MAX_CHARACTERS) {
      return refuse(error, "papers", value, accepted);
    }
  }
  /* Without words there is nothing to be found. */
  return !words.length || query_add(query, words, error);
}

static bool read_feed(struct query *query, sqlite3_value *value,
                      struct error *error) {
  struct slice feed;
  if (sqlite3_value_type(value) == SQLITE_TEXT) {
    if (!text_of(value, &feed, error)) return false;
    if (slice_is(feed, "daily")) return true;
    if (slice_is(feed, "trending")) {
      query->source = SOURCE_TRENDING;
      return true;
    }
  }
  return refuse(error, "feed", value, "'daily' or 'trending'");
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
  return refuse(error, "max_age", value, "seconds from 0 to 3153600000");
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
    if (input < 0) continue;
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
  /* Also where SQLite alone looks at the day: what is none is an error. */
  if (!read_days(arguments, plan, values, error)) return false;
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
  if (has_argument(plan, is_id_column) && !has_argument(plan, column_is_day)) {
    return read_ids(arguments, plan, values, error);
  }
  return true;
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
