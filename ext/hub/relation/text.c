/* The relation `papers_text`: its rows are the sections of a text in Markdown,
** which hub/decode/markdown calls "level", "heading" and "text". */
#include "hub/relation/text.h"

enum text_column {
  TEXT_PAPER,
  TEXT_POSITION,
  TEXT_LEVEL,
  TEXT_HEADING,
  TEXT_TEXT,
  TEXT_URL,
  TEXT_FETCHED_AT,
  TEXT_CACHE,
  TEXT_COLUMNS
};

static const struct column columns[] = {
    [TEXT_PAPER] = {.name = "paper",
                    .help = "arXiv id of the paper, without version",
                    .kind = COLUMN_ID},
    [TEXT_POSITION] = {.name = "position",
                       .help = "place from 1 in the text",
                       .kind = COLUMN_POSITION},
    [TEXT_LEVEL] = {.name = "level",
                    .help = "of the heading, from 1 to 6; 0 before the first",
                    .kind = COLUMN_NUMBER,
                    .from = {"level"}},
    [TEXT_HEADING] = {.name = "heading",
                      .help = "the heading without its marks; NULL where there "
                              "is none",
                      .kind = COLUMN_TEXT,
                      .from = {"heading"}},
    [TEXT_TEXT] = {.name = "text",
                   .help = "the section without its heading, in Markdown",
                   .kind = COLUMN_TEXT,
                   .from = {"text"}},
    [TEXT_URL] = {.name = "url",
                  .help = "the page of the paper on the Hub",
                  .kind = COLUMN_URL,
                  .prefix = "https://huggingface.co/papers/"},
    [TEXT_FETCHED_AT] = {.name = "fetched_at",
                         .help = "when this answer came from the service",
                         .kind = COLUMN_FETCHED_AT},
    [TEXT_CACHE] = {.name = "cache",
                    .help = "`network`, `fresh`, `revalidated` or `stale`",
                    .kind = COLUMN_CACHE},
};

_Static_assert(sizeof columns / sizeof columns[0] == TEXT_COLUMNS,
               "every name has its row");

const struct relation papers_text = {
    .name = "papers_text",
    .help = "a paper's full text, a row for each section",
    .example =
        "SELECT heading, text FROM papers_text WHERE paper = '2607.06644'",
    .columns = columns,
    .visible = TEXT_COLUMNS,
    .shown = TEXT_COLUMNS,
    .count = TEXT_COLUMNS,
    .id = TEXT_PAPER,
    .raw = NO_FIELD,
    .day = NO_FIELD,
    .position = TEXT_POSITION,
    .record = SOURCE_TEXT,
    .needs_paper = true,
    .entry = "",
};
