/* The outline of a listing: a listing of the same entries in the same order, of
** which only the ids are left. The decoder reads it like the listing itself.
** So the cache can keep it beside an answer, for queries that need no more than
** ids and places: those then read some 40 bytes for each entry. */
#ifndef PAPERS_HUB_DECODE_OUTLINE_H
#define PAPERS_HUB_DECODE_OUTLINE_H

#include "hub/relation.h"

struct outline {
  const struct relation *relation;
  struct buffer text;
  size_t entries;
  bool is_possible; /* of an answer of this shape */
  bool is_none;     /* this answer gets no outline */
};

/* An outline of no entries. The relation must outlive it. */
void outline_init(struct outline *outline, const struct relation *relation,
                  enum shape shape);
void outline_clear(struct outline *outline);

/* Begins again, with no entries. */
void outline_restart(struct outline *outline);

/* Adds an entry, which has made one row. There is no outline if the id is no
** ordinary one, if the outline gets too long, or if memory is lacking. */
void outline_add(struct outline *outline, struct slice id);

/* The outline, to be called once, after the last one of the `entries`. `at` is
** NULL if there is no outline, as when some of the entries were not added.
** Valid until the next call. */
struct slice outline_end(struct outline *outline, size_t entries);

/* Whether an outline of the relation tells all of these columns. */
bool outline_tells(const struct relation *relation, field_set wanted);

#endif
