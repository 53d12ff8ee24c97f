/* The entry that is being read: its values, its bytes and its number. Its end
** makes rows of it, which wait in a queue until they are popped.
**
** The properties of a saved HTML page give a day once for all entries, before
** or after them. A row without a day of its own waits for the day of the page.
** The rows after it wait too, because rows come in the order of the page. */
#ifndef PAPERS_HUB_DECODE_ENTRY_H
#define PAPERS_HUB_DECODE_ENTRY_H

#include "base/number_set.h"
#include "hub/decode/outline.h"
#include "hub/decode/queue.h"
#include "hub/decode/slots.h"
#include "text/moment.h"

struct entry {
  const struct relation *relation;
  const struct tree *tree;
  field_set wanted;
  struct slots slots;
  size_t count;            /* entries begun so far */
  bool open;               /* an entry is being read */
  struct number_set named; /* its rows that have a name */
  size_t row_bytes;        /* of the rows that were made of it */
  unsigned more;           /* by bit: the arrays of which the last entry says
                           ** that it does not have all rows */
  struct slice about;      /* the paper; "no value": any */
  bool is_row;             /* each entry is a row of that paper, */
  int array;               /* and stands in this array */

  /* Byte offsets from the first byte that was fed. */
  uint64_t start;       /* of the open entry */
  uint64_t last_end;    /* the end of the last entry */
  uint64_t piece_start; /* of `piece` */

  struct buffer raw;  /* the bytes of the entry so far, where `raw` is wanted */
  struct slice piece; /* the piece that is being read */

  struct queue queue;
  struct outline outline; /* of the entries that have made their rows */
  bool has_page;          /* the entries stand in a page */
  bool page_over;         /* the page has ended */
  char page_day[MOMENT_TEXT_SIZE]; /* "" while it is not known */
  uint64_t day_due; /* no row waits longer for the page's day than up to this
                    ** byte; 0: no row waits */
};

/* The relation and the tree must outlive the entry. */
void entry_init(struct entry *entry, const struct relation *relation,
                const struct tree *tree, enum shape shape, field_set wanted);
void entry_clear(struct entry *entry);

/* Forgets all that was read; the bytes come again from the first one. */
void entry_restart(struct entry *entry);

/* To be called before and after the parser reads a piece. The end is false,
** with the error set, if the open entry is too large, no entry has come for too
** many bytes, or a row has waited too long for the day of its page. */
void entry_piece_begin(struct entry *entry, struct slice piece);
bool entry_piece_end(struct entry *entry, struct error *error);

/* An entry begins; `offset` is the end of its first byte. `alone`: the entry is
** the whole answer. */
void entry_begin(struct entry *entry, bool alone, uint64_t offset);

/* The entry ends at `offset`; makes its rows. false with the error set. */
bool entry_end(struct entry *entry, uint64_t offset, struct error *error);

/* The same for a row of an array in the entry, perhaps within another row. */
bool entry_row_begin(struct entry *entry, int array, uint64_t offset,
                     struct error *error);
void entry_row_end(struct entry *entry, uint64_t offset);

/* The same for an array of rows. */
void entry_rows_begin(struct entry *entry, uint64_t offset);
void entry_rows_end(struct entry *entry, uint64_t offset);

/* The root object is a page, not an entry. Its entries follow. */
void entry_page_begin(struct entry *entry);

/* The text of the page's day. Ignored if it is not a time. */
void entry_page_day(struct entry *entry, struct slice text);

/* The page has ended: no day comes any more. */
void entry_page_over(struct entry *entry);

/* The outline of the whole answer, to be called once, after its last entry.
** `at` is NULL if there is none. */
struct slice entry_outline(struct entry *entry);

/* The next row, valid until the next call; NULL while there is none. */
const struct values *entry_pop(struct entry *entry);

#endif
