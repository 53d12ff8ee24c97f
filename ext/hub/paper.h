/* One finished paper: what a row says, whoever read it (the decoder of API
** answers, the reader of saved pages). Texts lie one after another in one
** store that is used again for the next paper. Absent is not empty and not 0:
** a field is present only after it was set. */
#ifndef PAPERS_HUB_PAPER_H
#define PAPERS_HUB_PAPER_H

#include <stdint.h>

#include "base/buffer.h"

/* The fields that are stored; what can be told from these (week, month, url,
** arxiv_url, pdf_url) or from the request (rank, cache, ...) is not here. */
enum paper_field {
  PAPER_ID,
  PAPER_TITLE,
  PAPER_ABSTRACT,
  PAPER_AUTHORS, /* a JSON array of names */
  PAPER_PUBLISHED,
  PAPER_LISTED, /* a day; NULL where the answer does not say */
  PAPER_SUBMITTER,
  PAPER_ORGANIZATION,
  PAPER_ORGANIZATION_NAME,
  PAPER_KEYWORDS, /* a JSON array */
  PAPER_AI_SUMMARY,
  PAPER_REPO,
  PAPER_REPO_SOURCE,
  PAPER_PROJECT_PAGE,
  PAPER_MEDIA, /* a JSON array */
  PAPER_THUMBNAIL,
  PAPER_SUBMITTED, /* the day it was handed in, from what says it best */
  PAPER_RAW,
  PAPER_TEXTS, /* the number of text fields; the numbers follow */
  PAPER_AUTHOR_COUNT = PAPER_TEXTS,
  PAPER_UPVOTES,
  PAPER_COMMENTS,
  PAPER_REPO_STARS,
  PAPER_AUTHOR_PARTICIPATING, /* 0 or 1 */
  PAPER_FIELDS
};

/* A set of fields: bit n is field n. Readers leave out what is not wanted. */
typedef uint64_t paper_fields;
#define PAPER_BIT(field) ((paper_fields)1 << (field))
#define PAPER_ALL (PAPER_BIT(PAPER_FIELDS) - 1)

/* No entry of a listing is allowed to be larger than this. */
enum { PAPER_MAX_BYTES = 16 * 1024 * 1024 };

struct paper {
  struct buffer store;
  struct {
    size_t start, length; /* in the store */
  } texts[PAPER_TEXTS];
  int64_t numbers[PAPER_FIELDS - PAPER_TEXTS];
  paper_fields present;
};

void paper_init(struct paper *paper);
void paper_clear(struct paper *paper);

/* Empties it for the next paper, keeping its memory. */
void paper_reset(struct paper *paper);

/* A text field. "No value" leaves it absent. A failure to store is recorded
** in paper->store, to be checked once when the paper is finished. */
void paper_set_text(struct paper *paper, enum paper_field field,
                    struct slice text);

/* The same for a text that the caller has just appended to paper->store: all
** from byte `start` of the store to its end. */
void paper_set_stored(struct paper *paper, enum paper_field field,
                      size_t start);

void paper_set_number(struct paper *paper, enum paper_field field,
                      int64_t number);

bool paper_has(const struct paper *paper, enum paper_field field);

/* "No value" when absent. Valid until the paper changes. */
struct slice paper_text(const struct paper *paper, enum paper_field field);

/* 0 when absent: ask paper_has first. */
int64_t paper_number(const struct paper *paper, enum paper_field field);

#endif
