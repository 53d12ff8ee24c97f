/* The relation `papers`: a row for each paper of a listing. */
#ifndef PAPERS_HUB_RELATION_PAPERS_H
#define PAPERS_HUB_RELATION_PAPERS_H

#include "hub/relation.h"

/* In the order of the table's columns. papers.c uses these names as the indices
** of its rows, so the two cannot disagree. */
enum papers_column {
  PAPERS_ID,
  PAPERS_TITLE,
  PAPERS_ABSTRACT,
  PAPERS_AUTHORS,
  PAPERS_AUTHOR_COUNT,
  PAPERS_PUBLISHED,
  PAPERS_LISTED,
  PAPERS_WEEK,
  PAPERS_MONTH,
  PAPERS_RANK,
  PAPERS_UPVOTES,
  PAPERS_COMMENTS,
  PAPERS_SUBMITTER,
  PAPERS_ORGANIZATION,
  PAPERS_ORGANIZATION_NAME,
  PAPERS_KEYWORDS,
  PAPERS_AI_SUMMARY,
  PAPERS_REPO,
  PAPERS_REPO_SOURCE,
  PAPERS_REPO_STARS,
  PAPERS_PROJECT_PAGE,
  PAPERS_MEDIA,
  PAPERS_THUMBNAIL,
  PAPERS_AUTHOR_PARTICIPATING,
  PAPERS_URL,
  PAPERS_ARXIV_URL,
  PAPERS_PDF_URL,
  PAPERS_FETCHED_AT,
  PAPERS_CACHE,
  PAPERS_VISIBLE,
  PAPERS_RAW = PAPERS_VISIBLE,
  PAPERS_WITHDRAWN,
  PAPERS_SHOWN,
  PAPERS_NEWEST = PAPERS_SHOWN, /* the day of an entry, by `listed` or another
                                ** value */
  PAPERS_MEDIUM,                /* one URL, in older entries */
  PAPERS_COLUMNS
};

extern const struct relation papers;

#endif
