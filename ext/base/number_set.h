/* A set of 64-bit numbers. */
#ifndef PAPERS_BASE_NUMBER_SET_H
#define PAPERS_BASE_NUMBER_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct number_set {
  int64_t *at; /* 0 is a free place */
  size_t count, capacity;
  bool has_zero; /* 0 is in the set; `at` cannot hold it */
};

enum number_set_answer { NUMBER_ADDED, NUMBER_PRESENT, NUMBER_NO_MEMORY };

/* The empty set. Allocates nothing. */
void number_set_init(struct number_set *set);
void number_set_clear(struct number_set *set);

enum number_set_answer number_set_add(struct number_set *set, int64_t number);

#endif
