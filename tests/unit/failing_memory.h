/* Makes allocations fail when a test wants it. For a program that includes this
** once and is linked with --wrap for malloc, calloc and realloc. Without
** --wrap, __real_malloc is NULL, and the test is skipped. */
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

/* How many allocations still succeed, and whether one has failed. */
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
