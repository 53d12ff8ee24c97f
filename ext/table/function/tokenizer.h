/* The tokenizers of the host's FTS5: whatever is registered there, with the
** arguments of FTS5's `tokenize=`. Only the first version of FTS5's interface
** is used, because every FTS5 has it. */
#ifndef PAPERS_TABLE_FUNCTION_TOKENIZER_H
#define PAPERS_TABLE_FUNCTION_TOKENIZER_H

#include "table/connection.h"
#include "text/keyword/keyword.h"

/* A tokenizer made from a specification such as `porter unicode61` or
** `unicode61 tokenchars '-_'`. */
struct tokenizer;

/* Makes a tokenizer. An empty specification is FTS5's own default. NULL, with
** the error set, when the host has no FTS5, an authorizer denies it, the
** specification cannot be read, the tokenizer is unknown or does not accept its
** arguments, or there is no memory. */
struct tokenizer *tokenizer_new(struct connection *connection,
                                const char *specification, struct error *error);

/* Harmless for NULL. */
void tokenizer_free(struct tokenizer *tokenizer);

/* The same tokenizer for text/keyword. Belongs to the tokenizer. */
const struct keyword_tokenizer *
tokenizer_keyword(const struct tokenizer *tokenizer);

#endif
