/* Decodes API JSON into the rows of a relation, or Markdown, of which
** hub/decode/markdown.h has the rules. The bytes may come in pieces of any
** size. A row can be popped as soon as the last byte of its entry was fed, so
** the memory depends on the size of a piece, not of the listing. Knows no SQL
** and no network.
**
** The shape says what stands at the root of the JSON:
**   SHAPE_LISTING  an array of entries, as /api/daily_papers and
**                  /api/papers/search send it, today and in older answers
**   SHAPE_RECORD   one record, as /api/papers/ID sends it
**   SHAPE_RECORDS  an array of such, as /api/papers sends it
**   SHAPE_ROWS     an array of rows of a record, as /api/models sends it
**   SHAPE_PAGE     an object with the entries in "dailyPapers". It may have
**                  "date" or "dateString": the day of the entries that have no
**                  day of their own
**   SHAPE_ANY      one of these; the content tells which (saved answers)
** A root object with "error" is a failure with the text of the service.
**
** Unknown keys are skipped. null is absent. If a key comes twice, the last one
** counts. It is an error, which names the place and counts entries from 1, if
**   - a wanted value has the wrong type,
**   - an entry is no object or has no id,
**   - an entry has more than ENTRY_MAX_BYTES.
** The caller adds to an error what was read and where it came from. NUL and
** invalid UTF-8 in a text become U+FFFD. */
#ifndef PAPERS_HUB_DECODE_DECODE_H
#define PAPERS_HUB_DECODE_DECODE_H

#include "hub/relation.h"

struct decoder;

/* NULL, with the error set, when there is no memory. Rows have the wanted
** columns and always the id; the other columns cost next to nothing. */
struct decoder *decode_new(const struct relation *relation, enum shape shape,
                           field_set wanted, struct error *error);

/* Says which paper was requested, and in which of the relation's arrays the
** rows of SHAPE_ROWS are. The id must outlive the decoder. */
void decode_about(struct decoder *decoder, struct slice id, int array);

/* Harmless for NULL. */
void decode_free(struct decoder *decoder);

/* Reads the next piece. false, with the error set, on a fault in the JSON;
** every later call fails too, but the rows before the fault can still be
** popped. The rows of a piece are kept until they are popped, so bound the size
** of pieces. */
bool decode_feed(struct decoder *decoder, const char *bytes, size_t length,
                 struct error *error);

/* To be called after the last piece. false, with the error set, on a fault.
** *truncated is true if the fault is that the JSON is incomplete: then another
** request may get the whole answer. */
bool decode_end(struct decoder *decoder, bool *truncated, struct error *error);

/* The next finished row, or NULL if more pieces are needed first (or the end,
** if the rows of a page still lack its day). The row belongs to the decoder and
** is valid until the next call. */
const struct values *decode_pop(struct decoder *decoder);

/* The outline of the answer (hub/decode/outline), to be called once, after
** decode_end. `at` is NULL if there is none. Valid until the next call of
** anything here. */
struct slice decode_outline(struct decoder *decoder);

/* How many entries have begun, including those that make no row. */
size_t decode_entries(const struct decoder *decoder);

/* Whether the record of the paper that was requested says that there are more
** rows than its array has. Known when its first row can be popped, and at the
** end. */
bool decode_has_more(const struct decoder *decoder, int array);

/* Forgets all pieces and all rows that were not popped: the caller feeds an
** answer from its first byte again. false, with the error set, when there is no
** memory. */
bool decode_restart(struct decoder *decoder, struct error *error);

#endif
