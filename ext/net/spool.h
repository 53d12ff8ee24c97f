/* The bytes of answers while somebody needs them. They can be read from any
** place at any time. Up to a budget they stay in memory; the rest goes to a
** temporary file without a name. The file is as long as the most that was in it
** at one time; it is truncated when nothing is left in it. */
#ifndef PAPERS_NET_SPOOL_H
#define PAPERS_NET_SPOOL_H

#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "base/slice.h"

/* At most SPOOL_SHARE pages of one run stay in memory, so that a long answer
** takes a part of it only, and many short ones need no file. */
enum { SPOOL_PAGE = 64 * 1024, SPOOL_SHARE = 48 };

/* One per connection; the budget is shared by all its runs. */
struct spool {
  size_t budget;       /* bytes that may stay in memory */
  size_t used;         /* that do */
  FILE *file;          /* NULL until it is needed */
  int64_t first_slot;  /* those before it are in the file of another process */
  int64_t slots;       /* one past the last page that the file has room for */
  int64_t *free_slots; /* those that are free, with room for all of them */
  size_t free_count;
  size_t free_capacity;
  char *window;        /* the page of the file that was read last */
  int64_t window_slot; /* its slot; negative: none */
};

struct spool_page {
  char *at;        /* in memory; NULL: in the file */
  size_t capacity; /* of `at` */
  int64_t slot;    /* in the file */
};

/* The bytes of one answer. All pages but the last are full. */
struct spool_run {
  struct spool *spool;
  struct spool_page *pages;
  size_t count;
  size_t capacity;
  size_t held;   /* pages in memory */
  size_t length; /* bytes in all */
};

/* Takes no memory and makes no file. */
void spool_init(struct spool *spool, size_t budget);

/* Every run must have been cleared before. */
void spool_clear(struct spool *spool);

/* Bytes that all runs take, in memory and in the file. */
int64_t spool_size(const struct spool *spool);

/* Due in a process that was forked from the one that used the spool, because
** two processes cannot write to one file. What is in memory stays, what is in
** the file is lost (spool_has). */
void spool_leave_file(struct spool *spool);

void spool_run_init(struct spool_run *run, struct spool *spool);

/* Empties the run and gives its pages back. Harmless twice. */
void spool_run_clear(struct spool_run *run);

/* False, with the error set, if there is no memory or if the temporary file
** cannot be made or written; the run then holds some of the bytes. */
bool spool_append(struct spool_run *run, const char *bytes, size_t length,
                  struct error *error);

/* Ends the run: it gives back memory that it does not need, and nothing may be
** appended any more. Fails like spool_append. */
bool spool_settle(struct spool_run *run, struct error *error);

/* Whether the byte at this offset, which is within the run, can still be read.
 */
bool spool_has(const struct spool_run *run, size_t offset);

/* The bytes from `offset` on that lie together; length 0 at the end of the run.
** Valid until the next call of anything here. "No value", with the error set,
** if the file cannot be read. */
struct slice spool_read(struct spool_run *run, size_t offset,
                        struct error *error);

#endif
