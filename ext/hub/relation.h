/* A relation is a table whose rows stand in the answers of the Hub. Each one is
** a declaration (hub/relation/): its columns with their places in the JSON, and
** a function for the few rules that places cannot express. The decoder, the
** plan, the scan, the manual and the DDL follow the declaration and know no
** relation by name. */
#ifndef PAPERS_HUB_RELATION_H
#define PAPERS_HUB_RELATION_H

#include <stdbool.h>
#include <stdint.h>

#include "hub/values.h"

/* What an answer, or a saved one, is at its root. */
enum shape {
  SHAPE_LISTING, /* an array of entries */
  SHAPE_RECORD,  /* one paper, without an entry around it */
  SHAPE_PAGE,    /* an object with the entries in "dailyPapers" */
  SHAPE_ANY      /* any of these, one entry, or an array of records */
};

/* What a column holds, and how its value is made. */
enum column_kind {
  COLUMN_TEXT,       /* a string, as it is */
  COLUMN_LINE,       /* a string; runs of white space become one space */
  COLUMN_PARAGRAPHS, /* a string; a line for each paragraph */
  COLUMN_MOMENT,     /* a time: YYYY-MM-DDTHH:MM:SSZ */
  COLUMN_LIST,       /* a JSON array of the strings of an array */
  COLUMN_COUNT,      /* how many elements such an array has */
  COLUMN_NUMBER,     /* a whole number */
  COLUMN_FLAG,       /* true or false: 1 or 0 */
  COLUMN_POSITION,   /* of the row in its array, from 1 */
  COLUMN_MADE,       /* a text that the relation's `make` sets */
  COLUMN_ID,         /* the arXiv id of the paper that the row is about */
  COLUMN_URL,        /* a prefix, then that id */
  COLUMN_DAY,        /* the day whose listing the row is in */
  COLUMN_WEEK,       /* the ISO week of that day */
  COLUMN_MONTH,      /* the month of that day */
  COLUMN_RANK,       /* the place in the listing, from 1 */
  COLUMN_FETCHED_AT, /* when the answer came from the service */
  COLUMN_CACHE,      /* where the answer came from this time */
  COLUMN_RAW         /* the row's JSON */
};

/* The most places that a value may have. */
enum { COLUMN_PLACES = 3 };

struct column {
  const char *name;
  const char *help; /* a line for the manual */
  enum column_kind kind;
  /* Where the value is: keys joined by '.', with "[]" for the elements of an
  ** array. The first place that has a value counts. */
  const char *from[COLUMN_PLACES];
  field_set needs;    /* the columns that this one is made from */
  const char *prefix; /* of COLUMN_URL */
  bool is_of_listing; /* a paper's own record does not have it */
};

struct making;

enum made { MADE_ROW, MADE_NO_ROW, MADE_ERROR };

struct relation {
  const char *name;
  const char *help; /* a line for the manual */
  const struct column *columns;
  int visible; /* how many columns SQL shows; behind them stand the hidden */
  int shown;   /* both; behind them stand values that only the rules need */
  int count;   /* all of them */
  int id, day, raw;  /* the columns of these kinds */
  int position;      /* the same, where `rows` is set */
  const char *entry; /* what stands before a record's keys in an entry */
  const char *rows;  /* the array whose elements are the rows; NULL: an entry
                     ** is one row */
  /* Sets what is COLUMN_MADE, when all else is set (hub/decode/make). */
  enum made (*make)(const struct making *making);
};

/* The columns that an entry may hold outside of the record in it. */
field_set relation_outside(const struct relation *relation);

/* Whether the values of a column are numbers; else they are texts. */
static inline bool column_is_number(const struct column *column) {
  return column->kind == COLUMN_COUNT || column->kind == COLUMN_NUMBER ||
         column->kind == COLUMN_FLAG || column->kind == COLUMN_POSITION ||
         column->kind == COLUMN_RANK;
}

#endif
