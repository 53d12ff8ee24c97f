/* The columns of a relation as SQL sees them: the declaration of its table, and
** the value of each kind of column.
**
** A table has the visible columns first, then its hidden inputs (which are its
** arguments when it is called like a function), then a column that nothing may
** be compared with, then the relation's hidden columns. Beyond this file a
** column has one number, whatever inputs its table has: that of the relation's
** column, or of enum column_number. */
#ifndef PAPERS_TABLE_COLUMNS_H
#define PAPERS_TABLE_COLUMNS_H

#include "hub/relation.h"
#include "table/sqlite.h"
#include "text/day.h"

/* What is no column of the relation. */
enum column_number {
  NO_COLUMN = -1,             /* it is about the rows as a whole */
  COLUMN_INPUTS = FIELDS_MAX, /* the table's inputs, in their order */
  /* SQLite gives the arguments of papers(...) to the hidden columns in their
  ** order, and would take one too many for a comparison with the next one. So
  ** the column behind the inputs is there to be recognised: whatever is
  ** compared with it is an argument too many. */
  COLUMN_GUARD = COLUMN_INPUTS + 8
};

/* A hidden input column. */
struct input {
  const char *name;
  const char *type;
  const char *help;
};

/* A table of rows of a relation. */
struct surface {
  const struct relation *relation;
  const struct input *inputs; /* by their numbers */
  int first_input, input_count;
};

/* What a row is made from, beside its inputs. */
struct row {
  const struct values *values;
  struct slice listed; /* a day, or "no value" */
  int64_t rank;        /* 0: none */
  int64_t fetched_at;  /* Unix seconds; negative: never */
  const char *cache;   /* static; NULL: does not apply */
  int64_t rowid;
};

/* What sorts and finds rows: a value that compares as the column's does. URLs
** compare as the ids at their ends, weeks and months as their days. */
struct cell {
  enum { CELL_NULL, CELL_NUMBER, CELL_TEXT } kind;
  int64_t number;
  struct slice text; /* the row's */
};

/* What a constraint on the column is to a plan. */
enum column_use {
  USE_NONE, /* SQLite filters */
  USE_DAY,  /* it narrows the days */
  USE_ID,   /* it names the paper */
  USE_URL   /* the same by a URL that ends in the id */
};

extern const char column_guard_name[];
extern const char column_guard_help[];

/* Declares the table in xConnect. An SQLite code. */
int columns_declare(sqlite3 *db, const struct surface *surface);

/* The number of a column by its place in the table (SQLite's iColumn). */
int columns_number(const struct surface *surface, int place);

/* The name of a column of the relation or of an input; "" for NO_COLUMN. */
const char *columns_name(const struct surface *surface, int column);

/* The columns of the relation that are read, by the mask of SQLite's colUsed;
** FIELD_BIT(relation->id) among them. */
field_set columns_wanted(const struct surface *surface, sqlite3_uint64 used);

/* Whether one of the columns is only in the day's listing. */
bool columns_need_listing(const struct relation *relation, field_set wanted);

/* The stored values that these columns are made from. */
field_set columns_stored(const struct relation *relation, field_set wanted);

/* The type that a column is declared with. */
const char *column_type(const struct column *column);

/* USE_NONE for what is no column of the relation. */
enum column_use column_use(const struct relation *relation, int column);

/* The part of the day that a column of USE_DAY tells. */
enum day_part column_day_part(const struct relation *relation, int column);

/* Gives SQLite the value of a column of the relation. */
void column_result(sqlite3_context *context, const struct relation *relation,
                   int column, const struct row *row);

/* The same to compare. Not of COLUMN_RAW. */
struct cell column_cell(const struct relation *relation, int column,
                        const struct row *row);

/* As SQLite orders values: NULL, then numbers, then texts byte by byte.
** Below, at or above 0. */
int cell_compare(const struct cell *a, const struct cell *b);

#endif
