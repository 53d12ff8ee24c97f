/* A listing that somebody saved: bytes in, papers out. The first character
** tells the kind: '[' and '{' begin API JSON, '<' begins an HTML page, anything
** else is page text. A byte order mark and white space before it are skipped.
**
** The bytes may come in pieces of any size. Memory is bounded by one piece and
** one paper, not by the listing. An error says what was expected and what was
** found. Papers that were finished before an error can still be popped. */
#ifndef PAPERS_SAVED_SAVED_H
#define PAPERS_SAVED_SAVED_H

#include "hub/relation/papers.h"

struct saved;

/* NULL, with the error set, when there is no memory. Only the `wanted` fields
** are filled. `year` is the year of the days that page text writes without one;
** 0 means that it is not known. */
struct saved *saved_new(field_set wanted, int year, struct error *error);

/* Harmless for NULL. */
void saved_free(struct saved *saved);

/* Reads the next piece. Its papers wait in memory until they are popped, so
** feed pieces of bounded size. false with the error set; every later call fails
** with the same error. */
bool saved_feed(struct saved *saved, const char *bytes, size_t length,
                struct error *error);

/* Ends the listing. false, with the error set, if its kind is unknown or it is
** incomplete. Page text that breaks off is not an error. */
bool saved_end(struct saved *saved, struct error *error);

/* The next paper, valid until the next call. NULL where another piece, or the
** end, is needed first. */
const struct values *saved_pop(struct saved *saved);

#endif
