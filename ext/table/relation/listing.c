/* Makes rows from the values of a listing's answers. Must not know which rows a
** scan needs, nor keep them. */
#include "table/relation/listing.h"

#include <assert.h>

#include "hub/decode/outline.h"
#include "hub/identity.h"

void listing_init(struct listing *listing) {
  *listing = (struct listing){0};
  number_set_init(&listing->seen);
}

void listing_clear(struct listing *listing) {
  decoding_clear(&listing->decoding);
  number_set_clear(&listing->seen);
  listing->answer = NULL;
  listing->has_next = listing->pauses = false;
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
  if (source != SOURCE_DAY || !outline_tells(relation, wanted)) {
    answer_need_whole(answer);
  }
  if (!decoding_start(&listing->decoding, answer, relation,
                      source_shape(source), wanted, error)) {
    return false;
  }
  if (source_is_of_paper(source)) {
    decode_about(listing->decoding.decoder, listing->page.text);
  }
  return true;
}

bool listing_begin(struct listing *listing, const struct hub_page *page,
                   struct answer *answer, const struct relation *relation,
                   field_set wanted, struct error *error) {
  assert(page->page == 0);
  number_set_clear(&listing->seen);
  listing->page = *page;
  listing->relation = relation;
  listing->wanted = wanted;
  listing->place = 0;
  if (page->source == SOURCE_DAY) day_write(page->day, PART_DAY, listing->day);
  return read_page(listing, answer, error);
}

static bool next_page(struct listing *listing,
                      const struct requester *requester, struct error *error) {
  struct requester next = *requester;
  next.not_before = answer_fetched_at(listing->answer);
  listing->page.page++;
  struct answer *answer = requester_fetch(&next, &listing->page, error);
  return answer && read_page(listing, answer, error);
}

static int64_t rowid_of(const struct relation *relation,
                        const struct row *row) {
  struct slice id = values_text(row->values, relation->id);
  if (!relation_has_parts(relation)) return identity_of(row->listed, id);
  struct slice name = values_text(row->values, relation->name_of_row);
  if (relation->name_of_row && name.at) {
    return identity_of_named_part(id, name);
  }
  return identity_of_part(row->listed, id,
                          values_number(row->values, relation->position));
}

/* Makes the row from its values. False for a row that this listing gave before,
** and for a record with another id: the service may know the paper by two ids.
** False also with the error set. */
static bool fill_row(struct listing *listing, const struct values *values,
                     struct row *row, struct error *error) {
  const struct relation *relation = listing->relation;
  const struct hub_page *page = &listing->page;
  struct slice id = values_text(values, relation->id);
  bool is_day = page->source == SOURCE_DAY;
  *row = (struct row){
      .values = values,
      .fetched_at = answer_fetched_at(listing->answer),
      .cache = answer_source_name(answer_source(listing->answer)),
  };
  /* Every row of a day's listing is of that day, also if it names another. */
  if (is_day) {
    row->listed = slice_of(listing->day);
  } else if (relation->day != NO_FIELD) {
    row->listed = values_text(values, relation->day);
  }
  row->rowid = rowid_of(relation, row);
  switch (number_set_add(&listing->seen, row->rowid)) {
  case NUMBER_NO_MEMORY:
    error_no_memory(error);
    return false;
  case NUMBER_PRESENT:
    return false;
  case NUMBER_ADDED:
    break;
  }
  if (source_is_of_paper(page->source)) return slice_equal(id, page->text);
  row->rank = ++listing->place;
  return true;
}

static bool take_row(struct listing *listing, struct row *row,
                     struct error *error) {
  const struct values *values;
  while (error->outcome == OK &&
         (values = decode_pop(listing->decoding.decoder))) {
    if (fill_row(listing, values, row, error)) return true;
  }
  return false;
}

/* Ends a page. LISTING_ROW: another one follows at once. */
static enum listing_event end_page(struct listing *listing) {
  listing->has_next = decode_entries(listing->decoding.decoder) &&
                      source_is_paged(listing->page.source) &&
                      answer_has_next_page(listing->answer);
  if (!listing->has_next) return LISTING_ENDS;
  return listing->pauses ? LISTING_PAUSES : LISTING_ROW;
}

/* Decodes a piece of the page, or starts the next page. LISTING_ROW: there may
** be a row now. */
static enum listing_event read_further(struct listing *listing,
                                       const struct requester *requester,
                                       const struct net_host *host,
                                       struct error *error) {
  struct error trouble = {0};
  if (listing->has_next) {
    return next_page(listing, requester, error) ? LISTING_ROW : LISTING_FAILS;
  }
  switch (decoding_step(&listing->decoding, host, &trouble)) {
  case DECODING_ROWS:
  case DECODING_AGAIN:
    return LISTING_ROW;
  case DECODING_ENDS:
    return end_page(listing);
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
