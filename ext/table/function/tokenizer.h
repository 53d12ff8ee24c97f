/* FTS5's tokenizers, of the SQLite that is the host. Whatever is registered
** there can be used, with the arguments of FTS5's `tokenize=`. Only the first
** version of FTS5's interface is called, which every version has. */
#ifndef PAPERS_TABLE_FUNCTION_TOKENIZER_H
#define PAPERS_TABLE_FUNCTION_TOKENIZER_H

#include "table/connection.h"
#include "text/keyword/keyword.h"

/* A tokenizer made from a specification such as `porter unicode61` or
** `unicode61 tokenchars '-_'`. */
struct tokenizer;

/* NULL, with the error set, when the host has no FTS5 or an authorizer keeps it
** from us, when the specification is not one, when the tokenizer is unknown or
** refuses its arguments, and without memory. An empty specification is FTS5's
** own default. */
struct tokenizer *tokenizer_new(struct connection *connection,
                                const char *specification, struct error *error);

/* Harmless for NULL. */
void tokenizer_free(struct tokenizer *tokenizer);

/* As the keyword modules want it; valid as long as the tokenizer is. */
const struct keyword_tokenizer *
tokenizer_keyword(const struct tokenizer *tokenizer);

#endif
