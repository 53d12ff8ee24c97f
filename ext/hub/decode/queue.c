/* A queue of rows over a list of spare rows. Knows nothing about their
** columns. */
#include "hub/decode/queue.h"

#include <assert.h>
#include <stdlib.h>

struct queued {
  struct values row;
  struct queued *next;
};

static void list_free(struct queued *list) {
  while (list) {
    struct queued *next = list->next;
    values_clear(&list->row);
    free(list);
    list = next;
  }
}

/* Moves the row *one, if there is one, to the spare rows. */
static void move_to_spare(struct queue *queue, struct queued **one) {
  if (!*one) return;
  (*one)->next = queue->spare;
  queue->spare = *one;
  *one = NULL;
}

void queue_reset(struct queue *queue) {
  while (queue_pop(queue)) {
  }
  move_to_spare(queue, &queue->open);
}

void queue_clear(struct queue *queue) {
  queue_reset(queue);
  list_free(queue->spare);
  *queue = (struct queue){0};
}

struct values *queue_open(struct queue *queue) {
  if (!queue->open && queue->spare) {
    queue->open = queue->spare;
    queue->spare = queue->spare->next;
  }
  if (!queue->open) {
    queue->open = malloc(sizeof *queue->open);
    if (!queue->open) return NULL;
    values_init(&queue->open->row);
  }
  values_reset(&queue->open->row);
  return &queue->open->row;
}

void queue_push(struct queue *queue) {
  struct queued *one = queue->open;
  assert(one);
  queue->open = NULL;
  one->next = NULL;
  if (queue->first) {
    queue->last->next = one;
  } else {
    queue->first = one;
  }
  queue->last = one;
}

struct values *queue_pop(struct queue *queue) {
  move_to_spare(queue, &queue->popped);
  if (!queue->first) return NULL;
  queue->popped = queue->first;
  queue->first = queue->first->next;
  return &queue->popped->row;
}

const struct values *queue_peek(const struct queue *queue) {
  return queue->first ? &queue->first->row : NULL;
}
