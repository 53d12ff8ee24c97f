/* API JSON in, finished papers out. The bytes may come in pieces of any size;
** a paper can be popped as soon as its last byte was fed, so memory is bounded
** by one piece and not by the listing. Knows nothing of SQL, of the network or
** of what was asked.
**
** Four shapes are read: a listing (an array of entries, as /api/daily_papers
** and /api/papers/search answer, of every age), one paper object (as
** /api/papers/ID answers), the properties of a page, an object with the
** entries in "dailyPapers" and perhaps the page's day in "date" or
** "dateString", which is the day of those entries that have none, and, for
** saved answers, any of these and one entry alone and an array of papers
** without entries around them, told by their content. A root object with
** "error" is a failure whose text is passed on.
**
** What is unknown is skipped, null is absent, and of a key that comes twice
** the last one counts. A wanted value of the wrong type, an entry that is no
** object or has no id, and an entry of more than PAPER_MAX_BYTES are errors
** that name the place, entries being counted from 1. Errors say why, not what
** was read nor where it came from. NUL and invalid UTF-8 in a text become
** U+FFFD. */
#ifndef PAPERS_HUB_DECODE_H
#define PAPERS_HUB_DECODE_H

#include "hub/paper.h"

struct decoder;

enum decode_shape {
  DECODE_LISTING, /* an array of entries; anything else is an error */
  DECODE_PAPER,   /* one paper object; anything else is an error */
  DECODE_ANY,     /* all of them */
  DECODE_PAGE     /* the properties of a page; anything else is an error */
};

/* NULL, with the error set, when there is no memory. `wanted` fields are
** filled, PAPER_ID always; the others cost next to nothing. */
struct decoder *decode_new(enum decode_shape shape, paper_fields wanted,
                           struct error *error);

/* Harmless for NULL. */
void decode_free(struct decoder *decoder);

/* Takes the next piece. false, with the error set, on what is not such JSON,
** then and ever after; the papers that were finished before it can still be
** popped. All papers of a piece wait to be popped, so feed pieces of bounded
** size. */
bool decode_feed(struct decoder *decoder, const char *bytes, size_t length,
                 struct error *error);

/* Says that no more bytes come. false, with the error set, if the JSON is not
** complete; *truncated then tells that from other faults, because a broken
** answer is worth asking for again. */
bool decode_end(struct decoder *decoder, bool *truncated, struct error *error);

/* The next finished paper, or NULL if another piece (or, of a page whose day
** has not come, the end) is needed first. It is the decoder's and valid until
** the next call. */
const struct paper *decode_pop(struct decoder *decoder);

/* Forgets all that was fed and every paper not yet popped: the same answer
** comes again from its first byte. */
bool decode_restart(struct decoder *decoder, struct error *error);

#endif
