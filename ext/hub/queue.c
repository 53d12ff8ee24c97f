#include "hub/queue.h"

#include <stdlib.h>

struct waiting {
  struct paper paper;
  struct waiting *next;
};

static void list_free(struct waiting *list) {
  while (list) {
    struct waiting *next = list->next;
    paper_clear(&list->paper);
    free(list);
    list = next;
  }
}

/* *one, if there is one, is spare from now on. */
static void retire(struct queue *queue, struct waiting **one) {
  if (!*one) return;
  (*one)->next = queue->spare;
  queue->spare = *one;
  *one = NULL;
}

void queue_reset(struct queue *queue) {
  while (queue_pop(queue)) {
  }
  retire(queue, &queue->open);
}

void queue_clear(struct queue *queue) {
  queue_reset(queue);
  list_free(queue->spare);
  *queue = (struct queue){0};
}

struct paper *queue_open(struct queue *queue) {
  if (!queue->open && queue->spare) {
    queue->open = queue->spare;
    queue->spare = queue->spare->next;
  }
  if (!queue->open) {
    queue->open = malloc(sizeof *queue->open);
    if (!queue->open) return NULL;
    paper_init(&queue->open->paper);
  }
  paper_reset(&queue->open->paper);
  return &queue->open->paper;
}

void queue_push(struct queue *queue) {
  struct waiting *one = queue->open;
  queue->open = NULL;
  one->next = NULL;
  if (queue->first) {
    queue->last->next = one;
  } else {
    queue->first = one;
  }
  queue->last = one;
}

struct paper *queue_pop(struct queue *queue) {
  retire(queue, &queue->popped);
  if (!queue->first) return NULL;
  queue->popped = queue->first;
  queue->first = queue->first->next;
  return &queue->popped->paper;
}

const struct paper *queue_peek(const struct queue *queue) {
  return queue->first ? &queue->first->paper : NULL;
}
