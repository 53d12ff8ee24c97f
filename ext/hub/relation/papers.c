/* Declares the relation `papers`: its columns, their places in an entry, and
** the rules that places cannot express. Must not know how an answer is decoded.
** The places come from the service's OpenAPI document and from recorded answers
** of all years: older answers have some values outside of "paper". */
#include "hub/relation/papers.h"

#include <assert.h>
#include <string.h>

#include "hub/decode/make.h"
#include "text/link/links.h"
#include "text/quote.h"

static const struct column columns[] = {
    [PAPERS_ID] = {.name = "id",
                   .help = "arXiv id without version",
                   .kind = COLUMN_ID,
                   .from = {"paper.id"}},
    [PAPERS_TITLE] = {.name = "title",
                      .help = "the title on one line",
                      .kind = COLUMN_LINE,
                      .from = {"paper.title", "title"}},
    [PAPERS_ABSTRACT] = {.name = "abstract",
                         .help = "the abstract, a line for each paragraph",
                         .kind = COLUMN_PARAGRAPHS,
                         .from = {"paper.summary", "summary"}},
    [PAPERS_AUTHORS] = {.name = "authors",
                        .help = "JSON array of names, hidden authors left out",
                        .kind = COLUMN_LIST,
                        .from = {"paper.authors[].name"}},
    [PAPERS_AUTHOR_COUNT] = {.name = "author_count",
                             .help = "how many authors these are",
                             .kind = COLUMN_COUNT,
                             .from = {"paper.authors[].name"}},
    [PAPERS_PUBLISHED] = {.name = "published",
                          .help = "when it appeared on arXiv",
                          .kind = COLUMN_MADE,
                          .from = {"paper.publishedAt"},
                          .needs = FIELD_BIT(PAPERS_NEWEST)},
    [PAPERS_LISTED] = {.name = "listed",
                       .help = "the day whose listing it is in",
                       .kind = COLUMN_DAY,
                       .from = {"paper.submittedOnDailyAt"}},
    [PAPERS_WEEK] = {.name = "week",
                     .help = "the ISO week of that day: `2025-W11`",
                     .kind = COLUMN_WEEK},
    [PAPERS_MONTH] = {.name = "month",
                      .help = "the month of that day: `2025-03`",
                      .kind = COLUMN_MONTH},
    [PAPERS_RANK] = {.name = "rank",
                     .help = "place from 1 in the day's listing, the search or "
                             "the feed",
                     .kind = COLUMN_RANK,
                     .is_of_listing = true},
    [PAPERS_UPVOTES] = {.name = "upvotes",
                        .help = "upvotes on the Hub",
                        .kind = COLUMN_NUMBER,
                        .from = {"paper.upvotes"}},
    [PAPERS_COMMENTS] = {.name = "comments",
                         .help = "comments on the Hub",
                         .kind = COLUMN_NUMBER,
                         .from = {"numComments"},
                         .is_of_listing = true},
    [PAPERS_SUBMITTER] = {.name = "submitter",
                          .help = "login of who submitted it",
                          .kind = COLUMN_TEXT,
                          .from = {"submittedBy.name",
                                   "paper.submittedOnDailyBy.user"}},
    [PAPERS_ORGANIZATION] = {.name = "organization",
                             .help = "login of the organization",
                             .kind = COLUMN_MADE,
                             .from = {"paper.organization.name",
                                      "organization.name",
                                      "submitterOrganization.name"},
                             .needs = FIELD_BIT(PAPERS_ORGANIZATION_NAME)},
    [PAPERS_ORGANIZATION_NAME] = {.name = "organization_name",
                                  .help = "full name of the organization",
                                  .kind = COLUMN_MADE,
                                  .from = {"paper.organization.fullname",
                                           "organization.fullname",
                                           "submitterOrganization.fullname"},
                                  .needs = FIELD_BIT(PAPERS_ORGANIZATION)},
    [PAPERS_KEYWORDS] = {.name = "keywords",
                         .help = "JSON array of keywords",
                         .kind = COLUMN_LIST,
                         .from = {"paper.ai_keywords[]"}},
    [PAPERS_AI_SUMMARY] = {.name = "ai_summary",
                           .help = "a summary in one sentence, made by a model",
                           .kind = COLUMN_TEXT,
                           .from = {"paper.ai_summary"}},
    [PAPERS_REPO] = {.name = "repo",
                     .help = "the code repository, canonical",
                     .kind = COLUMN_MADE,
                     .from = {"paper.githubRepo"},
                     .needs = FIELD_BIT(PAPERS_ABSTRACT)},
    [PAPERS_REPO_SOURCE] = {.name = "repo_source",
                            .help = "why `repo` is believed: `user`, `auto`, "
                                    "`admin`, `listing`, `abstract`",
                            .kind = COLUMN_MADE,
                            .from = {"paper.githubRepoAddedBy"},
                            .needs = FIELD_BIT(PAPERS_REPO)},
    [PAPERS_REPO_STARS] = {.name = "repo_stars",
                           .help = "stars of the repository",
                           .kind = COLUMN_NUMBER,
                           .from = {"paper.githubStars"}},
    [PAPERS_PROJECT_PAGE] = {.name = "project_page",
                             .help = "URL of the project's page",
                             .kind = COLUMN_TEXT,
                             .from = {"paper.projectPage"}},
    [PAPERS_MEDIA] = {.name = "media",
                      .help = "JSON array of URLs of pictures and films",
                      .kind = COLUMN_LIST,
                      .from = {"paper.mediaUrls[]", "mediaUrls[]"},
                      .needs = FIELD_BIT(PAPERS_MEDIUM)},
    [PAPERS_THUMBNAIL] = {.name = "thumbnail",
                          .help = "URL of a small picture",
                          .kind = COLUMN_TEXT,
                          .from = {"thumbnail", "paper.thumbnail",
                                   "paper.thumbnailUrl"},
                          .is_of_listing = true},
    [PAPERS_AUTHOR_PARTICIPATING] =
        {.name = "author_participating",
         .help = "1 if an author takes part in the discussion, else 0",
         .kind = COLUMN_FLAG,
         .from = {"isAuthorParticipating"},
         .is_of_listing = true},
    [PAPERS_URL] = {.name = "url",
                    .help = "its page on the Hub",
                    .kind = COLUMN_URL,
                    .prefix = "https://huggingface.co/papers/"},
    [PAPERS_ARXIV_URL] = {.name = "arxiv_url",
                          .help = "its page on arXiv",
                          .kind = COLUMN_URL,
                          .prefix = "https://arxiv.org/abs/"},
    [PAPERS_PDF_URL] = {.name = "pdf_url",
                        .help = "its PDF",
                        .kind = COLUMN_URL,
                        .prefix = "https://arxiv.org/pdf/"},
    [PAPERS_FETCHED_AT] = {.name = "fetched_at",
                           .help = "when this answer came from the service",
                           .kind = COLUMN_FETCHED_AT},
    [PAPERS_CACHE] = {.name = "cache",
                      .help = "`network`, `fresh`, `revalidated` or `stale`",
                      .kind = COLUMN_CACHE},
    [PAPERS_RAW] = {.name = "raw",
                    .help = "the entry as JSON, for what has no column",
                    .kind = COLUMN_RAW,
                    .is_of_listing = true},
    [PAPERS_WITHDRAWN] = {.name = "withdrawn",
                          .help = "when its authors withdrew it; NULL: they "
                                  "did not",
                          .kind = COLUMN_MOMENT,
                          .from = {"paper.withdrawnAt"}},
    [PAPERS_NEWEST] = {.kind = COLUMN_MADE,
                       .from = {"publishedAt"},
                       .needs = FIELD_BIT(PAPERS_LISTED)},
    [PAPERS_MEDIUM] = {.kind = COLUMN_MADE, .from = {"mediaUrl"}},
};

_Static_assert(sizeof columns / sizeof columns[0] == PAPERS_COLUMNS,
               "every name has its row");

/* --- rules -------------------------------------------------------------- */

/* The publishedAt of an entry is another time than that of the paper. Outside
** of "paper" it is the paper's own only in a record without an entry around
** it. */
static void make_published(const struct making *making) {
  int column = making_is_bare(making) ? PAPERS_NEWEST : PAPERS_PUBLISHED;
  char moment[MOMENT_TEXT_SIZE];
  if (!making_wants(making, PAPERS_PUBLISHED)) return;
  if (making_moment(making, column, 0, moment)) {
    making_set(making, PAPERS_PUBLISHED, (struct slice){moment, MOMENT_LENGTH});
  }
}

/* The day in the listing or, if the entry does not have it, the day of the
** entry's own publishedAt: then the paper was submitted. */
static void make_newest(const struct making *making) {
  char moment[MOMENT_TEXT_SIZE];
  struct slice listed = values_text(making->values, PAPERS_LISTED);
  if (!making_wants(making, PAPERS_NEWEST)) return;
  if (listed.at) {
    assert(listed.length == MOMENT_DAY_LENGTH);
    memcpy(moment, listed.at, MOMENT_DAY_LENGTH);
  } else if (!making_moment(making, PAPERS_NEWEST, 0, moment)) {
    return;
  }
  making_set(making, PAPERS_NEWEST, (struct slice){moment, MOMENT_DAY_LENGTH});
}

/* Login and full name come from the same place, the first that has either: they
** must not describe different organizations. */
static void make_organization(const struct making *making) {
  if (!making_wants(making, PAPERS_ORGANIZATION)) return;
  for (int place = 0; place < COLUMN_PLACES; place++) {
    struct slice login = making_text(making, PAPERS_ORGANIZATION, place);
    struct slice name = making_text(making, PAPERS_ORGANIZATION_NAME, place);
    if (!login.at && !name.at) continue;
    making_set(making, PAPERS_ORGANIZATION, login);
    making_set(making, PAPERS_ORGANIZATION_NAME, name);
    return;
  }
}

/* Older answers have one URL, mediaUrl, in place of the array mediaUrls: it
** becomes an array of one element. */
static void make_media(const struct making *making) {
  struct buffer *store = &making->values->store;
  if (!making_wants(making, PAPERS_MEDIA)) return;
  struct slice medium = making_text(making, PAPERS_MEDIUM, 0);
  size_t start = store->length;
  if (!medium.at || values_has(making->values, PAPERS_MEDIA)) return;
  buffer_append_byte(store, '[');
  quote_append(store, medium);
  buffer_append_byte(store, ']');
  values_set_stored(making->values, PAPERS_MEDIA, start);
}

static bool set_repo(const struct making *making, struct slice text) {
  struct link link;
  if (!text.at || !repo_link_find(text, &link)) return false;
  making_set(making, PAPERS_REPO, link_url(&link));
  return true;
}

/* The `repo_source` of a repository that the answer names: who added it, if the
** answer says so by a known word. */
static const char *repo_adder(struct slice adder) {
  static const char *const known[] = {"user", "auto", "admin"};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (slice_is(adder, known[i])) return known[i];
  }
  return "listing";
}

static void make_repo(const struct making *making) {
  const char *source = NULL;
  if (!making_wants(making, PAPERS_REPO)) return;
  if (set_repo(making, making_text(making, PAPERS_REPO, 0))) {
    source = repo_adder(making_text(making, PAPERS_REPO_SOURCE, 0));
  } else if (set_repo(making, values_text(making->values, PAPERS_ABSTRACT))) {
    source = "abstract";
  }
  making_set(making, PAPERS_REPO_SOURCE, slice_of(source));
}

static enum made make_paper(const struct making *making) {
  make_published(making);
  make_newest(making);
  make_organization(making);
  make_media(making);
  make_repo(making);
  return making->error->outcome == OK ? MADE_ROW : MADE_ERROR;
}

const struct relation papers = {
    .name = "papers",
    .help = "the live listings",
    .example = "SELECT upvotes, title FROM papers WHERE listed = '2026-07-30'",
    .columns = columns,
    .visible = PAPERS_VISIBLE,
    .shown = PAPERS_SHOWN,
    .count = PAPERS_COLUMNS,
    .id = PAPERS_ID,
    .day = PAPERS_LISTED,
    .raw = PAPERS_RAW,
    .record = SOURCE_PAPER,
    .entry = "paper.",
    .make = make_paper,
};
