/* An answer in, the rows of a relation out: API JSON, and Markdown, of which
** hub/decode/markdown has the rules. The bytes may come in pieces of any
** size; a row can be popped as soon as the last byte of its entry was fed, so
** memory is bounded by one piece and not by the listing. Knows nothing of SQL,
** of the network or of what was wanted beyond the columns.
**
** What is read is said by a shape (hub/relation): a listing, as
** /api/daily_papers and /api/papers/search answer, of every age; one record, as
** /api/papers/ID answers; the properties of a page, with the entries in
** "dailyPapers" and perhaps the page's day in "date" or "dateString", which is
** the day of those entries that have none; and, for saved answers, any of
*these,
** told by their content. A root object with "error" is a failure whose text is
** passed on.
**
** What is unknown is skipped, null is absent, and of a key that comes twice
** the last one counts. A wanted value of the wrong type, an entry that is no
** object or has no id, and an entry of more than ENTRY_MAX_BYTES are errors
** that name the place, entries being counted from 1. Errors say why, not what
** was read nor where it came from. NUL and invalid UTF-8 in a text become
** U+FFFD. */
#ifndef PAPERS_HUB_DECODE_DECODE_H
#define PAPERS_HUB_DECODE_DECODE_H

#include "hub/relation.h"

struct decoder;

/* NULL, with the error set, when there is no memory. The wanted columns are
** filled, that of the id always; the others cost next to nothing. */
struct decoder *decode_new(const struct relation *relation, enum shape shape,
                           field_set wanted, struct error *error);

/* The paper that the answer is about, where the answer itself does not say it.
** The id must stay. */
void decode_about(struct decoder *decoder, struct slice id);

/* Harmless for NULL. */
void decode_free(struct decoder *decoder);

/* Takes the next piece. false, with the error set, on what is not such JSON,
** then and ever after; the rows that were finished before it can still be
*popped.
** All rows of a piece wait to be popped, so feed pieces of bounded
** size. */
bool decode_feed(struct decoder *decoder, const char *bytes, size_t length,
                 struct error *error);

/* Says that no more bytes come. false, with the error set, if the JSON is not
** complete; *truncated then tells that from other faults, because a broken
** answer is worth asking for again. */
bool decode_end(struct decoder *decoder, bool *truncated, struct error *error);

/* The next finished row, or NULL if another piece (or, of a page whose day
** has not come, the end) is needed first. It is the decoder's and valid until
** the next call. */
const struct values *decode_pop(struct decoder *decoder);

/* How many entries have begun, also those that have no row. */
size_t decode_entries(const struct decoder *decoder);

/* Forgets all that was fed and every row not yet popped: the same answer
** comes again from its first byte. */
bool decode_restart(struct decoder *decoder, struct error *error);

#endif
