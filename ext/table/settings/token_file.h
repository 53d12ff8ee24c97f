/* The file in which the Hub's own tools keep the user's token. */
#ifndef PAPERS_TABLE_SETTINGS_TOKEN_FILE_H
#define PAPERS_TABLE_SETTINGS_TOKEN_FILE_H

#include "base/buffer.h"

/* Where it is, as the environment says: HF_TOKEN_PATH, else `token` in
** HF_HOME, else in `huggingface` in XDG_CACHE_HOME, else in ~/.cache/
** huggingface. A `~/` at the front of any of them is HOME. The caller frees
** it; NULL when nothing says where, or with the error set when there is no
** memory. (docs: huggingface_hub, environment variables.) */
char *token_file_path(struct error *error);

/* Appends what is in it to `content`. A file that is not there, or that we may
** not open, is an empty one; the error is set where it is no regular file, or
** is longer than the buffer's cap. Never waits. */
bool token_file_read(const char *path, struct buffer *content,
                     struct error *error);

#endif
