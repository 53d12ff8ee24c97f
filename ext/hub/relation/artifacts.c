/* The relation `papers_artifacts`: its rows are the elements of three arrays in
** a paper's record, or of the lists that have all of them. The lists have other
** names for a few values. Sources: the service's OpenAPI document, its clients
** and recorded answers. */
#include "hub/relation/artifacts.h"

#include <string.h>

#include "base/ascii.h"
#include "hub/decode/make.h"

enum artifacts_column {
  ARTIFACTS_PAPER,
  ARTIFACTS_KIND,
  ARTIFACTS_POSITION,
  ARTIFACTS_ID,
  ARTIFACTS_AUTHOR,
  ARTIFACTS_LIKES,
  ARTIFACTS_DOWNLOADS,
  ARTIFACTS_TASK,
  ARTIFACTS_PARAMETERS,
  ARTIFACTS_ROW_COUNT,
  ARTIFACTS_DESCRIPTION,
  ARTIFACTS_GATED,
  ARTIFACTS_RUNNING,
  ARTIFACTS_LAST_MODIFIED,
  ARTIFACTS_URL,
  ARTIFACTS_FETCHED_AT,
  ARTIFACTS_CACHE,
  ARTIFACTS_VISIBLE,
  ARTIFACTS_RAW = ARTIFACTS_VISIBLE,
  ARTIFACTS_SHOWN,
  ARTIFACTS_STAGE = ARTIFACTS_SHOWN, /* what a Space does */
  ARTIFACTS_MODELS,                  /* how many there are in all */
  ARTIFACTS_DATASETS,
  ARTIFACTS_SPACES,
  ARTIFACTS_COLUMNS
};

static const struct column columns[] = {
    [ARTIFACTS_PAPER] = {.name = "paper",
                         .help = "arXiv id of the paper, without version",
                         .kind = COLUMN_ID,
                         .from = {"paper.id"}},
    [ARTIFACTS_KIND] = {.name = "kind",
                        .help = "`model`, `dataset` or `space`",
                        .kind = COLUMN_ARRAY},
    [ARTIFACTS_POSITION] = {.name = "position",
                            .help = "place from 1 among those of its kind",
                            .kind = COLUMN_POSITION},
    [ARTIFACTS_ID] = {.name = "id",
                      .help = "its name on the Hub: `org/name`",
                      .kind = COLUMN_TEXT,
                      .from = {"*.id"}},
    [ARTIFACTS_AUTHOR] = {.name = "author",
                          .help =
                              "login of the user or organization that has it",
                          .kind = COLUMN_MADE,
                          .from = {"*.author"},
                          .needs = FIELD_BIT(ARTIFACTS_ID)},
    [ARTIFACTS_LIKES] = {.name = "likes",
                         .help = "likes on the Hub",
                         .kind = COLUMN_NUMBER,
                         .from = {"*.likes"}},
    [ARTIFACTS_DOWNLOADS] = {.name = "downloads",
                             .help = "downloads in the last 30 days",
                             .kind = COLUMN_NUMBER,
                             .from = {"*.downloads"}},
    [ARTIFACTS_TASK] = {.name = "task",
                        .help = "what a model is for: `text-generation`",
                        .kind = COLUMN_TEXT,
                        .from = {"*.pipeline_tag"}},
    [ARTIFACTS_PARAMETERS] = {.name = "parameters",
                              .help = "how many parameters a model has",
                              .kind = COLUMN_NUMBER,
                              .from = {"*.numParameters",
                                       "*.safetensors.total"}},
    [ARTIFACTS_ROW_COUNT] = {.name = "row_count",
                             .help = "how many rows a dataset has",
                             .kind = COLUMN_NUMBER,
                             .from = {"*.datasetsServerInfo.numRows"}},
    [ARTIFACTS_DESCRIPTION] = {.name = "description",
                               .help = "what it is, a line for each paragraph",
                               .kind = COLUMN_PARAGRAPHS,
                               .from = {"*.description", "*.shortDescription",
                                        "*.cardData.short_description"}},
    [ARTIFACTS_GATED] = {.name = "gated",
                         .help = "`open` to all, or after a request: `auto`, "
                                 "`manual`; NULL where that is not said",
                         .kind = COLUMN_WORD,
                         .from = {"*.gated"}},
    [ARTIFACTS_RUNNING] = {.name = "running",
                           .help = "1 if a Space runs, else 0",
                           .kind = COLUMN_FLAG,
                           .from = {"*.running"},
                           .needs = FIELD_BIT(ARTIFACTS_STAGE)},
    [ARTIFACTS_LAST_MODIFIED] = {.name = "last_modified",
                                 .help = "when it was last changed",
                                 .kind = COLUMN_MOMENT,
                                 .from = {"*.lastModified"}},
    [ARTIFACTS_URL] = {.name = "url",
                       .help = "its page on the Hub",
                       .kind = COLUMN_MADE,
                       .needs = FIELD_BIT(ARTIFACTS_ID)},
    [ARTIFACTS_FETCHED_AT] = {.name = "fetched_at",
                              .help = "when this answer came from the service",
                              .kind = COLUMN_FETCHED_AT},
    [ARTIFACTS_CACHE] = {.name = "cache",
                         .help = "`network`, `fresh`, `revalidated` or `stale`",
                         .kind = COLUMN_CACHE},
    [ARTIFACTS_RAW] = {.name = "raw",
                       .help = "the artifact as JSON, for what has no column",
                       .kind = COLUMN_RAW},
    [ARTIFACTS_STAGE] = {.kind = COLUMN_MADE, .from = {"*.runtime.stage"}},
    [ARTIFACTS_MODELS] = {.kind = COLUMN_NUMBER,
                          .from = {"paper.numTotalModels"}},
    [ARTIFACTS_DATASETS] = {.kind = COLUMN_NUMBER,
                            .from = {"paper.numTotalDatasets"}},
    [ARTIFACTS_SPACES] = {.kind = COLUMN_NUMBER,
                          .from = {"paper.numTotalSpaces"}},
};

_Static_assert(sizeof columns / sizeof columns[0] == ARTIFACTS_COLUMNS,
               "every name has its row");

/* In the order of the arrays. */
static const char *const page_prefixes[] = {
    "https://huggingface.co/",
    "https://huggingface.co/datasets/",
    "https://huggingface.co/spaces/",
};

/* --- rules -------------------------------------------------------------- */

/* A record does not name the author of a Space, but its id begins with the
** author's login. */
static void make_author(const struct making *making) {
  struct slice author = making_text(making, ARTIFACTS_AUTHOR, 0);
  struct slice id = making_text(making, ARTIFACTS_ID, 0);
  const char *end = id.length ? memchr(id.at, '/', id.length) : NULL;
  if (!author.at && end) author = slice_between(id.at, end);
  making_set(making, ARTIFACTS_AUTHOR, author);
}

/* `false` stands in place of a word for what is open. `true` does not say how
** it is gated. */
static void make_gated(const struct making *making) {
  struct slice gated = making_text(making, ARTIFACTS_GATED, 0);
  if (slice_is(gated, "true")) return;
  if (slice_is(gated, "false")) gated = slice_of("open");
  making_set(making, ARTIFACTS_GATED, gated);
}

/* A list has a word for what a Space does: RUNNING, RUNNING_BUILDING and so on
** while it runs. */
static void make_running(const struct making *making) {
  struct slice stage = making_text(making, ARTIFACTS_STAGE, 0);
  if (!making_wants(making, ARTIFACTS_RUNNING) || !stage.at) return;
  if (values_has(making->values, ARTIFACTS_RUNNING)) return;
  values_set_number(making->values, ARTIFACTS_RUNNING,
                    ascii_begins(stage, "running"));
}

static void make_url(const struct making *making) {
  struct buffer *store = &making->values->store;
  struct slice id = making_text(making, ARTIFACTS_ID, 0);
  size_t start = store->length;
  if (!making_wants(making, ARTIFACTS_URL) || !id.at) return;
  buffer_append_text(store, page_prefixes[making->values->array]);
  buffer_append_slice(store, id);
  values_set_stored(making->values, ARTIFACTS_URL, start);
}

static enum made make_artifact(const struct making *making) {
  make_author(making);
  make_gated(making);
  make_running(making);
  make_url(making);
  return MADE_ROW;
}

const struct relation papers_artifacts = {
    .name = "papers_artifacts",
    .help = "models, datasets and Spaces that cite a paper",
    .example = "SELECT kind, id, downloads FROM papers_artifacts "
               "WHERE paper = '2607.22001'",
    .columns = columns,
    .visible = ARTIFACTS_VISIBLE,
    .shown = ARTIFACTS_SHOWN,
    .count = ARTIFACTS_COLUMNS,
    .id = ARTIFACTS_PAPER,
    .raw = ARTIFACTS_RAW,
    .day = NO_FIELD,
    .position = ARTIFACTS_POSITION,
    .record = SOURCE_ARTIFACTS,
    .needs_paper = true,
    .entry = "paper.",
    .rows = {{"paper.linkedModels", "model", ARTIFACTS_MODELS, SOURCE_MODELS},
             {"paper.linkedDatasets", "dataset", ARTIFACTS_DATASETS,
              SOURCE_DATASETS},
             {"paper.linkedSpaces", "space", ARTIFACTS_SPACES, SOURCE_SPACES}},
    .name_of_row = ARTIFACTS_ID,
    .make = make_artifact,
};
