/* The columns of a relation as SQL sees them: the declaration of its table, and
** the value of each kind of column.
**
** A table has, in this order: the visible columns of the relation; its hidden
** inputs, which are its arguments when it is called like a function; the guard
** column (COLUMN_GUARD); the hidden columns of the relation. SQLite counts
** columns in this order: that is a column's place. All other files use a
** column's number, which does not depend on the inputs: the index in
** relation->columns, or a number of enum column_number.
**
** A table that shows no relation has columns of its own, then its inputs. */
#ifndef PAPERS_TABLE_COLUMNS_H
#define PAPERS_TABLE_COLUMNS_H

#include "hub/relation.h"
#include "table/sqlite.h"
#include "text/day.h"

/* The numbers that are not those of a relation's columns. */
enum column_number {
  NO_COLUMN = -1,             /* no column: the rows as a whole, or the rowid */
  COLUMN_INPUTS = FIELDS_MAX, /* the first input; the others follow it */
  /* SQLite compares the arguments of papers(...) with the hidden columns in
  ** their order. An argument too many would be compared with the column after
  ** the inputs. That column is the guard: it exists only so that such a
  ** comparison can be recognised and refused. */
  COLUMN_GUARD = COLUMN_INPUTS + 8
};

/* A column that no relation has: an input, or one of a table of its own. */
struct plain_column {
  const char *name;
  const char *type; /* "": any */
  const char *help; /* a line for the manual */
};

/* A table: of rows of a relation, or with columns of its own. */
struct surface {
  const struct relation *relation; /* NULL: the columns are `own` */
  const struct plain_column *own;
  int own_count;
  const struct plain_column *inputs; /* by their numbers */
  int first_input, input_count;
};

/* A column as the table is declared with it. */
struct declared_column {
  struct plain_column plain;
  bool is_hidden;
};

/* What the columns of a row are made from. The inputs are not part of it. */
struct row {
  const struct values *values; /* not owned */
  struct slice listed;         /* a day, or "no value" */
  int64_t rank;                /* from 1; 0: no rank */
  int64_t fetched_at;          /* Unix seconds; negative: never fetched */
  const char *cache;           /* static; NULL: no answer of the service */
  int64_t rowid;
};

/* A value of a column, to sort and find rows by. It compares as the column's
** value does: the id stands for a URL, the day for its week and its month. */
struct cell {
  enum { CELL_NULL, CELL_NUMBER, CELL_TEXT } kind;
  int64_t number;
  struct slice text; /* belongs to the row */
};

/* What a plan can do with a constraint on a column. */
enum column_use {
  USE_NONE,  /* nothing: SQLite filters */
  USE_DAY,   /* read fewer days */
  USE_ARRAY, /* read fewer lists */
  USE_ID,    /* read the record of the paper */
  USE_URL    /* the same: the URL ends in the id */
};

/* The column at a place of the table. False behind the last one. */
bool columns_declared(const struct surface *surface, int place,
                      struct declared_column *column);

/* Declares the table in xConnect. Returns an SQLite code. */
int columns_declare(sqlite3 *db, const struct surface *surface);

/* The number of a column from its place in the table (SQLite's iColumn). */
int columns_number(const struct surface *surface, int place);

/* The name of a column of the relation or of an input; "" for NO_COLUMN. */
const char *columns_name(const struct surface *surface, int column);

/* The columns of the relation that a statement reads, from SQLite's colUsed.
** The column of the id is always among them. */
field_set columns_wanted(const struct surface *surface, sqlite3_uint64 used);

/* Whether one of the columns has its value only in a day's listing, and not in
** a paper's record. */
bool columns_need_listing(const struct relation *relation, field_set wanted);

/* The stored values that these columns are made from. The id is always among
** them. */
field_set columns_stored(const struct relation *relation, field_set wanted);

/* USE_NONE also for an input and for NO_COLUMN. */
enum column_use column_use(const struct relation *relation, int column);

/* Whether a column of USE_DAY holds a day, a week or a month. */
enum day_part column_day_part(const struct relation *relation, int column);

/* Gives SQLite the value of a column of the relation. */
void column_result(sqlite3_context *context, const struct relation *relation,
                   int column, const struct row *row);

/* The value of a column, to be compared. The column must not be the raw JSON
** (COLUMN_RAW). */
struct cell column_cell(const struct relation *relation, int column,
                        const struct row *row);

/* Below 0, 0 or above 0, in SQLite's order of values: NULL, then numbers, then
** texts byte by byte. */
int cell_compare(const struct cell *a, const struct cell *b);

#endif
