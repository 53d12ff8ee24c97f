/* The relation `papers`: a row for each paper of a listing. */
#ifndef PAPERS_HUB_RELATION_PAPERS_H
#define PAPERS_HUB_RELATION_PAPERS_H

#include "hub/relation.h"

/* The order is that of SQL. Rows of papers.c are written under these names, so
** that neither can be out of step with the other. */
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
  PAPERS_SHOWN,
  PAPERS_NEWEST =
      PAPERS_SHOWN, /* the day of an entry, from what says it best */
  PAPERS_MEDIUM,    /* one URL, where older entries have no array */
  PAPERS_COLUMNS
};

extern const struct relation papers;

#endif
