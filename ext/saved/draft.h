/* One paper of a page as far as it was read: its texts and figures before they
** are a paper. */
#ifndef PAPERS_SAVED_DRAFT_H
#define PAPERS_SAVED_DRAFT_H

#include "hub/relation/papers.h"
#include "text/written_day.h"

/* What the page says of all its papers. */
struct page_facts {
  field_set wanted;
  int year; /* the one that days leave out; 0: not known */
  bool has_day;
  struct written_day day; /* the page's own */
};

struct draft {
  struct buffer title, abstract, organization; /* empty: not read */
  int64_t authors, comments;                   /* negative: not read */
  bool has_published;
  struct written_day published;
};

/* Empty; takes no memory. No text can be longer than `most` bytes. */
void draft_init(struct draft *draft, size_t most);
void draft_clear(struct draft *draft);

/* Empties it, keeping its memory. */
void draft_reset(struct draft *draft);

/* One more paragraph of the abstract. */
void draft_add(struct draft *draft, struct slice paragraph);

/* false, with the error set, if a text could not be stored. */
bool draft_check(const struct draft *draft, struct error *error);

/* Fills an empty paper. A failure to store is left in paper->store. */
void draft_finish(const struct draft *draft, const struct page_facts *facts,
                  struct values *paper);

#endif
