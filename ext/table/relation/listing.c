/* Makes rows from the values of a listing's answers. Must not know which rows a
** scan needs, nor keep them. */
#include "table/relation/listing.h"

#include <assert.h>
#include <stdlib.h>

#include "base/hash.h"
#include "hub/decode/outline.h"
#include "hub/identity.h"

void listing_init(struct listing *listing) {
  *listing = (struct listing){.array = NO_FIELD};
  number_set_init(&listing->seen);
  number_set_init(&listing->linked);
  held_init(&listing->held);
}

static void forget_links(struct listing *listing) {
  number_set_clear(&listing->linked);
  free(listing->url);
  listing->url = NULL;
}

void listing_clear(struct listing *listing) {
  decoding_clear(&listing->decoding);
  number_set_clear(&listing->seen);
  forget_links(listing);
  held_clear(&listing->held);
  listing->answer = NULL;
  listing->has_next = listing->is_over = listing->pauses = false;
  listing->lists = 0;
  listing->array = NO_FIELD;
}

static bool read_page(struct listing *listing, struct answer *answer,
                      struct error *error) {
  const struct relation *relation = listing->relation;
  enum source source = listing->page.source;
  field_set day = relation_day(relation);
  field_set wanted = listing->wanted;
  if (relation_has_parts(relation)) wanted |= FIELD_BIT(relation->position);
  listing->answer = answer;
  listing->has_next = false;
  /* The rowid needs the day, even if no column that is read does. In a day's
  ** listing it is known; elsewhere it must be decoded. */
  wanted = source == SOURCE_DAY ? wanted & ~day : wanted | day;
  if (!outline_tells(relation, wanted)) answer_need_whole(answer);
  if (!decoding_start(&listing->decoding, answer, relation,
                      source_shape(source), wanted, error)) {
    return false;
  }
  if (source_is_of_paper(source)) {
    decode_about(listing->decoding.decoder, listing->page.text, listing->array);
  }
  return true;
}

bool listing_begin(struct listing *listing, const struct hub_page *page,
                   struct answer *answer, const struct relation *relation,
                   field_set wanted, struct error *error) {
  bool pauses = listing->pauses;
  assert(page->page == 0 && !page->url);
  listing_clear(listing);
  listing->pauses = pauses;
  listing->page = *page;
  listing->relation = relation;
  listing->wanted = wanted;
  listing->place = 0;
  if (page->source == SOURCE_DAY) day_write(page->day, PART_DAY, listing->day);
  return read_page(listing, answer, error);
}

static bool wants_array(const struct listing *listing, int array) {
  unsigned arrays = listing->page.arrays;
  return !arrays || arrays >> array & 1;
}

/* --- pages -------------------------------------------------------------- */

/* Notes the URL of a page. False, with the error set, if the page was read
** before: its links would lead round in a circle. */
static bool note_url(struct listing *listing, const char *url,
                     struct error *error) {
  int64_t hash = (int64_t)hash_bytes(HASH_START, slice_of(url));
  switch (number_set_add(&listing->linked, hash)) {
  case NUMBER_ADDED:
    return true;
  case NUMBER_PRESENT:
    error_set(error, FAILED,
              "the link to its next page leads back to a page before it: %s",
              url);
    return false;
  case NUMBER_NO_MEMORY:
    break;
  }
  error_no_memory(error);
  return false;
}

/* Moves to the page to which the answer links. */
static bool follow_link(struct listing *listing, struct error *error) {
  const char *here = answer_url(listing->answer);
  bool is_first = listing->page.page == 0;
  char *url = answer_next_url(listing->answer, error);
  if (!url || (is_first && !note_url(listing, here, error)) ||
      !note_url(listing, url, error)) {
    free(url);
    return false;
  }
  free(listing->url);
  listing->page.url = listing->url = url;
  return true;
}

/* Moves to the next page, which must be there. False, with the error set, if it
** cannot: then it stays where it is. */
static bool turn_page(struct listing *listing, struct error *error) {
  if (listing->page.page + 1 >= PAGES_MAX) {
    error_set(error, TOO_BIG, "it has more than %d pages", PAGES_MAX);
    return false;
  }
  if (source_paging(listing->page.source) == PAGING_LINK &&
      !follow_link(listing, error)) {
    return false;
  }
  listing->page.page++;
  return true;
}

static bool next_page(struct listing *listing,
                      const struct requester *requester, struct error *error) {
  struct requester next = *requester;
  next.not_before = answer_fetched_at(listing->answer);
  if (!turn_page(listing, error)) {
    requester_name_error(requester, &listing->page, error);
    return false;
  }
  struct answer *answer = requester_fetch(&next, &listing->page, error);
  return answer && read_page(listing, answer, error);
}

/* The first page of the list that has the rows of an array. */
static struct hub_page list_page(const struct listing *listing, int array) {
  return (struct hub_page){.source = listing->relation->rows[array].list,
                           .text = listing->page.text,
                           .arrays = listing->page.arrays};
}

/* Requests all lists of the record, so that they run side by side. One that
** cannot be requested fails when its rows are due. */
static void request_lists(const struct listing *listing,
                          const struct requester *requester) {
  for (int i = 0; i < ROW_ARRAYS; i++) {
    struct error later = {0};
    struct hub_page page;
    if (!(listing->lists >> i & 1)) continue;
    page = list_page(listing, i);
    requester_fetch(requester, &page, &later);
  }
}

/* Begins the next list that has the rows of an array. LISTING_ENDS: there is
** none. */
static enum listing_event next_list(struct listing *listing,
                                    const struct requester *requester,
                                    struct error *error) {
  int array = listing->array == NO_FIELD ? 0 : listing->array + 1;
  while (array < ROW_ARRAYS && !(listing->lists >> array & 1)) {
    array++;
  }
  if (array == ROW_ARRAYS) return LISTING_ENDS;
  forget_links(listing);
  held_rewind(&listing->held);
  listing->array = array;
  listing->place = 0;
  listing->is_over = false;
  listing->page = list_page(listing, array);
  struct answer *answer = requester_fetch(requester, &listing->page, error);
  return answer && read_page(listing, answer, error) ? LISTING_ROW
                                                     : LISTING_FAILS;
}

/* --- rows --------------------------------------------------------------- */

static int64_t rowid_of(const struct relation *relation,
                        const struct row *row) {
  struct slice id = values_text(row->values, relation->id);
  if (!relation_has_parts(relation)) return identity_of(row->listed, id);
  struct slice name = values_text(row->values, relation->name_of_row);
  if (relation->name_of_row && name.at) {
    return identity_of_named_part(id, name, row->values->array);
  }
  return identity_of_part(row->listed, id,
                          values_number(row->values, relation->position),
                          row->values->array);
}

/* Whether this listing gives a row with the rowid for the first time. False
** also with the error set. */
static bool note_rowid(struct listing *listing, int64_t rowid,
                       struct error *error) {
  enum number_set_answer answer = number_set_add(&listing->seen, rowid);
  if (answer == NUMBER_NO_MEMORY) error_no_memory(error);
  return answer == NUMBER_ADDED;
}

/* Fills the row with what does not depend on the rows before it. */
static void begin_row(const struct listing *listing,
                      const struct values *values, struct row *row) {
  const struct relation *relation = listing->relation;
  *row = (struct row){
      .values = values,
      .fetched_at = answer_fetched_at(listing->answer),
      .cache = answer_source_name(answer_source(listing->answer)),
  };
  /* Every row of a day's listing is of that day, also if it names another. */
  if (listing->page.source == SOURCE_DAY) {
    row->listed = slice_of(listing->day);
  } else if (relation->day != NO_FIELD) {
    row->listed = values_text(values, relation->day);
  }
  row->rowid = rowid_of(relation, row);
}

/* Makes the row from its values. False for a row that this listing gave before,
** for one that is held back or of an array that is not wanted, and for one of a
** record with another id: the service may know the paper by two ids. False also
** with the error set. */
static bool fill_row(struct listing *listing, const struct values *values,
                     struct row *row, struct error *error) {
  const struct relation *relation = listing->relation;
  const struct hub_page *page = &listing->page;
  bool is_of_paper = source_is_of_paper(page->source);
  struct slice id = values_text(values, relation->id);
  begin_row(listing, values, row);
  if (!wants_array(listing, values->array)) return false;
  if (is_of_paper && !slice_equal(id, page->text)) return false;
  if (listing->array == NO_FIELD &&
      decode_has_more(listing->decoding.decoder, values->array)) {
    held_add(&listing->held, relation, row, error);
    return false;
  }
  if (!note_rowid(listing, row->rowid, error)) return false;
  listing->place++;
  if (listing->array != NO_FIELD) {
    return held_complete(&listing->held, relation, row, listing->place, error);
  }
  if (!is_of_paper) row->rank = listing->place;
  return true;
}

/* Takes a row of the record that its list did not have. */
static bool take_held(struct listing *listing, struct row *row,
                      struct error *error) {
  while (error->outcome == OK &&
         held_take(&listing->held, listing->array, row)) {
    if (!held_complete(&listing->held, listing->relation, row,
                       listing->place + 1, error)) {
      return false;
    }
    row->rowid = rowid_of(listing->relation, row);
    if (!note_rowid(listing, row->rowid, error)) continue;
    listing->place++;
    return true;
  }
  return false;
}

static bool take_row(struct listing *listing, struct row *row,
                     struct error *error) {
  const struct values *values;
  while (error->outcome == OK &&
         (values = decode_pop(listing->decoding.decoder))) {
    if (fill_row(listing, values, row, error)) return true;
  }
  return listing->is_over && listing->array != NO_FIELD &&
         take_held(listing, row, error);
}

/* Whether another page follows. Behind an empty one no numbered page follows,
** whatever its answer says. */
static bool has_next_page(const struct listing *listing) {
  enum paging paging = source_paging(listing->page.source);
  return paging != PAGING_NONE && answer_has_next_page(listing->answer) &&
         (paging == PAGING_LINK || decode_entries(listing->decoding.decoder));
}

/* Notes which of the wanted arrays the record does not have whole. */
static void note_lists(struct listing *listing) {
  for (int i = 0; i < relation_arrays(listing->relation); i++) {
    bool has_more = decode_has_more(listing->decoding.decoder, i);
    if (has_more && wants_array(listing, i)) listing->lists |= 1u << i;
  }
}

/* Ends a page. LISTING_ROW: there may be more rows. */
static enum listing_event end_page(struct listing *listing,
                                   const struct requester *requester) {
  if (listing->array == NO_FIELD) {
    note_lists(listing);
    if (requester->reads_all) request_lists(listing, requester);
  }
  listing->has_next = has_next_page(listing);
  listing->is_over = !listing->has_next;
  return listing->has_next && listing->pauses ? LISTING_PAUSES : LISTING_ROW;
}

/* Decodes a piece of the page, or starts the next page or list. LISTING_ROW:
** there may be a row now. */
static enum listing_event read_further(struct listing *listing,
                                       const struct requester *requester,
                                       const struct net_host *host,
                                       struct error *error) {
  struct error trouble = {0};
  if (listing->has_next) {
    return next_page(listing, requester, error) ? LISTING_ROW : LISTING_FAILS;
  }
  if (listing->is_over) return next_list(listing, requester, error);
  switch (decoding_step(&listing->decoding, host, &trouble)) {
  case DECODING_AGAIN:
    if (listing->array == NO_FIELD) held_clear(&listing->held);
    return LISTING_ROW;
  case DECODING_ROWS:
    return LISTING_ROW;
  case DECODING_ENDS:
    return end_page(listing, requester);
  case DECODING_REFUSED:
    *error = trouble;
    return LISTING_REFUSED;
  case DECODING_FAILS:
    break;
  }
  *error = trouble;
  requester_name_error(requester, &listing->page, error);
  return LISTING_FAILS;
}

enum listing_event listing_next(struct listing *listing,
                                const struct requester *requester,
                                const struct net_host *host, struct row *row,
                                struct error *error) {
  enum listing_event event = LISTING_ROW;
  assert(listing->answer && error->outcome == OK);
  while (event == LISTING_ROW) {
    if (take_row(listing, row, error)) return LISTING_ROW;
    if (error->outcome != OK) return LISTING_FAILS;
    event = read_further(listing, requester, host, error);
  }
  return event;
}

bool listing_request_lists(const struct hub_page *page, struct answer *answer,
                           const struct requester *requester,
                           const struct net_host *host, struct error *error) {
  struct listing record;
  struct error later = {0};
  enum listing_event event = LISTING_ROW;
  listing_init(&record);
  if (!listing_begin(&record, page, answer, requester->relation, 0, &later)) {
    event = LISTING_FAILS;
  }
  while (event == LISTING_ROW && !record.is_over && answer_has_come(answer)) {
    event = read_further(&record, requester, host, &later);
    while (decode_pop(record.decoding.decoder)) {
    }
  }
  listing_clear(&record);
  if (later.outcome != INTERRUPTED) return true;
  *error = later;
  return false;
}
