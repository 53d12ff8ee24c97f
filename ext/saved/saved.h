/* A listing that somebody saved, whatever it is: bytes in, papers out. What is
** given is recognised by its first character: '[' and '{' begin API JSON, '<'
** an HTML page, anything else page text. A byte order mark and white space
** before it are passed over.
**
** The bytes may come in pieces of any size; memory is bounded by a piece and
** by a paper, not by what was saved. Errors say what was looked for and what
** was found. Papers that were finished before an error can still be popped. */
#ifndef PAPERS_SAVED_SAVED_H
#define PAPERS_SAVED_SAVED_H

#include "hub/relation/papers.h"

struct saved;

/* NULL, with the error set, when there is no memory. `wanted` fields are
** filled. `year` is that of the page, for page text that leaves it out; 0 where
** it is not known. */
struct saved *saved_new(field_set wanted, int year, struct error *error);

/* Harmless for NULL. */
void saved_free(struct saved *saved);

/* The next piece; papers of one piece wait to be popped, so feed pieces of
** bounded size. false, with the error set, then and ever after. */
bool saved_feed(struct saved *saved, const char *bytes, size_t length,
                struct error *error);

/* No more comes. false, with the error set, if it is nothing that is known or
** not complete; page text that breaks off is complete. */
bool saved_end(struct saved *saved, struct error *error);

/* The next paper, or NULL if another piece, or the end, is needed first. It is
** valid until the next call. */
const struct values *saved_pop(struct saved *saved);

#endif
