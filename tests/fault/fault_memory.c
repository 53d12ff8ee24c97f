/* Allocations that fail: of SQLite, libcurl, yajl, the C library and the
** extension. Counts the blocks that are in use, which shows what leaks. */
#include <stddef.h>

#include "fault/fault.h"

/* Below the names that are taken over here; glibc has these for that. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *at, size_t size);
void __libc_free(void *at);

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *at, size_t size);
void free(void *at);

atomic_long fault_live_blocks;

static void *counted(void *at) {
  if (at) atomic_fetch_add(&fault_live_blocks, 1);
  return at;
}

void *malloc(size_t size) {
  return fault_is_due(FAULT_MEMORY) ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size) {
  if (fault_is_due(FAULT_MEMORY)) return NULL;
  return counted(__libc_calloc(count, size));
}

void *realloc(void *at, size_t size) {
  if (fault_is_due(FAULT_MEMORY)) return NULL;
  return at ? __libc_realloc(at, size) : counted(__libc_realloc(at, size));
}

void free(void *at) {
  if (at) atomic_fetch_sub(&fault_live_blocks, 1);
  __libc_free(at);
}
