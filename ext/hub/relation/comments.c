/* The relation `papers_comments`: its rows are the elements of the comments of
** a paper's record. A reply stands in `replies` of the comment that it answers,
** beside that comment with its id in `parentCommentId`, or both. Sources: the
** service's OpenAPI document and a recorded answer. */
#include "hub/relation/comments.h"

#include "hub/decode/make.h"

enum comments_column {
  COMMENTS_PAPER,
  COMMENTS_ID,
  COMMENTS_PARENT,
  COMMENTS_POSITION,
  COMMENTS_AUTHOR,
  COMMENTS_AUTHOR_NAME,
  COMMENTS_IS_OWNER,
  COMMENTS_WRITTEN,
  COMMENTS_EDITED,
  COMMENTS_EDITED_AT,
  COMMENTS_TEXT,
  COMMENTS_LANGUAGE,
  COMMENTS_HIDDEN,
  COMMENTS_HIDDEN_REASON,
  COMMENTS_REACTIONS,
  COMMENTS_REACTION_COUNT,
  COMMENTS_URL,
  COMMENTS_FETCHED_AT,
  COMMENTS_CACHE,
  COMMENTS_VISIBLE,
  COMMENTS_RAW = COMMENTS_VISIBLE,
  COMMENTS_SHOWN,
  COMMENTS_COLUMNS = COMMENTS_SHOWN
};

static const struct column columns[] = {
    [COMMENTS_PAPER] = {.name = "paper",
                        .help = "arXiv id of the paper, without version",
                        .kind = COLUMN_ID,
                        .from = {"paper.id"}},
    [COMMENTS_ID] = {.name = "id",
                     .help = "the Hub's id of the comment",
                     .kind = COLUMN_TEXT,
                     .from = {"paper.comments[].id"}},
    [COMMENTS_PARENT] = {.name = "parent",
                         .help = "id of the comment that it answers",
                         .kind = COLUMN_MADE,
                         .from = {"paper.comments[].data.parentCommentId"}},
    [COMMENTS_POSITION] = {.name = "position",
                           .help = "place from 1 in the discussion; replies "
                                   "stand behind what they answer",
                           .kind = COLUMN_POSITION},
    [COMMENTS_AUTHOR] = {.name = "author",
                         .help = "login of who wrote it",
                         .kind = COLUMN_TEXT,
                         .from = {"paper.comments[].author.name"}},
    [COMMENTS_AUTHOR_NAME] = {.name = "author_name",
                              .help = "full name",
                              .kind = COLUMN_TEXT,
                              .from = {"paper.comments[].author.fullname"}},
    [COMMENTS_IS_OWNER] = {.name = "is_owner",
                           .help = "1 if the Hub counts the author among the "
                                   "paper's owners, else 0",
                           .kind = COLUMN_FLAG,
                           .from = {"paper.comments[].author.isOwner"}},
    [COMMENTS_WRITTEN] = {.name = "written",
                          .help = "when",
                          .kind = COLUMN_MOMENT,
                          .from = {"paper.comments[].createdAt"}},
    [COMMENTS_EDITED] = {.name = "edited",
                         .help = "1 if it was changed since, else 0",
                         .kind = COLUMN_FLAG,
                         .from = {"paper.comments[].data.edited"}},
    [COMMENTS_EDITED_AT] = {.name = "edited_at",
                            .help = "when it was last changed",
                            .kind = COLUMN_MADE,
                            .from = {"paper.comments[].data.latest.updatedAt"},
                            .needs = FIELD_BIT(COMMENTS_EDITED)},
    [COMMENTS_TEXT] = {.name = "text",
                       .help = "as it was written, in Markdown; NULL where it "
                               "is hidden",
                       .kind = COLUMN_MADE,
                       .from = {"paper.comments[].data.latest.raw"},
                       .needs = FIELD_BIT(COMMENTS_HIDDEN)},
    [COMMENTS_LANGUAGE] =
        {.name = "language",
         .help = "the language that the Hub takes it for: `en`",
         .kind = COLUMN_TEXT,
         .from = {"paper.comments[].data.identifiedLanguage.language"}},
    [COMMENTS_HIDDEN] = {.name = "hidden",
                         .help = "1 if it was hidden, else 0",
                         .kind = COLUMN_FLAG,
                         .from = {"paper.comments[].data.hidden"}},
    [COMMENTS_HIDDEN_REASON] = {.name = "hidden_reason",
                                .help = "why, as the Hub says",
                                .kind = COLUMN_TEXT,
                                .from = {"paper.comments[].data.hiddenReason"}},
    [COMMENTS_REACTIONS] =
        {.name = "reactions",
         .help = "JSON object: how many of each reaction, by the Hub's names",
         .kind = COLUMN_LIST,
         .from = {"paper.comments[].data.reactions[].reaction:count"}},
    [COMMENTS_REACTION_COUNT] =
        {.name = "reaction_count",
         .help = "how many reactions these are",
         .kind = COLUMN_COUNT,
         .from = {"paper.comments[].data.reactions[].reaction:count"}},
    [COMMENTS_URL] = {.name = "url",
                      .help = "where it stands on the Hub",
                      .kind = COLUMN_MADE},
    [COMMENTS_FETCHED_AT] = {.name = "fetched_at",
                             .help = "when this answer came from the service",
                             .kind = COLUMN_FETCHED_AT},
    [COMMENTS_CACHE] = {.name = "cache",
                        .help = "`network`, `fresh`, `revalidated` or `stale`",
                        .kind = COLUMN_CACHE},
    [COMMENTS_RAW] = {.name = "raw",
                      .help = "the comment as JSON without its replies, for "
                              "what has no column",
                      .kind = COLUMN_RAW},
};

_Static_assert(sizeof columns / sizeof columns[0] == COMMENTS_COLUMNS,
               "every name has its row");

/* --- rules -------------------------------------------------------------- */

static bool is_set(const struct making *making, int column) {
  return values_number(making->values, column) != 0;
}

/* A reply names the comment that it answers, or else stands in it. */
static void make_parent(const struct making *making) {
  struct slice parent = making_text(making, COMMENTS_PARENT, 0);
  if (!parent.at) parent = making_outer_name(making);
  making_set(making, COMMENTS_PARENT, parent);
}

/* The time is also sent where nothing was changed. */
static void make_edited_at(const struct making *making) {
  char moment[MOMENT_TEXT_SIZE];
  if (!making_wants(making, COMMENTS_EDITED_AT)) return;
  if (!is_set(making, COMMENTS_EDITED)) return;
  if (making_moment(making, COMMENTS_EDITED_AT, 0, moment)) {
    making_set(making, COMMENTS_EDITED_AT,
               (struct slice){moment, MOMENT_LENGTH});
  }
}

/* What was hidden may still be sent, or a sentence in its place. */
static void make_text(const struct making *making) {
  if (is_set(making, COMMENTS_HIDDEN)) return;
  making_set(making, COMMENTS_TEXT, making_text(making, COMMENTS_TEXT, 0));
}

static void make_reactions(const struct making *making) {
  struct values *values = making->values;
  if (!values_has(values, COMMENTS_REACTIONS)) {
    making_set(making, COMMENTS_REACTIONS, slice_of("{}"));
  }
  if (making_wants(making, COMMENTS_REACTION_COUNT) &&
      !values_has(values, COMMENTS_REACTION_COUNT)) {
    values_set_number(values, COMMENTS_REACTION_COUNT, 0);
  }
}

static void make_url(const struct making *making) {
  struct buffer *store = &making->values->store;
  size_t start = store->length;
  if (!making_wants(making, COMMENTS_URL)) return;
  if (!values_has(making->values, COMMENTS_ID)) return;
  buffer_append_text(store, "https://huggingface.co/papers/");
  buffer_append_slice(store, making_text(making, COMMENTS_PAPER, 0));
  buffer_append_byte(store, '#');
  buffer_append_slice(store, making_text(making, COMMENTS_ID, 0));
  values_set_stored(making->values, COMMENTS_URL, start);
}

static enum made make_comment(const struct making *making) {
  make_parent(making);
  make_edited_at(making);
  make_text(making);
  make_reactions(making);
  make_url(making);
  return making->error->outcome == OK ? MADE_ROW : MADE_ERROR;
}

const struct relation papers_comments = {
    .name = "papers_comments",
    .help = "the discussion of a paper, a row for each comment",
    .example =
        "SELECT author, text FROM papers_comments WHERE paper = '2607.06644'",
    .columns = columns,
    .visible = COMMENTS_VISIBLE,
    .shown = COMMENTS_SHOWN,
    .count = COMMENTS_COLUMNS,
    .id = COMMENTS_PAPER,
    .raw = COMMENTS_RAW,
    .day = NO_FIELD,
    .position = COMMENTS_POSITION,
    .record = SOURCE_COMMENTS,
    .needs_paper = true,
    .entry = "paper.",
    .rows = {{.at = "paper.comments"}},
    .rows_within = "replies",
    .name_of_row = COMMENTS_ID,
    .make = make_comment,
};
