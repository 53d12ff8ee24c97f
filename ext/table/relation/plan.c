/* Writes a plan in words and reads them. Must not know SQLite's structures, nor
** how a plan is chosen. */
#include "table/relation/plan.h"

#include <assert.h>
#include <string.h>

#include "base/buffer.h"

enum { WORDS_MAX_BYTES = 4096 };

const struct plain_column plan_inputs[PLAN_INPUTS] = {
    [INPUT_WORDS] = {"papers", "TEXT", "words for the Hub's search"},
    [INPUT_FEED] = {"feed", "TEXT", "`daily` (default), `trending` or `new`"},
    [INPUT_MAX_AGE] = {"max_age", "",
                       "seconds a stored answer may be old; 0 asks again"},
};

/* Words and a feed choose between listings, which not every relation has. */
int plan_first_input(const struct relation *relation) {
  return relation->needs_paper ? INPUT_MAX_AGE : INPUT_WORDS;
}

struct surface plan_surface(const struct relation *relation) {
  int first = plan_first_input(relation);
  return (struct surface){.relation = relation,
                          .inputs = plan_inputs,
                          .first_input = first,
                          .input_count = PLAN_INPUTS - first};
}

static const char *const origin_names[ORIGINS] = {
    [ORIGIN_EVERY_DAY] = "every day", [ORIGIN_DAYS] = "days",
    [ORIGIN_RECORDS] = "records",     [ORIGIN_SEARCH] = "search",
    [ORIGIN_TRENDING] = "trending",   [ORIGIN_NEW] = "new",
    [ORIGIN_FEED] = "feed",
};

static const char *const operation_words[OPERATIONS] = {
    [OPERATION_EQUAL] = "=?",      [OPERATION_IN] = " IN (?)",
    [OPERATION_IS] = " IS ?",      [OPERATION_MORE] = ">?",
    [OPERATION_AT_LEAST] = ">=?",  [OPERATION_LESS] = "<?",
    [OPERATION_AT_MOST] = "<=?",   [OPERATION_LIKE] = " LIKE ?",
    [OPERATION_GLOB] = " GLOB ?",  [OPERATION_MATCH] = " MATCH ?",
    [OPERATION_LIMIT] = "limit=?", [OPERATION_OFFSET] = "offset=?",
};

static const char nocase[] = " NOCASE";
static const char order[] = "order=";

bool plan_is_lookup(const struct plan *plan, int argument) {
  int column = plan->arguments[argument].column;
  enum column_use use = column_use(plan->surface->relation, column);
  if (plan->arguments[argument].operation != OPERATION_EQUAL) return false;
  if (column < 0 || column >= COLUMN_INPUTS) return false;
  return use == USE_NONE || (use == USE_ID && plan->origin != ORIGIN_RECORDS);
}

const char *plan_pushed(const struct surface *surface, int column) {
  if (column == COLUMN_WORDS) return "= MATCH";
  if (column >= COLUMN_INPUTS) return "=";
  switch (column_use(surface->relation, column)) {
  case USE_DAY:
    return "= IN IS < <= > >= LIKE GLOB";
  case USE_ARRAY:
  case USE_ID:
  case USE_URL:
    return "= IN IS";
  case USE_NONE:
    break;
  }
  return "";
}

/* --- writing ------------------------------------------------------------ */

static void write_argument(struct buffer *to, const struct plan *plan,
                           const struct plan_argument *one) {
  buffer_append_byte(to, ' ');
  buffer_append_text(to, columns_name(plan->surface, one->column));
  buffer_append_text(to, operation_words[one->operation]);
  if (one->folds) buffer_append_text(to, nocase);
}

static void write_order(struct buffer *to, const struct plan *plan) {
  for (int i = 0; i < plan->terms; i++) {
    buffer_append_text(to, i ? "," : " order=");
    if (plan->order[i].descending) buffer_append_byte(to, '-');
    buffer_append_text(to, columns_name(plan->surface, plan->order[i].column));
  }
}

static bool is_about_rows(const struct plan_argument *one) {
  assert((one->column == NO_COLUMN) == plan_is_about_rows(one->operation));
  return one->column == NO_COLUMN;
}

static void write_plan(struct buffer *to, const struct plan *plan) {
  int i = 0;
  buffer_append_text(to, origin_names[plan->origin]);
  if (plan->count || plan->terms) buffer_append_byte(to, ':');
  while (i < plan->count && !is_about_rows(&plan->arguments[i])) {
    write_argument(to, plan, &plan->arguments[i++]);
  }
  write_order(to, plan);
  while (i < plan->count) {
    write_argument(to, plan, &plan->arguments[i++]);
  }
}

char *plan_write(const struct plan *plan) {
  struct buffer words;
  buffer_init(&words, WORDS_MAX_BYTES);
  write_plan(&words, plan);
  char *written = words.failed == OK
                      ? sqlite3_mprintf("%.*s", (int)words.length, words.at)
                      : NULL;
  buffer_clear(&words);
  return written;
}

/* --- reading ------------------------------------------------------------ */

/* If *at begins with the text, moves *at past it. */
static bool skip_text(const char **at, const char *text) {
  size_t length = strlen(text);
  if (strncmp(*at, text, length) != 0) return false;
  *at += length;
  return true;
}

static bool is_name_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || byte == '_';
}

static bool read_column(const char **at, const struct surface *surface,
                        int *column) {
  int count = surface->relation->visible + surface->input_count;
  size_t length = 0;
  while (is_name_byte((*at)[length])) {
    length++;
  }
  for (int place = 0; place < count; place++) {
    *column = columns_number(surface, place);
    const char *name = columns_name(surface, *column);
    if (strlen(name) != length || memcmp(name, *at, length) != 0) continue;
    *at += length;
    return true;
  }
  return false;
}

static bool read_order(const char **at, struct plan *plan) {
  do {
    if (plan->terms == PLAN_MAX_TERMS) return false;
    struct plan_term *term = &plan->order[plan->terms++];
    term->descending = skip_text(at, "-");
    if (!read_column(at, plan->surface, &term->column)) return false;
  } while (skip_text(at, ","));
  return true;
}

static bool read_operation(const char **at, enum operation first,
                           enum operation last, enum operation *operation) {
  for (int i = (int)first; i <= (int)last; i++) {
    *operation = (enum operation)i;
    if (skip_text(at, operation_words[i])) return true;
  }
  return false;
}

static bool read_argument(const char **at, struct plan *plan) {
  if (plan->count == PLAN_MAX_ARGUMENTS) return false;
  struct plan_argument *one = &plan->arguments[plan->count++];
  one->column = NO_COLUMN;
  if (read_operation(at, OPERATION_LIMIT, OPERATION_OFFSET, &one->operation)) {
    return true;
  }
  if (!read_column(at, plan->surface, &one->column)) return false;
  if (!read_operation(at, OPERATION_EQUAL, OPERATION_MATCH, &one->operation)) {
    return false;
  }
  one->folds = skip_text(at, nocase);
  return true;
}

static bool read_origin(const char **at, struct plan *plan) {
  for (int i = 0; i < ORIGINS; i++) {
    if (!skip_text(at, origin_names[i])) continue;
    plan->origin = (enum origin)i;
    return **at == 0 || skip_text(at, ":");
  }
  return false;
}

bool plan_read(const char *words, const struct surface *surface,
               struct plan *plan) {
  *plan = (struct plan){.surface = surface};
  if (!words || !read_origin(&words, plan)) return false;
  while (skip_text(&words, " ")) {
    bool is_read = skip_text(&words, order) ? read_order(&words, plan)
                                            : read_argument(&words, plan);
    if (!is_read) return false;
  }
  return *words == 0;
}
