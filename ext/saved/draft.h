/* The texts and numbers of one paper while the page is read. */
#ifndef PAPERS_SAVED_DRAFT_H
#define PAPERS_SAVED_DRAFT_H

#include "hub/decode/queue.h"
#include "text/arxiv.h"
#include "text/written_day.h"

/* What holds for all papers of a page. */
struct page_facts {
  field_set wanted;
  int year; /* of days that are written without one; 0: not known */
  bool has_day;
  struct written_day day; /* of the page, if has_day */
};

struct draft {
  bool is_escaped;    /* Markdown: "\\" stands before its punctuation */
  size_t line;        /* the number of the line that it begins at */
  struct arxiv_id id; /* length 0: none */
  struct buffer title, abstract, organization, submitter; /* empty: none */
  int64_t authors, comments, upvotes;                     /* negative: none */
  bool has_published;
  struct written_day published;
};

/* The papers of a page: the one that is being read, and the finished ones. */
struct page_papers {
  struct page_facts facts;
  struct draft draft;
  struct queue queue;
  size_t count; /* of the finished papers */
};

/* No papers. Allocates nothing. `year` is 0 where it is not known. Texts have
** at most `most` bytes. */
void page_papers_init(struct page_papers *found, field_set wanted, int year,
                      size_t most);
void page_papers_clear(struct page_papers *found);

/* Puts the draft, as a paper, into the queue and empties it. false with the
** error set. */
bool page_papers_finish(struct page_papers *found, struct error *error);

/* Empties the draft and keeps its memory. */
void draft_reset(struct draft *draft);

/* Adds a paragraph to the abstract. */
void draft_add(struct draft *draft, struct slice paragraph);

/* Sets the title. Of a title that was a link of Markdown, whose `id` is given,
** the backslashes before punctuation are dropped. Where is_escaped is set, so
** are those of the abstract. */
void draft_set_title(struct draft *draft, struct slice title,
                     struct arxiv_id id);

/* Replaces the content of one of the draft's texts. */
void draft_set(struct buffer *text, struct slice value);

/* false, with the error set, if a text could not be stored. */
bool draft_check(const struct draft *draft, struct error *error);

#endif
