/* Finished rows on their way from a reader to a row, first in, first out.
** The memory of a row that was popped is used again, so that a listing of any
** length needs the memory of as many rows as one piece of input can finish. */
#ifndef PAPERS_HUB_DECODE_QUEUE_H
#define PAPERS_HUB_DECODE_QUEUE_H

#include "hub/values.h"

struct queued;

struct queue {
  struct queued *first, *last; /* finished */
  struct queued *open;         /* being filled, not yet in the queue */
  struct queued *popped;       /* the caller looks at it */
  struct queued *spare;
};

/* An empty queue is all zeros. */

/* Gives all memory back; the queue is empty again. */
void queue_clear(struct queue *queue);

/* Forgets the rows, keeping their memory. */
void queue_reset(struct queue *queue);

/* An empty row to be filled, the same one until it is pushed (emptied again
** by each call). NULL when there is no memory. */
struct values *queue_open(struct queue *queue);

/* Puts the open row at the end. */
void queue_push(struct queue *queue);

/* The first row, which leaves the queue and is valid until the next call of
** queue_pop; NULL if there is none. */
struct values *queue_pop(struct queue *queue);

/* The first row, which stays; NULL if there is none. */
const struct values *queue_peek(const struct queue *queue);

#endif
