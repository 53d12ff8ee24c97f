/* Turns a draft into a paper: days, repository, organization. Does not know how
** the lines of a page are read. */
#include "saved/draft.h"

#include <string.h>

#include "base/ascii.h"
#include "hub/relation/papers.h"
#include "saved/line.h"
#include "text/link/links.h"

/* Of ASCII. */
#define PUNCTUATION "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

static void draft_init(struct draft *draft, size_t most) {
  *draft = (struct draft){.authors = -1, .comments = -1, .upvotes = -1};
  buffer_init(&draft->title, most);
  buffer_init(&draft->abstract, most);
  buffer_init(&draft->organization, most);
  buffer_init(&draft->submitter, most);
}

static void draft_clear(struct draft *draft) {
  buffer_clear(&draft->title);
  buffer_clear(&draft->abstract);
  buffer_clear(&draft->organization);
  buffer_clear(&draft->submitter);
}

void draft_reset(struct draft *draft) {
  buffer_reset(&draft->title);
  buffer_reset(&draft->abstract);
  buffer_reset(&draft->organization);
  buffer_reset(&draft->submitter);
  draft->id.length = 0;
  draft->authors = draft->comments = draft->upvotes = -1;
  draft->has_published = false;
}

/* Appends a text of Markdown without the backslashes before the characters of
** the set. */
static void add_unescaped(struct buffer *to, struct slice text,
                          const char *set) {
  for (size_t i = 0; i < text.length; i++) {
    bool is_escape = text.at[i] == '\\' && i + 1 < text.length &&
                     ascii_is_in(text.at[i + 1], set);
    i += is_escape;
    buffer_append_byte(to, text.at[i]);
  }
}

void draft_add(struct draft *draft, struct slice paragraph) {
  if (draft->abstract.length) buffer_append_byte(&draft->abstract, '\n');
  if (draft->is_escaped && draft->id.length) {
    add_unescaped(&draft->abstract, paragraph, PUNCTUATION);
  } else {
    buffer_append_slice(&draft->abstract, paragraph);
  }
}

void draft_set(struct buffer *text, struct slice value) {
  buffer_reset(text);
  buffer_append_slice(text, value);
}

void draft_set_title(struct draft *draft, struct slice title,
                     struct arxiv_id id) {
  draft->id = id;
  const char *set = !id.length          ? ""
                    : draft->is_escaped ? PUNCTUATION
                                        : "[]()*_#`~<>$&!|";
  buffer_reset(&draft->title);
  add_unescaped(&draft->title, title, set);
}

bool draft_check(const struct draft *draft, struct error *error) {
  return buffer_check(&draft->title, error) &&
         buffer_check(&draft->abstract, error) &&
         buffer_check(&draft->organization, error) &&
         buffer_check(&draft->submitter, error);
}

/* The arguments of the functions that fill a paper. */
struct filling {
  const struct draft *draft;
  const struct page_facts *facts;
  struct values *paper;
};

static bool wants(const struct filling *filling, int column) {
  return (filling->facts->wanted & FIELD_BIT(column)) != 0;
}

static void put(const struct filling *filling, int column, struct slice text) {
  if (!wants(filling, column) || !text.length) return;
  values_set_text(filling->paper, column, text);
}

static void put_number(const struct filling *filling, int column,
                       int64_t number) {
  if (!wants(filling, column) || number < 0) return;
  values_set_number(filling->paper, column, number);
}

/* Writes a day; one without a year gets `year`, if that is known, or the year
** before where it would be later than `latest`, the text of a day or "". */
static void write_day(struct written_day day, int year, const char *latest,
                      char text[DAY_TEXT_SIZE]) {
  bool is_open = !day.year && year;
  if (is_open) day.year = year;
  written_day_write(day, text);
  /* The text of a day without a year begins with '-'. */
  if (!is_open || latest[0] < '0' || strcmp(text, latest) <= 0) return;
  day.year--;
  written_day_write(day, text);
}

static void put_days(const struct filling *filling) {
  const struct page_facts *facts = filling->facts;
  const struct draft *draft = filling->draft;
  char listed[DAY_TEXT_SIZE] = "", published[DAY_TEXT_SIZE] = "";
  if (facts->has_day) write_day(facts->day, facts->year, "", listed);
  if (draft->has_published) {
    write_day(draft->published, facts->year, listed, published);
  }
  put(filling, PAPERS_LISTED, slice_of(listed));
  put(filling, PAPERS_PUBLISHED, slice_of(published));
}

static void put_repo(const struct filling *filling) {
  struct link link;
  if (!wants(filling, PAPERS_REPO) && !wants(filling, PAPERS_REPO_SOURCE))
    return;
  if (!repo_link_find(buffer_slice(&filling->draft->abstract), &link)) return;
  put(filling, PAPERS_REPO, link_url(&link));
  put(filling, PAPERS_REPO_SOURCE, slice_of("abstract"));
}

static void put_organization(const struct filling *filling) {
  struct slice login = {0}, name = {0};
  line_organization(buffer_slice(&filling->draft->organization), &login, &name);
  put(filling, PAPERS_ORGANIZATION, login);
  put(filling, PAPERS_ORGANIZATION_NAME, name);
}

/* Fills an empty paper. A failure stays in paper->store. */
static void draft_finish(const struct draft *draft,
                         const struct page_facts *facts, struct values *paper) {
  const struct filling *filling = &(struct filling){draft, facts, paper};
  put(filling, PAPERS_ID, (struct slice){draft->id.text, draft->id.length});
  put(filling, PAPERS_TITLE, buffer_slice(&draft->title));
  put(filling, PAPERS_ABSTRACT, buffer_slice(&draft->abstract));
  put(filling, PAPERS_SUBMITTER, buffer_slice(&draft->submitter));
  put_days(filling);
  put_repo(filling);
  put_organization(filling);
  put_number(filling, PAPERS_AUTHOR_COUNT, draft->authors);
  put_number(filling, PAPERS_UPVOTES, draft->upvotes);
  put_number(filling, PAPERS_COMMENTS, draft->comments);
}

void page_papers_init(struct page_papers *found, field_set wanted, int year,
                      size_t most) {
  *found = (struct page_papers){.facts = {.wanted = wanted, .year = year}};
  draft_init(&found->draft, most);
}

void page_papers_clear(struct page_papers *found) {
  queue_clear(&found->queue);
  draft_clear(&found->draft);
}

bool page_papers_finish(struct page_papers *found, struct error *error) {
  if (!draft_check(&found->draft, error)) return false;
  struct values *paper = queue_open(&found->queue);
  if (!paper) {
    error_no_memory(error);
    return false;
  }
  draft_finish(&found->draft, &found->facts, paper);
  if (!buffer_check(&paper->store, error)) return false;
  queue_push(&found->queue);
  draft_reset(&found->draft);
  found->count++;
  return true;
}
