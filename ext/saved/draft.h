/* The texts and numbers of one paper while the page is read. */
#ifndef PAPERS_SAVED_DRAFT_H
#define PAPERS_SAVED_DRAFT_H

#include "hub/paper.h"
#include "text/written_day.h"

/* What holds for all papers of a page. */
struct page_facts {
  paper_fields wanted;
  int year; /* of days that are written without one; 0: not known */
  bool has_day;
  struct written_day day; /* of the page, if has_day */
};

struct draft {
  struct buffer title, abstract, organization; /* empty: not found */
  int64_t authors, comments;                   /* negative: not found */
  bool has_published;
  struct written_day published;
};

/* An empty draft. Allocates nothing. Texts have at most `most` bytes. */
void draft_init(struct draft *draft, size_t most);
void draft_clear(struct draft *draft);

/* Empties the draft and keeps its memory. */
void draft_reset(struct draft *draft);

/* Adds a paragraph to the abstract. */
void draft_add(struct draft *draft, struct slice paragraph);

/* false, with the error set, if a text could not be stored. */
bool draft_check(const struct draft *draft, struct error *error);

/* Fills an empty paper. A failure stays in paper->store. */
void draft_finish(const struct draft *draft, const struct page_facts *facts,
                  struct paper *paper);

#endif
