/* What fails while the driver runs SQL: one call of one kind, or that one and
** all after it. The other files here stand in for functions of the C library,
** of libcurl and of SQLite's VFS, and let a call fail when it is its turn. */
#ifndef PAPERS_TESTS_FAULT_FAULT_H
#define PAPERS_TESTS_FAULT_FAULT_H

#include <stdatomic.h>
#include <stdbool.h>

enum fault_kind {
  FAULT_MEMORY, /* an allocation of anybody in the process */
  FAULT_CURL,   /* a call of libcurl that can return an error */
  FAULT_FILE,   /* a call of the C library on a file, by the extension */
  FAULT_DISK    /* a call of SQLite's VFS */
};

/* Counts a call of this kind: whether it must fail. */
bool fault_is_due(enum fault_kind kind);

/* How many blocks of memory are in use. */
extern atomic_long fault_live_blocks;

/* Makes the failing VFS the default one. */
void fault_use_vfs(void);

#endif
