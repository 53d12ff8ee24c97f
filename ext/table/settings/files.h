/* Files whose places the environment names: the cache's, and the one in which
** the Hub's own tools keep the user's token. */
#ifndef PAPERS_TABLE_SETTINGS_FILES_H
#define PAPERS_TABLE_SETTINGS_FILES_H

#include <stdint.h>

#include "base/buffer.h"

/* The cache's file if none is set: `papers/cache.db` in XDG_CACHE_HOME, else in
** ~/.cache (XDG Base Directory Specification: a path that is not absolute
** counts as not set). The caller frees it; NULL if there is no home, or with
** the error set when there is no memory. */
char *files_cache_path(struct error *error);

/* Bytes of a cache's file and of the log beside it; negative: there is none. */
int64_t files_cache_size(const char *path);

/* The token file: HF_TOKEN_PATH, else `token` in HF_HOME, else in `huggingface`
** in XDG_CACHE_HOME, else in ~/.cache/huggingface. A `~/` at the front of any
** of them stands for HOME (docs of huggingface_hub, environment variables). The
** caller frees it; NULL if there is no home, or with the error set when there
** is no memory. */
char *files_token_path(struct error *error);

/* Appends the content of the token file. One that does not exist, or that we
** may not open, counts as empty; the error is set if it is no regular file or
** is longer than the buffer's cap. Never waits. */
bool files_read_token(const char *path, struct buffer *content,
                      struct error *error);

#endif
