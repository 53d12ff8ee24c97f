#include "table/columns.h"

#include <stdlib.h>

#include "text/day.h"

/* No value comes near these: they only keep memory from growing without
** bound. */
enum { DECLARATION_MAX_BYTES = 64 * 1024, URL_MAX_BYTES = 4096 };

static void result_slice(sqlite3_context *context, struct slice text) {
  if (!text.at) return;
  sqlite3_result_text64(context, text.at, text.length, SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

static void result_text(sqlite3_context *context, const struct column *column,
                        const struct row *row) {
  result_slice(context, paper_text(row->paper, column->field));
}

static void result_number(sqlite3_context *context, const struct column *column,
                          const struct row *row) {
  if (!paper_has(row->paper, column->field)) return;
  sqlite3_result_int64(context, paper_number(row->paper, column->field));
}

static void result_listed(sqlite3_context *context, const struct column *column,
                          const struct row *row) {
  (void)column;
  result_slice(context, row->listed);
}

/* A saved page may leave the year out (`--06-10`): then there is no week. */
static void result_part(sqlite3_context *context, const struct row *row,
                        enum day_part part) {
  int day, last;
  char text[DAY_TEXT_SIZE];
  if (!day_read(row->listed, PART_DAY, &day, &last)) return;
  day_write(day, part, text);
  result_slice(context, slice_of(text));
}

static void result_week(sqlite3_context *context, const struct column *column,
                        const struct row *row) {
  (void)column;
  result_part(context, row, PART_WEEK);
}

static void result_month(sqlite3_context *context, const struct column *column,
                         const struct row *row) {
  (void)column;
  result_part(context, row, PART_MONTH);
}

static void result_rank(sqlite3_context *context, const struct column *column,
                        const struct row *row) {
  (void)column;
  if (row->rank) sqlite3_result_int64(context, row->rank);
}

static void result_url(sqlite3_context *context, const struct column *column,
                       const struct row *row) {
  struct slice id = paper_text(row->paper, column->field);
  struct buffer url;
  if (!id.at) return;
  buffer_init(&url, URL_MAX_BYTES);
  buffer_append_text(&url, column->prefix);
  buffer_append_slice(&url, id);
  if (url.failed == OK) {
    result_slice(context, buffer_slice(&url));
  } else if (url.failed == NO_MEMORY) {
    sqlite3_result_error_nomem(context);
  }
  buffer_clear(&url);
}

static void result_fetched_at(sqlite3_context *context,
                              const struct column *column,
                              const struct row *row) {
  char text[MOMENT_TEXT_SIZE];
  (void)column;
  if (row->fetched_at < 0) return;
  moment_write(row->fetched_at, text);
  result_slice(context, slice_of(text));
}

static void result_cache(sqlite3_context *context, const struct column *column,
                         const struct row *row) {
  (void)column;
  if (row->cache) sqlite3_result_text(context, row->cache, -1, SQLITE_STATIC);
}

#define DAY_OPERATORS "= IN < <= > >="

const struct column columns[COLUMN_INPUTS] = {
    {"id", "TEXT", result_text, PAPER_ID, NULL, "= IN",
     "arXiv id without version"},
    {"title", "TEXT", result_text, PAPER_TITLE, NULL, NULL,
     "the title on one line"},
    {"abstract", "TEXT", result_text, PAPER_ABSTRACT, NULL, NULL,
     "the abstract, a line for each paragraph"},
    {"authors", "TEXT", result_text, PAPER_AUTHORS, NULL, NULL,
     "JSON array of names, hidden authors left out"},
    {"author_count", "INTEGER", result_number, PAPER_AUTHOR_COUNT, NULL, NULL,
     "how many authors these are"},
    {"published", "TEXT", result_text, PAPER_PUBLISHED, NULL, NULL,
     "when it appeared on arXiv"},
    {"listed", "TEXT", result_listed, PAPER_LISTED, NULL, DAY_OPERATORS,
     "the day whose listing it is in"},
    {"week", "TEXT", result_week, PAPER_LISTED, NULL, DAY_OPERATORS,
     "the ISO week of that day: `2025-W11`"},
    {"month", "TEXT", result_month, PAPER_LISTED, NULL, DAY_OPERATORS,
     "the month of that day: `2025-03`"},
    {"rank", "INTEGER", result_rank, PAPER_ID, NULL, NULL,
     "place from 1 in the day's listing, the search or the trending list"},
    {"upvotes", "INTEGER", result_number, PAPER_UPVOTES, NULL, NULL,
     "upvotes on the Hub"},
    {"comments", "INTEGER", result_number, PAPER_COMMENTS, NULL, NULL,
     "comments on the Hub"},
    {"submitter", "TEXT", result_text, PAPER_SUBMITTER, NULL, NULL,
     "login of who submitted it"},
    {"organization", "TEXT", result_text, PAPER_ORGANIZATION, NULL, NULL,
     "login of the organization"},
    {"organization_name", "TEXT", result_text, PAPER_ORGANIZATION_NAME, NULL,
     NULL, "full name of the organization"},
    {"keywords", "TEXT", result_text, PAPER_KEYWORDS, NULL, NULL,
     "JSON array of keywords"},
    {"ai_summary", "TEXT", result_text, PAPER_AI_SUMMARY, NULL, NULL,
     "a summary in one sentence, made by a model"},
    {"repo", "TEXT", result_text, PAPER_REPO, NULL, NULL,
     "the code repository, canonical"},
    {"repo_source", "TEXT", result_text, PAPER_REPO_SOURCE, NULL, NULL,
     "why `repo` is believed: `user`, `auto`, `admin`, `listing`, `abstract`"},
    {"repo_stars", "INTEGER", result_number, PAPER_REPO_STARS, NULL, NULL,
     "stars of the repository"},
    {"project_page", "TEXT", result_text, PAPER_PROJECT_PAGE, NULL, NULL,
     "URL of the project's page"},
    {"media", "TEXT", result_text, PAPER_MEDIA, NULL, NULL,
     "JSON array of URLs of pictures and films"},
    {"thumbnail", "TEXT", result_text, PAPER_THUMBNAIL, NULL, NULL,
     "URL of a small picture"},
    {"author_participating", "INTEGER", result_number,
     PAPER_AUTHOR_PARTICIPATING, NULL, NULL,
     "1 if an author takes part in the discussion, else 0"},
    {"url", "TEXT", result_url, PAPER_ID, "https://huggingface.co/papers/",
     NULL, "its page on the Hub"},
    {"arxiv_url", "TEXT", result_url, PAPER_ID, "https://arxiv.org/abs/", NULL,
     "its page on arXiv"},
    {"pdf_url", "TEXT", result_url, PAPER_ID, "https://arxiv.org/pdf/", NULL,
     "its PDF"},
    {"fetched_at", "TEXT", result_fetched_at, PAPER_ID, NULL, NULL,
     "when this answer came from the service"},
    {"cache", "TEXT", result_cache, PAPER_ID, NULL, NULL,
     "`network`, `fresh`, `revalidated` or `stale`"},
};

const struct column column_raw = {"raw",
                                  "TEXT",
                                  result_text,
                                  PAPER_RAW,
                                  NULL,
                                  NULL,
                                  "the entry as JSON, for what has no column"};

int columns_declare(sqlite3 *db, const struct input *inputs, size_t count) {
  struct buffer text;
  buffer_init(&text, DECLARATION_MAX_BYTES);
  buffer_append_text(&text, "CREATE TABLE papers(");
  for (size_t i = 0; i < COLUMN_INPUTS; i++) {
    buffer_format(&text, "%s %s, ", columns[i].name, columns[i].type);
  }
  for (size_t i = 0; i < count; i++) {
    buffer_format(&text, "%s %s HIDDEN, ", inputs[i].name, inputs[i].type);
  }
  buffer_format(&text, "%s %s HIDDEN)", column_raw.name, column_raw.type);
  char *declaration = buffer_take(&text);
  buffer_clear(&text);
  if (!declaration) return SQLITE_NOMEM;
  int code = sqlite3_declare_vtab(db, declaration);
  free(declaration);
  return code;
}

static const struct column *column_at(int column, size_t inputs) {
  if (column == COLUMN_INPUTS + (int)inputs) return &column_raw;
  return &columns[column];
}

paper_fields columns_wanted(sqlite3_uint64 used, size_t inputs) {
  paper_fields wanted = PAPER_BIT(PAPER_ID);
  for (int i = 0; i <= COLUMN_INPUTS + (int)inputs; i++) {
    bool is_input = i >= COLUMN_INPUTS && i < COLUMN_INPUTS + (int)inputs;
    if (is_input || !(used >> i & 1)) continue;
    wanted |= PAPER_BIT(column_at(i, inputs)->field);
  }
  return wanted;
}

bool column_is_day(int column) {
  return column >= COLUMN_LISTED && column <= COLUMN_MONTH;
}

void columns_result(sqlite3_context *context, int column, size_t inputs,
                    const struct row *row) {
  const struct column *at = column_at(column, inputs);
  at->result(context, at, row);
}
