/* Finished rows that wait to be popped, first in, first out. The memory of a
** popped row is used for a later row. So a listing of any length needs memory
** for as many rows as one piece of input completes. */
#ifndef PAPERS_HUB_DECODE_QUEUE_H
#define PAPERS_HUB_DECODE_QUEUE_H

#include "hub/values.h"

struct queued;

struct queue {
  struct queued *first, *last; /* finished rows */
  struct queued *open;         /* the row being filled, not yet in the queue */
  struct queued *popped;       /* the row that the caller has */
  struct queued *spare;        /* memory for later rows */
};

/* An empty queue is all zeros. */

/* Frees all memory; the queue is empty then. */
void queue_clear(struct queue *queue);

/* Forgets the rows and keeps their memory. */
void queue_reset(struct queue *queue);

/* An empty row for the caller to fill. Until that row is pushed, each call
** empties it and returns it again. NULL when there is no memory. */
struct values *queue_open(struct queue *queue);

/* Puts the row of queue_open at the end of the queue. */
void queue_push(struct queue *queue);

/* Removes the first row and returns it, valid until the next queue_pop; NULL if
** the queue is empty. */
struct values *queue_pop(struct queue *queue);

/* The first row, without removing it; NULL if the queue is empty. */
const struct values *queue_peek(const struct queue *queue);

#endif
