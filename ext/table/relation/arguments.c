#include "table/relation/arguments.h"

#include <string.h>

#include "base/ascii.h"
#include "text/arxiv.h"

/* A hundred years: beyond it a number is no age but a mistake. */
static const double max_age_most = 3153600000.0;

/* What the texts of a part of a day look like. */
static const char *const day_forms[] = {
    [PART_DAY] = "a day as YYYY-MM-DD, such as '2025-03-12'",
    [PART_WEEK] = "an ISO week as YYYY-Www, such as '2025-W11'",
    [PART_MONTH] = "a month as YYYY-MM, such as '2025-03'",
};

/* One argument that is being read. */
struct reader {
  struct arguments *arguments;
  struct statement *statement;
  const struct plan_argument *argument;
  bool is_literal;
  bool is_none;     /* it equals nothing: so does the whole query */
  bool has_feed;    /* one was read */
  bool is_trending; /* which is this one */
  struct error *error;
};

void arguments_init(struct arguments *arguments) {
  *arguments =
      (struct arguments){.rows = -1, .max_age = -1, .lookup = NO_COLUMN};
  query_init(&arguments->query, SOURCE_DAY);
}

void arguments_clear(struct arguments *arguments) {
  query_clear(&arguments->query);
  for (int i = 0; i < PLAN_INPUTS; i++) {
    sqlite3_value_free(arguments->given[i]);
  }
  sqlite3_value_free(arguments->sought);
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

/* --- values that cannot be ---------------------------------------------- */

static const struct relation *relation_of(const struct reader *reader) {
  return reader->arguments->surface->relation;
}

static const char *name_of(const struct reader *reader) {
  return columns_name(reader->arguments->surface, reader->argument->column);
}

/* Says that a value cannot be one of its column's. Returns false. */
static bool refuse(const struct reader *reader, sqlite3_value *value,
                   const char *accepted) {
  enum { SHOWN = 60 };
  int type = sqlite3_value_type(value);
  struct slice text;
  if (type == SQLITE_BLOB) {
    error_set(reader->error, FAILED, "%s: a blob is not accepted: %s",
              name_of(reader), accepted);
  } else if (text_of(value, &text, reader->error)) {
    const char *quote = type == SQLITE_TEXT ? "'" : "";
    error_set(reader->error, FAILED, "%s: %s%.*s%s%s is not accepted: %s",
              name_of(reader), quote, SHOWN, text.at, quote,
              text.length > SHOWN ? "..." : "", accepted);
  }
  return false;
}

/* Whether the statement has the value. */
static bool is_said(const struct reader *reader, sqlite3_value *value) {
  return reader->is_literal ||
         statement_has_value(reader->statement, name_of(reader), value);
}

/* The same where the statement has the value. One that comes out of a table
** equals nothing: true. */
static bool mismatch(const struct reader *reader, sqlite3_value *value,
                     const char *accepted) {
  return !is_said(reader, value) || refuse(reader, value, accepted);
}

/* --- lists -------------------------------------------------------------- */

/* Calls `visit` for the argument, or for each value of the list that it is;
** NULL equals nothing and is passed over. A list that cannot be read to its
** end must not pass for a shorter one. */
static bool each_value(struct reader *reader, sqlite3_value *argument,
                       bool (*visit)(struct reader *, sqlite3_value *, void *),
                       void *to) {
  sqlite3_value *value = argument;
  bool is_list = reader->argument->operation == OPERATION_IN;
  int code = SQLITE_OK;
  if (is_list) code = sqlite3_vtab_in_first(argument, &value);
  while (code == SQLITE_OK && value) {
    if (sqlite3_value_type(value) != SQLITE_NULL && !visit(reader, value, to)) {
      return false;
    }
    if (!is_list) return true;
    code = sqlite3_vtab_in_next(argument, &value);
  }
  if (code == SQLITE_OK || code == SQLITE_DONE) return true;
  if (code == SQLITE_NOMEM) error_no_memory(reader->error);
  error_set(reader->error, IO_FAILED, "a list could not be read: %s",
            sqlite3_errstr(code));
  return false;
}

/* --- days --------------------------------------------------------------- */

/* Under NOCASE a text in small letters is as good: days have no letter but the
** W of a week. */
enum { FOLDED_SIZE = DAY_TEXT_SIZE + 1 };

static struct slice fold_day(struct slice text, char folded[FOLDED_SIZE]) {
  if (text.length >= FOLDED_SIZE) return text;
  for (size_t i = 0; i < text.length; i++) {
    folded[i] = text.at[i] == 'w' ? 'W' : text.at[i];
  }
  return (struct slice){folded, text.length};
}

static bool add_day(struct reader *reader, sqlite3_value *value, void *to) {
  enum day_part part =
      column_day_part(relation_of(reader), reader->argument->column);
  char folded[FOLDED_SIZE];
  struct slice text = {0};
  int first, last;
  bool is_text = sqlite3_value_type(value) == SQLITE_TEXT;
  if (is_text && !text_of(value, &text, reader->error)) return false;
  if (is_text && reader->argument->folds) text = fold_day(text, folded);
  if (!is_text || !day_read(text, part, &first, &last)) {
    return mismatch(reader, value, day_forms[part]);
  }
  return days_add(to, first, last, reader->error);
}

static bool add_every_day(struct reader *reader, struct days *days) {
  return days_add(days, DAY_MIN, DAY_MAX, reader->error);
}

/* The days within a bound. SQLite compares a bound of another type either as
** text or as a value that is smaller (a number) or larger (a blob) than all
** text, one beyond ASCII in the database's encoding and a week under NOCASE in
** small letters, and checks every row again: here it is enough to leave no day
** out. */
static bool add_bound(struct reader *reader, sqlite3_value *value,
                      struct days *days) {
  static const enum bound bounds[] = {[OPERATION_LESS] = BOUND_LESS,
                                      [OPERATION_AT_MOST] = BOUND_AT_MOST,
                                      [OPERATION_MORE] = BOUND_MORE,
                                      [OPERATION_AT_LEAST] = BOUND_AT_LEAST};
  enum operation operation = reader->argument->operation;
  enum day_part part =
      column_day_part(relation_of(reader), reader->argument->column);
  bool is_lower =
      operation == OPERATION_MORE || operation == OPERATION_AT_LEAST;
  struct slice text;
  switch (sqlite3_value_type(value)) {
  case SQLITE_NULL:
    return true;
  case SQLITE_TEXT:
    break;
  case SQLITE_BLOB:
    return is_lower || add_every_day(reader, days);
  default:
    if (is_lower) return add_every_day(reader, days);
  }
  if (!text_of(value, &text, reader->error)) return false;
  if (!ascii_is_all(text) || (reader->argument->folds && part == PART_WEEK)) {
    return add_every_day(reader, days);
  }
  return days_add_bound(days, part, bounds[operation], text, reader->error);
}

/* Days that begin with what stands before the first wildcard, or before a zero
** byte, which is where SQLite ends a pattern. LIKE takes small letters for
** capitals. */
static bool add_pattern(struct reader *reader, sqlite3_value *value,
                        struct days *days) {
  bool is_like = reader->argument->operation == OPERATION_LIKE;
  enum day_part part =
      column_day_part(relation_of(reader), reader->argument->column);
  char from[FOLDED_SIZE], to[FOLDED_SIZE + 1];
  struct slice text;
  int type = sqlite3_value_type(value);
  size_t length = 0;
  if (type == SQLITE_NULL) return true;
  if (type == SQLITE_BLOB) return add_every_day(reader, days);
  if (!text_of(value, &text, reader->error)) return false;
  while (length < text.length && length < FOLDED_SIZE - 1 && text.at[length] &&
         !ascii_is_in(text.at[length], is_like ? "%_" : "*?[")) {
    length++;
  }
  struct slice prefix = {text.at, length};
  if (!ascii_is_all(prefix)) return true; /* as no day begins */
  if (is_like) prefix = fold_day(prefix, from);
  memcpy(to, prefix.at, length);
  to[length] = 0x7f; /* comes after whatever stands in a day */
  struct days end;
  days_init(&end);
  bool done =
      days_add_bound(days, part, BOUND_AT_LEAST, prefix, reader->error) &&
      days_add_bound(&end, part, BOUND_LESS, (struct slice){to, length + 1},
                     reader->error) &&
      days_intersect(days, &end, reader->error);
  days_clear(&end);
  return done;
}

/* A row that is of no day may be what `IS NULL` looks for, but no listing has
** one: where rows of another source come, SQLite looks. */
static bool add_same(struct reader *reader, sqlite3_value *value,
                     struct days *days) {
  if (sqlite3_value_type(value) != SQLITE_NULL) {
    return add_day(reader, value, days);
  }
  return reader->arguments->query.source == SOURCE_DAY ||
         add_every_day(reader, days);
}

static bool add_days(struct reader *reader, sqlite3_value *value,
                     struct days *days) {
  switch (reader->argument->operation) {
  case OPERATION_EQUAL:
  case OPERATION_IN:
    return each_value(reader, value, add_day, days);
  case OPERATION_IS:
    return add_same(reader, value, days);
  case OPERATION_LIKE:
  case OPERATION_GLOB:
    return add_pattern(reader, value, days);
  default:
    return add_bound(reader, value, days);
  }
}

static bool narrow_days(struct reader *reader, sqlite3_value *value) {
  struct days *all = &reader->arguments->query.days;
  struct days days;
  reader->arguments->is_about_days |=
      reader->argument->operation != OPERATION_IS ||
      sqlite3_value_type(value) != SQLITE_NULL;
  days_init(&days);
  bool done = add_days(reader, value, &days) &&
              days_intersect(all, &days, reader->error);
  days_clear(&days);
  return done;
}

/* --- ids ---------------------------------------------------------------- */

/* What a number would be that lost its zeros: `2601.1` for `2601.10000`. */
static bool is_cut_short(struct slice id) {
  size_t i = 0;
  while (i < id.length && ascii_is_digit(id.at[i])) {
    i++;
  }
  if (i == 0 || i > 4) return false;
  if (i == id.length) return true;
  if (id.at[i++] != '.') return false;
  size_t digits = id.length - i;
  while (i < id.length && ascii_is_digit(id.at[i])) {
    i++;
  }
  return i == id.length && digits < 4;
}

/* A number that the statement has is compared with a text as the text that
** SQLite makes of it; one out of a table is none. */
static bool is_text(const struct reader *reader, sqlite3_value *value) {
  int type = sqlite3_value_type(value);
  if (type == SQLITE_TEXT) return true;
  return type != SQLITE_BLOB && is_said(reader, value);
}

/* A text that is no arXiv id is no paper's: nobody need be asked. */
static bool add_id(struct reader *reader, sqlite3_value *value, void *to) {
  const char *prefix =
      relation_of(reader)->columns[reader->argument->column].prefix;
  size_t length = prefix ? strlen(prefix) : 0;
  struct slice id;
  if (!is_text(reader, value)) return true;
  if (!text_of(value, &id, reader->error)) return false;
  if (prefix) {
    if (id.length < length || memcmp(id.at, prefix, length) != 0) return true;
    id = ascii_skip(id, length);
  } else if (is_cut_short(id)) {
    return mismatch(reader, value, "an id is text, such as '2601.10000'");
  }
  return !arxiv_is_id(id) || query_add(to, id, reader->error);
}

/* --- inputs ------------------------------------------------------------- */

static bool read_words(struct reader *reader, sqlite3_value *value) {
  static const char accepted[] = "words of up to 250 characters";
  struct slice words;
  int characters = 0;
  if (sqlite3_value_type(value) == SQLITE_BLOB) {
    return refuse(reader, value, accepted);
  }
  if (!text_of(value, &words, reader->error)) return false;
  words = slice_trim(words);
  for (size_t i = 0; i < words.length; i++) {
    characters += (words.at[i] & 0xc0) != 0x80;
    if (words.at[i] == 0 || characters > SEARCH_MAX_CHARACTERS) {
      return refuse(reader, value, accepted);
    }
  }
  /* Without words there is nothing to be found. */
  reader->is_none |= !words.length;
  return !words.length ||
         query_add(&reader->arguments->query, words, reader->error);
}

/* No row is of two feeds. */
static bool note_feed(struct reader *reader, bool is_trending) {
  reader->is_none |= reader->has_feed && reader->is_trending != is_trending;
  reader->has_feed = true;
  reader->is_trending = is_trending;
  return true;
}

static bool read_feed(struct reader *reader, sqlite3_value *value) {
  struct slice feed;
  if (sqlite3_value_type(value) == SQLITE_TEXT) {
    if (!text_of(value, &feed, reader->error)) return false;
    bool is_trending = slice_is(feed, "trending");
    if (is_trending || slice_is(feed, "daily")) {
      return note_feed(reader, is_trending);
    }
  }
  reader->is_none = true;
  return mismatch(reader, value, "'daily' or 'trending'");
}

static bool read_max_age(struct reader *reader, sqlite3_value *value) {
  int type = sqlite3_value_numeric_type(value);
  double age = sqlite3_value_double(value);
  if ((type == SQLITE_INTEGER || type == SQLITE_FLOAT) && age >= 0 &&
      age <= max_age_most) {
    reader->arguments->max_age = age;
    return true;
  }
  reader->is_none = true;
  return mismatch(reader, value, "seconds from 0 to 3153600000");
}

/* Keeps an input, so that its column can return it. NULL equals nothing. */
static bool keep_input(struct reader *reader, sqlite3_value *value) {
  int input = reader->argument->column - COLUMN_INPUTS;
  struct arguments *arguments = reader->arguments;
  sqlite3_value_free(arguments->given[input]);
  arguments->given[input] = sqlite3_value_dup(value);
  if (!arguments->given[input]) error_no_memory(reader->error);
  reader->is_none |= sqlite3_value_type(value) == SQLITE_NULL;
  return arguments->given[input] != NULL;
}

static bool read_input(struct reader *reader, sqlite3_value *value) {
  if (!keep_input(reader, value)) return false;
  if (reader->is_none) return true;
  switch (reader->argument->column) {
  case COLUMN_FEED:
    return read_feed(reader, value);
  case COLUMN_MAX_AGE:
    return read_max_age(reader, value);
  default:
    return true; /* the words are read when the source is known */
  }
}

/* --- what kept rows are found by ---------------------------------------- */

/* Only a value that the column's own affinity leaves as it is can be looked
** up; any other is compared by SQLite alone. Before 3.38 that does not compare
** again what it takes out of a row value's IN: an id, the only one to be looked
** up there, must then be a text. */
static bool read_sought(struct reader *reader, sqlite3_value *value) {
  struct arguments *arguments = reader->arguments;
  bool is_number =
      column_is_number(&relation_of(reader)->columns[reader->argument->column]);
  bool is_checked = sqlite3_libversion_number() >= 3038000;
  int type = sqlite3_value_type(value);
  bool is_fit = type == (is_number ? SQLITE_INTEGER : SQLITE_TEXT);
  reader->is_none |= type == SQLITE_NULL || (!is_fit && !is_checked);
  if (!is_fit || reader->is_none) return true;
  arguments->sought = sqlite3_value_dup(value);
  if (!arguments->sought) {
    error_no_memory(reader->error);
    return false;
  }
  arguments->lookup = reader->argument->column;
  arguments->cell.kind = is_number ? CELL_NUMBER : CELL_TEXT;
  arguments->cell.number = sqlite3_value_int64(arguments->sought);
  return is_number ||
         text_of(arguments->sought, &arguments->cell.text, reader->error);
}

/* --- all of them -------------------------------------------------------- */

static bool is_of_paper(const struct relation *relation,
                        const struct plan_argument *argument) {
  enum column_use use = column_use(relation, argument->column);
  return use == USE_ID || use == USE_URL;
}

static bool is_of_one_day(const struct relation *relation,
                          const struct plan_argument *argument) {
  return argument->column == relation->day &&
         (argument->operation == OPERATION_EQUAL ||
          argument->operation == OPERATION_IS);
}

static bool has(const struct plan *plan,
                bool (*is)(const struct relation *,
                           const struct plan_argument *)) {
  for (int i = 0; i < plan->count; i++) {
    if (is(plan->surface->relation, &plan->arguments[i])) return true;
  }
  return false;
}

/* A feed is told by its value; without one the rows are those of the days,
** where a paper that is named is found by its record. */
static enum source source_of(const struct plan *plan, bool is_trending) {
  const struct relation *relation = plan->surface->relation;
  if (relation->needs_paper) return relation->record;
  if (plan->origin == ORIGIN_SEARCH) return SOURCE_SEARCH;
  if (is_trending) return SOURCE_TRENDING;
  bool by_record =
      plan->origin == ORIGIN_RECORDS || plan->origin == ORIGIN_FEED;
  return by_record && has(plan, is_of_paper) && !has(plan, is_of_one_day)
             ? relation->record
             : SOURCE_DAY;
}

static bool read_one(struct reader *reader, const struct plan *plan, int i,
                     sqlite3_value *value) {
  int column = reader->argument->column;
  if (column_use(relation_of(reader), column) == USE_DAY) {
    return narrow_days(reader, value);
  }
  if (column == COLUMN_WORDS) return read_words(reader, value);
  if (is_of_paper(relation_of(reader), reader->argument) &&
      source_is_of_paper(reader->arguments->query.source)) {
    return each_value(reader, value, add_id, &reader->arguments->query);
  }
  return !plan_is_lookup(plan, i) || read_sought(reader, value);
}

/* A hint: a sum too large for the type may as well be no limit. */
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

static void read_order(struct arguments *arguments, const struct plan *plan) {
  if (!plan->terms) return;
  arguments->query.ascending = !plan->order[0].descending;
  arguments->terms = plan->terms - 1;
  memcpy(arguments->order, plan->order + 1,
         (size_t)arguments->terms * sizeof *plan->order);
}

static void begin(struct reader *reader, const struct plan *plan,
                  struct plan_details details, int i) {
  reader->argument = &plan->arguments[i];
  reader->is_literal = details.literals >> i & 1;
}

static bool read_inputs(struct reader *reader, const struct plan *plan,
                        struct plan_details details, sqlite3_value **values) {
  for (int i = 0; i < plan->count; i++) {
    begin(reader, plan, details, i);
    if (reader->argument->column < COLUMN_INPUTS) continue;
    if (!read_input(reader, values[i])) return false;
  }
  if (plan->origin != ORIGIN_SEARCH || !reader->is_trending) return true;
  error_set(reader->error, FAILED,
            "feed: 'trending' cannot be searched: leave the words or the feed "
            "out");
  return false;
}

static bool has_paper(const struct plan *plan, struct error *error) {
  const struct relation *relation = plan->surface->relation;
  if (!relation->needs_paper || has(plan, is_of_paper)) return true;
  const char *id = relation->columns[relation->id].name;
  error_set(error, FAILED,
            "%s: %s is missing: name papers with = or IN, such as "
            "%s = '2601.10000'",
            relation->name, id, id);
  return false;
}

bool arguments_read(struct arguments *arguments, struct statement *statement,
                    const struct plan *plan, struct plan_details details,
                    sqlite3_value **values, struct error *error) {
  struct reader reader = {
      .arguments = arguments, .statement = statement, .error = error};
  struct query *query = &arguments->query;
  arguments->surface = plan->surface;
  if (!has_paper(plan, error)) return false;
  if (!read_inputs(&reader, plan, details, values)) return false;
  query->source = source_of(plan, reader.is_trending);
  /* A record may name a day before the first listing, and is then a row. */
  int first = query->source == SOURCE_DAY ? FIRST_LISTING : DAY_MIN;
  if (!days_add(&query->days, first, DAY_MAX, error)) return false;
  for (int i = 0; i < plan->count; i++) {
    begin(&reader, plan, details, i);
    bool is_null = sqlite3_value_type(values[i]) == SQLITE_NULL;
    bool is_words = reader.argument->column == COLUMN_WORDS;
    if (is_words && is_null) continue;
    if (!read_one(&reader, plan, i, values[i])) return false;
  }
  read_limit(arguments, plan, values);
  read_order(arguments, plan);
  if (!reader.is_none) return true;
  query_clear(query);
  query->source = SOURCE_DAY; /* of no day: asks nothing */
  return true;
}
