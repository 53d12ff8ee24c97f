#include "saved/draft.h"

#include <string.h>

#include "saved/line.h"
#include "text/link/links.h"

void draft_init(struct draft *draft, size_t most) {
  *draft = (struct draft){.authors = -1, .comments = -1};
  buffer_init(&draft->title, most);
  buffer_init(&draft->abstract, most);
  buffer_init(&draft->organization, most);
}

void draft_clear(struct draft *draft) {
  buffer_clear(&draft->title);
  buffer_clear(&draft->abstract);
  buffer_clear(&draft->organization);
}

void draft_reset(struct draft *draft) {
  buffer_reset(&draft->title);
  buffer_reset(&draft->abstract);
  buffer_reset(&draft->organization);
  draft->authors = draft->comments = -1;
  draft->has_published = false;
}

void draft_add(struct draft *draft, struct slice paragraph) {
  if (draft->abstract.length) buffer_append_byte(&draft->abstract, '\n');
  buffer_append_slice(&draft->abstract, paragraph);
}

bool draft_check(const struct draft *draft, struct error *error) {
  return buffer_check(&draft->title, error) &&
         buffer_check(&draft->abstract, error) &&
         buffer_check(&draft->organization, error);
}

/* What the fillers below look at. */
struct filling {
  const struct draft *draft;
  const struct page_facts *facts;
  struct values *paper;
};

static bool wants(const struct filling *filling, enum papers_column field) {
  return (filling->facts->wanted & FIELD_BIT(field)) != 0;
}

static void put(const struct filling *filling, enum papers_column field,
                struct slice text) {
  if (!wants(filling, field) || !text.length) return;
  values_set_text(filling->paper, field, text);
}

static void put_number(const struct filling *filling, enum papers_column field,
                       int64_t number) {
  if (!wants(filling, field) || number < 0) return;
  values_set_number(filling->paper, field, number);
}

/* A day with the year that it must be of, if that is known. `latest` is the
** text of a day that it cannot lie behind, or "". */
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

void draft_finish(const struct draft *draft, const struct page_facts *facts,
                  struct values *paper) {
  const struct filling *filling = &(struct filling){draft, facts, paper};
  put(filling, PAPERS_TITLE, buffer_slice(&draft->title));
  put(filling, PAPERS_ABSTRACT, buffer_slice(&draft->abstract));
  put_days(filling);
  put_repo(filling);
  put_organization(filling);
  put_number(filling, PAPERS_AUTHOR_COUNT, draft->authors);
  put_number(filling, PAPERS_COMMENTS, draft->comments);
}
