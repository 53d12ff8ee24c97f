#include "table/columns.h"

#include <stdlib.h>

/* No value comes near these: they only keep memory from growing without
** bound. */
enum { DECLARATION_MAX_BYTES = 64 * 1024, URL_MAX_BYTES = 4096 };

/* --- values ------------------------------------------------------------- */

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

/* --- cells -------------------------------------------------------------- */

static void set_text(struct cell *cell, struct slice text) {
  cell->kind = text.at ? CELL_TEXT : CELL_NULL;
  cell->text = text;
}

static void set_number(struct cell *cell, bool is_there, int64_t number) {
  cell->kind = is_there ? CELL_NUMBER : CELL_NULL;
  cell->number = number;
}

/* URLs are ordered as the ids at their ends. */
static void cell_text(const struct column *column, const struct row *row,
                      struct cell *cell) {
  set_text(cell, paper_text(row->paper, column->field));
}

static void cell_number(const struct column *column, const struct row *row,
                        struct cell *cell) {
  set_number(cell, paper_has(row->paper, column->field),
             paper_number(row->paper, column->field));
}

/* Weeks and months are ordered as their days. */
static void cell_listed(const struct column *column, const struct row *row,
                        struct cell *cell) {
  (void)column;
  set_text(cell, row->listed);
}

static void cell_rank(const struct column *column, const struct row *row,
                      struct cell *cell) {
  (void)column;
  set_number(cell, row->rank != 0, row->rank);
}

static void cell_fetched_at(const struct column *column, const struct row *row,
                            struct cell *cell) {
  (void)column;
  set_number(cell, row->fetched_at >= 0, row->fetched_at);
}

static void cell_cache(const struct column *column, const struct row *row,
                       struct cell *cell) {
  (void)column;
  set_text(cell, slice_of(row->cache));
}

int cell_compare(const struct cell *a, const struct cell *b) {
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  if (a->kind == CELL_TEXT) return slice_compare(a->text, b->text);
  if (a->kind == CELL_NULL) return 0;
  return (a->number > b->number) - (a->number < b->number);
}

/* --- the table ---------------------------------------------------------- */

const struct column columns[] = {
    [COLUMN_ID] = {.name = "id",
                   .type = "TEXT",
                   .result = result_text,
                   .cell = cell_text,
                   .field = PAPER_ID,
                   .use = USE_ID,
                   .help = "arXiv id without version"},
    [COLUMN_TITLE] = {.name = "title",
                      .type = "TEXT",
                      .result = result_text,
                      .cell = cell_text,
                      .field = PAPER_TITLE,
                      .help = "the title on one line"},
    [COLUMN_ABSTRACT] = {.name = "abstract",
                         .type = "TEXT",
                         .result = result_text,
                         .cell = cell_text,
                         .field = PAPER_ABSTRACT,
                         .help = "the abstract, a line for each paragraph"},
    [COLUMN_AUTHORS] = {.name = "authors",
                        .type = "TEXT",
                        .result = result_text,
                        .cell = cell_text,
                        .field = PAPER_AUTHORS,
                        .help = "JSON array of names, hidden authors left out"},
    [COLUMN_AUTHOR_COUNT] = {.name = "author_count",
                             .type = "INTEGER",
                             .result = result_number,
                             .cell = cell_number,
                             .field = PAPER_AUTHOR_COUNT,
                             .help = "how many authors these are"},
    [COLUMN_PUBLISHED] = {.name = "published",
                          .type = "TEXT",
                          .result = result_text,
                          .cell = cell_text,
                          .field = PAPER_PUBLISHED,
                          .help = "when it appeared on arXiv"},
    [COLUMN_LISTED] = {.name = "listed",
                       .type = "TEXT",
                       .result = result_listed,
                       .cell = cell_listed,
                       .field = PAPER_LISTED,
                       .use = USE_DAY,
                       .help = "the day whose listing it is in"},
    [COLUMN_WEEK] = {.name = "week",
                     .type = "TEXT",
                     .result = result_week,
                     .cell = cell_listed,
                     .field = PAPER_LISTED,
                     .use = USE_DAY,
                     .help = "the ISO week of that day: `2025-W11`"},
    [COLUMN_MONTH] = {.name = "month",
                      .type = "TEXT",
                      .result = result_month,
                      .cell = cell_listed,
                      .field = PAPER_LISTED,
                      .use = USE_DAY,
                      .help = "the month of that day: `2025-03`"},
    [COLUMN_RANK] = {.name = "rank",
                     .type = "INTEGER",
                     .result = result_rank,
                     .cell = cell_rank,
                     .field = PAPER_ID,
                     .is_of_listing = true,
                     .help = "place from 1 in the day's listing, the search or "
                             "the trending list"},
    [COLUMN_UPVOTES] = {.name = "upvotes",
                        .type = "INTEGER",
                        .result = result_number,
                        .cell = cell_number,
                        .field = PAPER_UPVOTES,
                        .help = "upvotes on the Hub"},
    [COLUMN_COMMENTS] = {.name = "comments",
                         .type = "INTEGER",
                         .result = result_number,
                         .cell = cell_number,
                         .field = PAPER_COMMENTS,
                         .is_of_listing = true,
                         .help = "comments on the Hub"},
    [COLUMN_SUBMITTER] = {.name = "submitter",
                          .type = "TEXT",
                          .result = result_text,
                          .cell = cell_text,
                          .field = PAPER_SUBMITTER,
                          .help = "login of who submitted it"},
    [COLUMN_ORGANIZATION] = {.name = "organization",
                             .type = "TEXT",
                             .result = result_text,
                             .cell = cell_text,
                             .field = PAPER_ORGANIZATION,
                             .help = "login of the organization"},
    [COLUMN_ORGANIZATION_NAME] = {.name = "organization_name",
                                  .type = "TEXT",
                                  .result = result_text,
                                  .cell = cell_text,
                                  .field = PAPER_ORGANIZATION_NAME,
                                  .help = "full name of the organization"},
    [COLUMN_KEYWORDS] = {.name = "keywords",
                         .type = "TEXT",
                         .result = result_text,
                         .cell = cell_text,
                         .field = PAPER_KEYWORDS,
                         .help = "JSON array of keywords"},
    [COLUMN_AI_SUMMARY] = {.name = "ai_summary",
                           .type = "TEXT",
                           .result = result_text,
                           .cell = cell_text,
                           .field = PAPER_AI_SUMMARY,
                           .help =
                               "a summary in one sentence, made by a model"},
    [COLUMN_REPO] = {.name = "repo",
                     .type = "TEXT",
                     .result = result_text,
                     .cell = cell_text,
                     .field = PAPER_REPO,
                     .help = "the code repository, canonical"},
    [COLUMN_REPO_SOURCE] = {.name = "repo_source",
                            .type = "TEXT",
                            .result = result_text,
                            .cell = cell_text,
                            .field = PAPER_REPO_SOURCE,
                            .help = "why `repo` is believed: `user`, `auto`, "
                                    "`admin`, `listing`, `abstract`"},
    [COLUMN_REPO_STARS] = {.name = "repo_stars",
                           .type = "INTEGER",
                           .result = result_number,
                           .cell = cell_number,
                           .field = PAPER_REPO_STARS,
                           .help = "stars of the repository"},
    [COLUMN_PROJECT_PAGE] = {.name = "project_page",
                             .type = "TEXT",
                             .result = result_text,
                             .cell = cell_text,
                             .field = PAPER_PROJECT_PAGE,
                             .help = "URL of the project's page"},
    [COLUMN_MEDIA] = {.name = "media",
                      .type = "TEXT",
                      .result = result_text,
                      .cell = cell_text,
                      .field = PAPER_MEDIA,
                      .help = "JSON array of URLs of pictures and films"},
    [COLUMN_THUMBNAIL] = {.name = "thumbnail",
                          .type = "TEXT",
                          .result = result_text,
                          .cell = cell_text,
                          .field = PAPER_THUMBNAIL,
                          .is_of_listing = true,
                          .help = "URL of a small picture"},
    [COLUMN_AUTHOR_PARTICIPATING] =
        {.name = "author_participating",
         .type = "INTEGER",
         .result = result_number,
         .cell = cell_number,
         .field = PAPER_AUTHOR_PARTICIPATING,
         .is_of_listing = true,
         .help = "1 if an author takes part in the discussion, else 0"},
    [COLUMN_URL] = {.name = "url",
                    .type = "TEXT",
                    .result = result_url,
                    .cell = cell_text,
                    .field = PAPER_ID,
                    .use = USE_URL,
                    .prefix = "https://huggingface.co/papers/",
                    .help = "its page on the Hub"},
    [COLUMN_ARXIV_URL] = {.name = "arxiv_url",
                          .type = "TEXT",
                          .result = result_url,
                          .cell = cell_text,
                          .field = PAPER_ID,
                          .use = USE_URL,
                          .prefix = "https://arxiv.org/abs/",
                          .help = "its page on arXiv"},
    [COLUMN_PDF_URL] = {.name = "pdf_url",
                        .type = "TEXT",
                        .result = result_url,
                        .cell = cell_text,
                        .field = PAPER_ID,
                        .use = USE_URL,
                        .prefix = "https://arxiv.org/pdf/",
                        .help = "its PDF"},
    [COLUMN_FETCHED_AT] = {.name = "fetched_at",
                           .type = "TEXT",
                           .result = result_fetched_at,
                           .cell = cell_fetched_at,
                           .field = PAPER_ID,
                           .help = "when this answer came from the service"},
    [COLUMN_CACHE] = {.name = "cache",
                      .type = "TEXT",
                      .result = result_cache,
                      .cell = cell_cache,
                      .field = PAPER_ID,
                      .help = "`network`, `fresh`, `revalidated` or `stale`"},
};

const struct column column_raw = {.name = "raw",
                                  .type = "TEXT",
                                  .result = result_text,
                                  .field = PAPER_RAW,
                                  .is_of_listing = true,
                                  .help = "the entry as JSON, for what has no "
                                          "column"};

const struct column column_end = {
    .name = "arguments_end",
    .type = "",
    .field = PAPER_ID,
    .help = "always NULL: stands behind the arguments, so that one too many is "
            "an error"};

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
  buffer_format(&text, "%s HIDDEN, ", column_end.name);
  buffer_format(&text, "%s %s HIDDEN)", column_raw.name, column_raw.type);
  char *declaration = buffer_take(&text);
  buffer_clear(&text);
  if (!declaration) return SQLITE_NOMEM;
  int code = sqlite3_declare_vtab(db, declaration);
  free(declaration);
  return code;
}

int column_guard(size_t inputs) {
  return COLUMN_INPUTS + (int)inputs;
}

static const struct column *column_at(int column, size_t inputs) {
  if (column == column_guard(inputs)) return &column_end;
  if (column > column_guard(inputs)) return &column_raw;
  return &columns[column];
}

static bool is_read(sqlite3_uint64 used, int column, size_t inputs) {
  bool is_input = column >= COLUMN_INPUTS && column < column_guard(inputs);
  return !is_input && (used >> column & 1);
}

paper_fields columns_wanted(sqlite3_uint64 used, size_t inputs) {
  paper_fields wanted = PAPER_BIT(PAPER_ID);
  for (int i = 0; i <= column_guard(inputs) + 1; i++) {
    if (is_read(used, i, inputs)) {
      wanted |= PAPER_BIT(column_at(i, inputs)->field);
    }
  }
  return wanted;
}

bool columns_need_listing(sqlite3_uint64 used, size_t inputs) {
  for (int i = 0; i <= column_guard(inputs) + 1; i++) {
    if (!is_read(used, i, inputs)) continue;
    if (column_at(i, inputs)->is_of_listing) return true;
  }
  return false;
}

bool column_is_day(int column) {
  return column >= 0 && column < COLUMN_INPUTS &&
         columns[column].use == USE_DAY;
}

enum day_part column_day_part(int column) {
  return column == COLUMN_WEEK    ? PART_WEEK
         : column == COLUMN_MONTH ? PART_MONTH
                                  : PART_DAY;
}

void columns_result(sqlite3_context *context, int column, size_t inputs,
                    const struct row *row) {
  const struct column *at = column_at(column, inputs);
  if (at->result) at->result(context, at, row);
}
