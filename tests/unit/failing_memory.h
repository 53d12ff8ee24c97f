/* Lets an allocation fail when a test says so: for the one program that
** includes it and is linked with --wrap of the three allocators. Where that was
** not done, __real_malloc is NULL and there is nothing to test. */
#ifndef PAPERS_TESTS_UNIT_FAILING_MEMORY_H
#define PAPERS_TESTS_UNIT_FAILING_MEMORY_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

void *__real_malloc(size_t size) __attribute__((weak));
void *__real_calloc(size_t count, size_t size) __attribute__((weak));
void *__real_realloc(void *old, size_t size) __attribute__((weak));
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

/* Allocations that still succeed, and whether one did not. */
static long allowed;
static bool failed;

static bool fails(void) {
  if (allowed > 0) {
    allowed--;
    return false;
  }
  failed = true;
  return true;
}

void *__wrap_malloc(size_t size) {
  return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
  return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size) {
  return fails() ? NULL : __real_realloc(old, size);
}

#endif
