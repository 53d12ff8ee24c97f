/* Where the cache's file is when nobody says, and how large it has become. */
#ifndef PAPERS_TABLE_SETTINGS_CACHE_PATH_H
#define PAPERS_TABLE_SETTINGS_CACHE_PATH_H

#include <stdint.h>

#include "base/error.h"

/* `papers/cache.db` in XDG_CACHE_HOME, else in ~/.cache, as the XDG Base
** Directory Specification has it: a path that is not absolute counts as not
** set. The caller frees it; NULL where there is no home, or with the error set
** when there is no memory. */
char *cache_path(struct error *error);

/* Bytes of the file and of the log beside it; negative: there is none. */
int64_t cache_path_size(const char *path);

#endif
