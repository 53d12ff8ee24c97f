/* The entry that is being read: its values, its bytes, its place, and at its
** end the rows that are made of it and wait to be popped.
**
** A page (a saved HTML one) says its own day once for all its entries, before
** or after them. An entry that has no day of its own waits for that one, and
** all behind it do, because rows come in the order of the page. */
#ifndef PAPERS_HUB_DECODE_ENTRY_H
#define PAPERS_HUB_DECODE_ENTRY_H

#include "base/number_set.h"
#include "hub/decode/queue.h"
#include "hub/decode/slots.h"
#include "text/moment.h"

struct entry {
  const struct relation *relation;
  const struct tree *tree;
  field_set wanted;
  struct slots slots;
  size_t count;            /* entries begun so far */
  bool open;               /* one is being read */
  uint64_t start;          /* of its first byte among all that were fed */
  struct number_set named; /* its rows that have a name */

  uint64_t quiet; /* where the last one ended */

  struct buffer raw; /* its bytes that came in earlier pieces */
  struct slice piece;
  uint64_t piece_start;

  struct queue queue;
  bool has_page;                   /* the entries are those of a page */
  bool page_over;                  /* the page says no more */
  char page_day[MOMENT_TEXT_SIZE]; /* "": not said */
  uint64_t day_due; /* where the wait for the page's day ends; 0: no wait */
};

/* The relation and the tree must stay. */
void entry_init(struct entry *entry, const struct relation *relation,
                const struct tree *tree, field_set wanted);
void entry_clear(struct entry *entry);

/* Forgets everything but what is wanted: the same bytes come again. */
void entry_restart(struct entry *entry);

/* The bytes that come now. */
void entry_piece(struct entry *entry, struct slice piece);

/* All of them were read. false, with the error set, if the open entry is too
** large, the next one too far or the page's day too late. */
bool entry_piece_end(struct entry *entry, struct error *error);

/* An entry begins with the byte before `offset`; alone: the record is the
** whole answer. */
void entry_begin(struct entry *entry, bool alone, uint64_t offset);

/* It ended with the byte before `offset`. false with the error set. */
bool entry_end(struct entry *entry, uint64_t offset, struct error *error);

/* The same for one of the rows in the entry, perhaps within another. */
bool entry_row_begin(struct entry *entry, uint64_t offset, struct error *error);
void entry_row_end(struct entry *entry, uint64_t offset);

/* The same for an array of rows. */
void entry_rows_begin(struct entry *entry, uint64_t offset);
void entry_rows_end(struct entry *entry, uint64_t offset);

/* What is read is no entry, but a page: its entries follow. */
void entry_page_begin(struct entry *entry);

/* The page's day, any text; what is no time says nothing. */
void entry_page_day(struct entry *entry, struct slice text);

/* No more comes of the page. */
void entry_page_over(struct entry *entry);

/* The next row, or NULL; it is valid until the next call. */
const struct values *entry_pop(struct entry *entry);

#endif
