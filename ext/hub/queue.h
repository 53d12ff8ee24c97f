/* Finished papers on their way from a reader to a row, first in, first out.
** A paper that was popped is used again, so a listing of any length needs the
** memory of as many papers as one piece of input can finish. */
#ifndef PAPERS_HUB_QUEUE_H
#define PAPERS_HUB_QUEUE_H

#include "hub/paper.h"

struct waiting;

struct queue {
  struct waiting *first, *last; /* finished */
  struct waiting *open;         /* being filled, not yet in the queue */
  struct waiting *popped;       /* the caller looks at it */
  struct waiting *spare;
};

/* An empty queue is all zeros. */

/* Gives all memory back; the queue is empty again. */
void queue_clear(struct queue *queue);

/* Forgets the papers, keeping their memory. */
void queue_reset(struct queue *queue);

/* An empty paper to be filled, the same one until it is pushed (emptied again
** by each call). NULL when there is no memory. */
struct paper *queue_open(struct queue *queue);

/* Puts the open paper at the end. */
void queue_push(struct queue *queue);

/* The first paper, which leaves the queue and is valid until the next call of
** queue_pop; NULL if there is none. */
struct paper *queue_pop(struct queue *queue);

/* The first paper, which stays; NULL if there is none. */
const struct paper *queue_peek(const struct queue *queue);

#endif
