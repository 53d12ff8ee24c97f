/* A relation is a table whose rows stand in the answers of the Hub. Each one is
** a declaration (hub/relation/): its columns with their places in the JSON, and
** a function for the few rules that places cannot express. The decoder, the
** plan, the scan, the manual and the DDL follow the declaration and know no
** relation by name. */
#ifndef PAPERS_HUB_RELATION_H
#define PAPERS_HUB_RELATION_H

#include <stdbool.h>
#include <stdint.h>

#include "hub/sources.h"
#include "hub/values.h"

/* What a column holds, and how its value is made. */
enum column_kind {
  COLUMN_TEXT,       /* a string, as it is */
  COLUMN_LINE,       /* a string; runs of white space become one space */
  COLUMN_PARAGRAPHS, /* a string; a line for each paragraph */
  COLUMN_MOMENT,     /* a time: YYYY-MM-DDTHH:MM:SSZ */
  COLUMN_LIST,       /* a JSON array of the strings of an array; of a tally,
                     ** a JSON object of the names and their numbers */
  COLUMN_COUNT,      /* how many elements such an array has; of a tally, the
                     ** sum */
  COLUMN_NUMBER,     /* a whole number */
  COLUMN_FLAG,       /* true or false: 1 or 0 */
  COLUMN_POSITION,   /* of the row in its array, from 1 */
  COLUMN_MADE,       /* a text that the relation's `make` sets */
  COLUMN_WORD,       /* the same; true and false are read as words */
  COLUMN_ARRAY,      /* the word for the array that the row stands in */
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
  ** array. The first place that has a value counts. A tally is an array of
  ** objects with a name and a number: "reactions[].reaction:count". "*.likes"
  ** is a key of a row, in whichever of the relation's arrays it stands, and in
  ** the lists that have the whole of these. */
  const char *from[COLUMN_PLACES];
  field_set needs;    /* the columns that this one is made from */
  const char *prefix; /* of COLUMN_URL */
  bool is_of_listing; /* a paper's own record does not have it */
};

/* An array in a record whose elements are rows. If the record says that there
** are more, the service has a list of all of them; values that the list lacks
** come from the record. */
struct row_array {
  const char *at;   /* its place in an entry; NULL: there is no such array */
  const char *word; /* for COLUMN_ARRAY */
  int total;        /* the column that says how many there are in all; 0: the
                    ** array has them all */
  enum source list; /* which has all of them, if `total` is not 0 */
};

/* No relation has more of them. */
enum { ROW_ARRAYS = 4 };

struct making;

enum made { MADE_ROW, MADE_NO_ROW, MADE_ERROR };

struct relation {
  const char *name;
  const char *help;    /* a line for the manual */
  const char *example; /* a query */
  const struct column *columns;
  int visible;  /* how many columns SQL shows; behind them stand the hidden */
  int shown;    /* both; behind them stand values that only the rules need */
  int count;    /* all of them */
  int id, raw;  /* the columns of these kinds; raw may be NO_FIELD */
  int day;      /* the same; NO_FIELD: the rows are of no day */
  int position; /* the same, where one paper may have many rows */
  enum source record; /* says what there is of one paper */
  bool needs_paper;   /* nothing else says it: a paper must be named */
  const char *entry;  /* what stands before a record's keys in an entry */
  struct row_array rows[ROW_ARRAYS]; /* the arrays whose elements are the rows,
                                     ** in their order; none: an entry is one
                                     ** row */
  const char *rows_within; /* the key of an array in a row whose elements are
                           ** rows, too; NULL: there is none */
  int name_of_row; /* the column that tells a row apart from all others of its
                   ** paper in the same array, wherever it stands; of two with
                   ** one name the first counts. 0: only the position does */
  /* Sets what is COLUMN_MADE, when all else is set (hub/decode/make). */
  enum made (*make)(const struct making *making);
};

/* Begins the places of a row's own keys. */
#define PLACE_IN_ROW "*."

/* Which of its arrays the source lists; NO_FIELD: none. */
int relation_listed_array(const struct relation *relation, enum source source);

/* The columns that an entry may hold outside of the record in it. */
field_set relation_outside(const struct relation *relation);

/* How many arrays of rows it has. */
static inline int relation_arrays(const struct relation *relation) {
  int count = 0;
  while (count < ROW_ARRAYS && relation->rows[count].at) {
    count++;
  }
  return count;
}

/* Whether the service has lists of all rows of its arrays. */
static inline bool relation_has_lists(const struct relation *relation) {
  return relation->rows[0].total != 0;
}

/* Whether one paper may have many rows, which `position` tells apart. */
static inline bool relation_has_parts(const struct relation *relation) {
  return relation->needs_paper || relation->rows[0].at;
}

/* The column of the day, as a set; empty where the rows are of no day. */
static inline field_set relation_day(const struct relation *relation) {
  return relation->day == NO_FIELD ? 0 : FIELD_BIT(relation->day);
}

/* Whether the values of a column are numbers; else they are texts. */
static inline bool column_is_number(const struct column *column) {
  return column->kind == COLUMN_COUNT || column->kind == COLUMN_NUMBER ||
         column->kind == COLUMN_FLAG || column->kind == COLUMN_POSITION ||
         column->kind == COLUMN_RANK;
}

#endif
