/* Reads and checks the values that SQL gives to a scan. Must not know how a
** query is served: it makes no request and reads no row. */
#include "table/relation/arguments.h"

#include <assert.h>
#include <string.h>

#include "base/ascii.h"
#include "text/arxiv.h"

/* In seconds: a hundred years. A larger number must be a mistake. */
static const double max_age_most = 3153600000.0;

/* For error texts: what a value of a day column must look like. */
static const char *const day_forms[] = {
    [PART_DAY] = "a day as YYYY-MM-DD, such as '2025-03-12'",
    [PART_WEEK] = "an ISO week as YYYY-Www, such as '2025-W11'",
    [PART_MONTH] = "a month as YYYY-MM, such as '2025-03'",
};

/* The feeds, and where their rows come from. Days, records and the search serve
** the first one. */
enum feed { FEED_DAILY, FEED_TRENDING, FEED_NEW, FEEDS };

static const struct {
  const char *name;
  enum source source;
} feeds[FEEDS] = {
    [FEED_DAILY] = {"daily", SOURCE_DAY},
    [FEED_TRENDING] = {"trending", SOURCE_TRENDING},
    [FEED_NEW] = {"new", SOURCE_NEW},
};

/* The argument that is being read, and what is known from those before it. */
struct reader {
  struct arguments *arguments;
  struct statement *statement;
  const struct plan_argument *argument;
  bool is_literal;
  bool has_no_rows; /* an argument equals nothing, so the query has no rows */
  bool has_feed;    /* a feed was read */
  enum feed feed;   /* that feed, or FEED_DAILY */
  struct error *error;
};

void arguments_init(struct arguments *arguments) {
  *arguments =
      (struct arguments){.rows = -1, .max_age = -1, .lookup_column = NO_COLUMN};
  query_init(&arguments->query, SOURCE_DAY);
}

void arguments_clear(struct arguments *arguments) {
  query_clear(&arguments->query);
  for (int i = 0; i < PLAN_INPUTS; i++) {
    sqlite3_value_free(arguments->given[i]);
  }
  sqlite3_value_free(arguments->lookup_value);
  arguments_init(arguments);
}

/* The text of a value that is neither NULL nor a BLOB. SQLite may have to
** convert it, which takes memory. False, with the error set, when there is no
** memory. */
static bool read_text(sqlite3_value *value, struct slice *text,
                      struct error *error) {
  const unsigned char *at = sqlite3_value_text(value);
  *text = (struct slice){(const char *)at, (size_t)sqlite3_value_bytes(value)};
  if (!at) error_no_memory(error);
  return at != NULL;
}

/* --- values that a column cannot hold ----------------------------------- */

static const struct relation *relation_of(const struct reader *reader) {
  return reader->arguments->surface->relation;
}

static const char *name_of_column(const struct reader *reader) {
  return columns_name(reader->arguments->surface, reader->argument->column);
}

/* Sets the error: the column cannot hold the value. Returns false. */
static bool set_value_error(const struct reader *reader, sqlite3_value *value,
                            const char *accepted) {
  enum { SHOWN = 60 };
  int type = sqlite3_value_type(value);
  struct slice text;
  if (type == SQLITE_BLOB) {
    error_set(reader->error, FAILED, "%s: a blob is not accepted: %s",
              name_of_column(reader), accepted);
  } else if (read_text(value, &text, reader->error)) {
    const char *quote = type == SQLITE_TEXT ? "'" : "";
    error_set(reader->error, FAILED, "%s: %s%.*s%s%s is not accepted: %s",
              name_of_column(reader), quote, SHOWN, text.at, quote,
              text.length > SHOWN ? "..." : "", accepted);
  }
  return false;
}

/* Whether the statement itself has the value: as a literal, or bound to a
** parameter. */
static bool is_in_statement(const struct reader *reader, sqlite3_value *value) {
  return reader->is_literal ||
         statement_has_value(reader->statement, name_of_column(reader), value);
}

/* To be called with a value that the column cannot hold. Sets the error and
** returns false if the statement itself has the value. Returns true if it comes
** out of a table: then it equals nothing. */
static bool check_mismatch(const struct reader *reader, sqlite3_value *value,
                           const char *accepted) {
  return !is_in_statement(reader, value) ||
         set_value_error(reader, value, accepted);
}

/* --- lists -------------------------------------------------------------- */

/* Calls `visit` for the argument or, if it is a list, for each of its values.
** NULL equals nothing and is skipped. If the list cannot be read to its end,
** that is an error: a shorter list would give fewer rows. */
static bool visit_values(struct reader *reader, sqlite3_value *argument,
                         bool (*visit)(struct reader *, sqlite3_value *,
                                       void *),
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

enum { FOLDED_SIZE = DAY_TEXT_SIZE + 1 };

/* Writes the text of a day as the column has it. Under NOCASE and LIKE, small
** letters equal capitals. The only letter in days is the W of a week. A text
** that is too long for a day is returned as it is. */
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
  if (is_text && !read_text(value, &text, reader->error)) return false;
  if (is_text && reader->argument->folds) text = fold_day(text, folded);
  if (!is_text || !day_read(text, part, &first, &last)) {
    return check_mismatch(reader, value, day_forms[part]);
  }
  return days_add(to, first, last, reader->error);
}

static bool add_every_day(struct reader *reader, struct days *days) {
  return days_add(days, DAY_MIN, DAY_MAX, reader->error);
}

/* Adds the days within a bound (<, <=, >, >=), or more days. SQLite checks
** every row again, so a day too many does no harm, but no day may be missing.
**
** Nothing is above or below NULL. A BLOB is larger than every text. SQLite
** compares a number either as a text or as smaller than every text: all days
** may be above it, and at most those before its text are below it. A bound
** beyond ASCII is compared in the encoding of the database, and a week under
** NOCASE in small letters: then all days are added. */
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
  if (!read_text(value, &text, reader->error)) return false;
  if (!ascii_is_all(text) || (reader->argument->folds && part == PART_WEEK)) {
    return add_every_day(reader, days);
  }
  return days_add_bound(days, part, bounds[operation], text, reader->error);
}

/* Adds the days that begin with the pattern's text before its first wildcard. A
** zero byte ends a pattern, as in SQLite. These days may be too many, too. */
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
  if (!read_text(value, &text, reader->error)) return false;
  while (length < text.length && length < FOLDED_SIZE - 1 && text.at[length] &&
         !ascii_is_in(text.at[length], is_like ? "%_" : "*?[")) {
    length++;
  }
  struct slice prefix = {text.at, length};
  if (!ascii_is_all(prefix)) return true; /* no day begins like this */
  if (is_like) prefix = fold_day(prefix, from);
  memcpy(to, prefix.at, length);
  to[length] = 0x7f; /* sorts after every byte of a day */
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

/* Adds the days for `IS value`. `IS NULL` is true for rows without a day. Day
** listings have no such rows. Among the rows of other sources SQLite finds
** them, so nothing may be left out there. */
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
    return visit_values(reader, value, add_day, days);
  case OPERATION_IS:
    return add_same(reader, value, days);
  case OPERATION_LIKE:
  case OPERATION_GLOB:
    return add_pattern(reader, value, days);
  default:
    return add_bound(reader, value, days);
  }
}

/* Removes the days from the query that do not satisfy the argument. */
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

/* Whether the id looks like one that was a number and lost its zeros: `2601.1`
** for `2601.10000`. */
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

/* Whether SQLite compares the value with the id as a text: it converts a number
** to a text if the statement has it, not if it comes out of a table. */
static bool compares_as_text(const struct reader *reader,
                             sqlite3_value *value) {
  int type = sqlite3_value_type(value);
  if (type == SQLITE_TEXT) return true;
  return type != SQLITE_BLOB && is_in_statement(reader, value);
}

/* Adds the id to the query, or the id at the end of the URL. A text that is not
** an arXiv id belongs to no paper and needs no request. */
static bool add_id(struct reader *reader, sqlite3_value *value, void *to) {
  const char *prefix =
      relation_of(reader)->columns[reader->argument->column].prefix;
  size_t length = prefix ? strlen(prefix) : 0;
  struct slice id;
  if (!compares_as_text(reader, value)) return true;
  if (!read_text(value, &id, reader->error)) return false;
  if (prefix) {
    if (id.length < length || memcmp(id.at, prefix, length) != 0) return true;
    id = ascii_skip(id, length);
  } else if (is_cut_short(id)) {
    return check_mismatch(reader, value, "an id is text, such as '2601.10000'");
  }
  return !arxiv_is_id(id) || query_add(to, id, reader->error);
}

/* --- arrays ------------------------------------------------------------- */

/* Adds the array whose word the value is. No other value is the word of any. */
static bool add_array(struct reader *reader, sqlite3_value *value, void *to) {
  const struct relation *relation = relation_of(reader);
  unsigned *arrays = to;
  struct slice word;
  if (sqlite3_value_type(value) != SQLITE_TEXT) return true;
  if (!read_text(value, &word, reader->error)) return false;
  for (int i = 0; i < relation_arrays(relation); i++) {
    if (slice_is(word, relation->rows[i].word)) *arrays |= 1u << i;
  }
  return true;
}

static bool read_arrays(struct reader *reader, sqlite3_value *value) {
  unsigned arrays = 0;
  if (!visit_values(reader, value, add_array, &arrays)) return false;
  reader->arguments->query.arrays = arrays;
  reader->has_no_rows |= !arrays;
  return true;
}

/* --- inputs ------------------------------------------------------------- */

static bool read_words(struct reader *reader, sqlite3_value *value) {
  static const char accepted[] = "words of up to 250 characters";
  struct slice words;
  int characters = 0;
  if (sqlite3_value_type(value) == SQLITE_BLOB) {
    return set_value_error(reader, value, accepted);
  }
  if (!read_text(value, &words, reader->error)) return false;
  words = slice_trim(words);
  for (size_t i = 0; i < words.length; i++) {
    characters += (words.at[i] & 0xc0) != 0x80;
    if (words.at[i] == 0 || characters > SEARCH_MAX_CHARACTERS) {
      return set_value_error(reader, value, accepted);
    }
  }
  /* A search without words finds nothing. */
  reader->has_no_rows |= !words.length;
  return !words.length ||
         query_add(&reader->arguments->query, words, reader->error);
}

/* Two different feeds have no rows in common. */
static bool note_feed(struct reader *reader, enum feed feed) {
  reader->has_no_rows |= reader->has_feed && reader->feed != feed;
  reader->has_feed = true;
  reader->feed = feed;
  return true;
}

static bool read_feed(struct reader *reader, sqlite3_value *value) {
  struct slice feed;
  if (sqlite3_value_type(value) == SQLITE_TEXT) {
    if (!read_text(value, &feed, reader->error)) return false;
    for (int i = 0; i < FEEDS; i++) {
      if (slice_is(feed, feeds[i].name)) {
        return note_feed(reader, (enum feed)i);
      }
    }
  }
  reader->has_no_rows = true;
  return check_mismatch(reader, value, "'daily', 'trending' or 'new'");
}

static bool read_max_age(struct reader *reader, sqlite3_value *value) {
  int type = sqlite3_value_numeric_type(value);
  double age = sqlite3_value_double(value);
  if ((type == SQLITE_INTEGER || type == SQLITE_FLOAT) && age >= 0 &&
      age <= max_age_most) {
    reader->arguments->max_age = age;
    return true;
  }
  reader->has_no_rows = true;
  return check_mismatch(reader, value, "seconds from 0 to 3153600000");
}

/* Copies an input, so that its column can return it. NULL equals nothing. */
static bool keep_input(struct reader *reader, sqlite3_value *value) {
  int input = reader->argument->column - COLUMN_INPUTS;
  struct arguments *arguments = reader->arguments;
  assert(input >= 0 && input < PLAN_INPUTS);
  sqlite3_value_free(arguments->given[input]);
  arguments->given[input] = sqlite3_value_dup(value);
  if (!arguments->given[input]) error_no_memory(reader->error);
  reader->has_no_rows |= sqlite3_value_type(value) == SQLITE_NULL;
  return arguments->given[input] != NULL;
}

static bool read_input(struct reader *reader, sqlite3_value *value) {
  if (!keep_input(reader, value)) return false;
  if (reader->has_no_rows) return true;
  switch (reader->argument->column) {
  case COLUMN_FEED:
    return read_feed(reader, value);
  case COLUMN_MAX_AGE:
    return read_max_age(reader, value);
  default:
    return true; /* the words are read by read_argument() */
  }
}

/* --- the lookup value --------------------------------------------------- */

/* Reads the value by which kept rows are found. It must have the type of the
** column. A value of another type, which the column's affinity would change, is
** left to SQLite, which checks every row again. Only SQLite before 3.38 does
** not: it does not check again the values that it takes out of an IN with row
** values. There only ids are looked up, and an id that is not a text equals
** nothing. */
static bool read_lookup(struct reader *reader, sqlite3_value *value) {
  struct arguments *arguments = reader->arguments;
  bool is_number =
      column_is_number(&relation_of(reader)->columns[reader->argument->column]);
  bool sqlite_checks = sqlite3_libversion_number() >= 3038000;
  int type = sqlite3_value_type(value);
  bool has_type = type == (is_number ? SQLITE_INTEGER : SQLITE_TEXT);
  reader->has_no_rows |= type == SQLITE_NULL || (!has_type && !sqlite_checks);
  if (!has_type || reader->has_no_rows) return true;
  arguments->lookup_value = sqlite3_value_dup(value);
  if (!arguments->lookup_value) {
    error_no_memory(reader->error);
    return false;
  }
  arguments->lookup_column = reader->argument->column;
  arguments->lookup_cell.kind = is_number ? CELL_NUMBER : CELL_TEXT;
  arguments->lookup_cell.number = sqlite3_value_int64(arguments->lookup_value);
  return is_number || read_text(arguments->lookup_value,
                                &arguments->lookup_cell.text, reader->error);
}

/* --- all arguments ------------------------------------------------------ */

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

static bool has_argument(const struct plan *plan,
                         bool (*is)(const struct relation *,
                                    const struct plan_argument *)) {
  for (int i = 0; i < plan->count; i++) {
    if (is(plan->surface->relation, &plan->arguments[i])) return true;
  }
  return false;
}

/* Which source serves the query. The plan does not always tell: under
** ORIGIN_FEED it depends on the value of the feed. */
static enum source choose_source(const struct plan *plan, enum feed feed) {
  const struct relation *relation = plan->surface->relation;
  if (relation->needs_paper) return relation->record;
  if (plan->origin == ORIGIN_SEARCH) return SOURCE_SEARCH;
  if (feed != FEED_DAILY) return feeds[feed].source;
  bool by_record =
      plan->origin == ORIGIN_RECORDS || plan->origin == ORIGIN_FEED;
  return by_record && has_argument(plan, is_of_paper) &&
                 !has_argument(plan, is_of_one_day)
             ? relation->record
             : SOURCE_DAY;
}

static bool read_argument(struct reader *reader, const struct plan *plan, int i,
                          sqlite3_value *value) {
  int column = reader->argument->column;
  switch (column_use(relation_of(reader), column)) {
  case USE_DAY:
    return narrow_days(reader, value);
  case USE_ARRAY:
    return read_arrays(reader, value);
  default:
    break;
  }
  if (column == COLUMN_WORDS) return read_words(reader, value);
  if (is_of_paper(relation_of(reader), reader->argument) &&
      source_is_of_paper(reader->arguments->query.source)) {
    return visit_values(reader, value, add_id, &reader->arguments->query);
  }
  return !plan_is_lookup(plan, i) || read_lookup(reader, value);
}

/* The limit is only a hint, so a sum that overflows is treated as no limit. */
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
  assert(plan->order[0].column == plan->surface->relation->day);
  arguments->query.ascending = !plan->order[0].descending;
  arguments->terms = plan->terms - 1;
  memcpy(arguments->order, plan->order + 1,
         (size_t)arguments->terms * sizeof *plan->order);
}

static void select_argument(struct reader *reader, const struct plan *plan,
                            struct plan_details details, int i) {
  reader->argument = &plan->arguments[i];
  reader->is_literal = details.literals >> i & 1;
}

/* Reads the inputs, and checks that they can be combined. */
static bool read_inputs(struct reader *reader, const struct plan *plan,
                        struct plan_details details, sqlite3_value **values) {
  for (int i = 0; i < plan->count; i++) {
    select_argument(reader, plan, details, i);
    if (reader->argument->column < COLUMN_INPUTS) continue;
    if (!read_input(reader, values[i])) return false;
  }
  if (plan->origin != ORIGIN_SEARCH || reader->feed == FEED_DAILY) return true;
  error_set(reader->error, FAILED,
            "feed: '%s' cannot be searched: leave the words or the feed out",
            feeds[reader->feed].name);
  return false;
}

/* Whether the plan names a paper, if one must be named. Else the error is set.
 */
static bool check_paper(const struct plan *plan, struct error *error) {
  const struct relation *relation = plan->surface->relation;
  if (!relation->needs_paper || has_argument(plan, is_of_paper)) return true;
  const char *id = relation->columns[relation->id].name;
  error_set(error, FAILED,
            "%s: %s is missing: name papers with = or IN, such as "
            "%s = '2601.10000'",
            relation->name, id, id);
  return false;
}

/* The inputs are read first, because the source depends on them. The other
** arguments depend on the source. */
bool arguments_read(struct arguments *arguments, struct statement *statement,
                    const struct plan *plan, struct plan_details details,
                    sqlite3_value **values, struct error *error) {
  struct reader reader = {
      .arguments = arguments, .statement = statement, .error = error};
  struct query *query = &arguments->query;
  arguments->surface = plan->surface;
  if (!check_paper(plan, error)) return false;
  if (!read_inputs(&reader, plan, details, values)) return false;
  query->source = choose_source(plan, reader.feed);
  /* A record is a row also if it names a day before the first listing. */
  int first = query->source == SOURCE_DAY ? FIRST_LISTING : DAY_MIN;
  if (!days_add(&query->days, first, DAY_MAX, error)) return false;
  for (int i = 0; i < plan->count; i++) {
    select_argument(&reader, plan, details, i);
    bool is_null = sqlite3_value_type(values[i]) == SQLITE_NULL;
    bool is_words = reader.argument->column == COLUMN_WORDS;
    if (is_words && is_null) continue;
    if (!read_argument(&reader, plan, i, values[i])) return false;
  }
  read_limit(arguments, plan, values);
  read_order(arguments, plan);
  if (!reader.has_no_rows) return true;
  query_clear(query);
  query->source = SOURCE_DAY; /* and no day: no request */
  return true;
}
