/* Declares the relation `papers_authors`. Its rows are the elements of the
** array of authors in an entry, with values of the entry beside their own. */
#include "hub/relation/authors.h"

#include "hub/decode/make.h"

enum authors_column {
  AUTHORS_LISTED,
  AUTHORS_WEEK,
  AUTHORS_MONTH,
  AUTHORS_PAPER,
  AUTHORS_POSITION,
  AUTHORS_NAME,
  AUTHORS_LOGIN,
  AUTHORS_FULL_NAME,
  AUTHORS_STATUS,
  AUTHORS_STATUS_CHANGED,
  AUTHORS_TITLE,
  AUTHORS_VISIBLE,
  AUTHORS_RAW = AUTHORS_VISIBLE,
  AUTHORS_SHOWN,
  AUTHORS_HIDDEN = AUTHORS_SHOWN,
  AUTHORS_COLUMNS
};

static const struct column columns[] = {
    [AUTHORS_LISTED] = {.name = "listed",
                        .help = "the day whose listing the paper is in",
                        .kind = COLUMN_DAY,
                        .from = {"paper.submittedOnDailyAt"}},
    [AUTHORS_WEEK] = {.name = "week",
                      .help = "the ISO week of that day: `2025-W11`",
                      .kind = COLUMN_WEEK},
    [AUTHORS_MONTH] = {.name = "month",
                       .help = "the month of that day: `2025-03`",
                       .kind = COLUMN_MONTH},
    [AUTHORS_PAPER] = {.name = "paper",
                       .help = "arXiv id of the paper, without version",
                       .kind = COLUMN_ID,
                       .from = {"paper.id"},
                       .needs =
                           FIELD_BIT(AUTHORS_NAME) | FIELD_BIT(AUTHORS_HIDDEN)},
    [AUTHORS_POSITION] = {.name = "position",
                          .help = "place from 1 in the `authors` of the paper",
                          .kind = COLUMN_POSITION},
    [AUTHORS_NAME] = {.name = "name",
                      .help = "as the paper has it",
                      .kind = COLUMN_TEXT,
                      .from = {"paper.authors[].name"}},
    [AUTHORS_LOGIN] = {.name = "login",
                       .help = "on the Hub, where the author is known there",
                       .kind = COLUMN_TEXT,
                       .from = {"paper.authors[].user.user"}},
    [AUTHORS_FULL_NAME] = {.name = "full_name",
                           .help = "as the Hub's profile has it",
                           .kind = COLUMN_TEXT,
                           .from = {"paper.authors[].user.fullname"}},
    [AUTHORS_STATUS] = {.name = "status",
                        .help = "how the two were brought together, as the "
                                "Hub says: `claimed_verified` ...",
                        .kind = COLUMN_TEXT,
                        .from = {"paper.authors[].status"}},
    [AUTHORS_STATUS_CHANGED] =
        {.name = "status_changed",
         .help = "when that was",
         .kind = COLUMN_MOMENT,
         .from = {"paper.authors[].statusLastChangedAt"}},
    [AUTHORS_TITLE] = {.name = "title",
                       .help = "the title of the paper",
                       .kind = COLUMN_LINE,
                       .from = {"paper.title", "title"}},
    [AUTHORS_RAW] = {.name = "raw",
                     .help = "the author as JSON, for what has no column",
                     .kind = COLUMN_RAW},
    [AUTHORS_HIDDEN] = {.kind = COLUMN_FLAG,
                        .from = {"paper.authors[].hidden"}},
};

_Static_assert(sizeof columns / sizeof columns[0] == AUTHORS_COLUMNS,
               "every name has its row");

/* Leaves out the authors that the column `authors` of `papers` leaves out. So
** the positions count the elements of that column. */
static enum made make_author(const struct making *making) {
  bool is_hidden = values_number(making->values, AUTHORS_HIDDEN) != 0;
  bool has_name = values_has(making->values, AUTHORS_NAME);
  return has_name && !is_hidden ? MADE_ROW : MADE_NO_ROW;
}

const struct relation papers_authors = {
    .name = "papers_authors",
    .help = "the authors of the same listings, one row each",
    .example = "SELECT paper, name, login FROM papers_authors WHERE listed = "
               "'2026-07-30'",
    .columns = columns,
    .visible = AUTHORS_VISIBLE,
    .shown = AUTHORS_SHOWN,
    .count = AUTHORS_COLUMNS,
    .id = AUTHORS_PAPER,
    .day = AUTHORS_LISTED,
    .raw = AUTHORS_RAW,
    .position = AUTHORS_POSITION,
    .record = SOURCE_PAPER,
    .entry = "paper.",
    .rows = {{.at = "paper.authors"}},
    .make = make_author,
};
