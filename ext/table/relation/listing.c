#include "table/relation/listing.h"

#include "hub/identity.h"

void listing_init(struct listing *listing) {
  *listing = (struct listing){0};
  number_set_init(&listing->seen);
}

void listing_clear(struct listing *listing) {
  reading_clear(&listing->reading);
  number_set_clear(&listing->seen);
  listing->answer = NULL;
  listing->has_next = listing->pauses = false;
}

static bool read_page(struct listing *listing, struct answer *answer,
                      struct error *error) {
  enum source source = listing->ask.source;
  paper_fields day = PAPER_BIT(PAPER_LISTED);
  listing->answer = answer;
  listing->entries = 0;
  listing->has_next = false;
  /* The day of a listing is known; elsewhere the rowid needs it, whether or
  ** not the column is read. */
  return reading_start(&listing->reading, answer, source_shape(source),
                       source == SOURCE_DAY ? listing->wanted & ~day
                                            : listing->wanted | day,
                       error);
}

bool listing_begin(struct listing *listing, const struct ask *ask,
                   struct answer *answer, paper_fields wanted,
                   struct error *error) {
  number_set_clear(&listing->seen);
  listing->ask = *ask;
  listing->wanted = wanted;
  listing->place = 0;
  if (ask->source == SOURCE_DAY) day_write(ask->day, PART_DAY, listing->day);
  return read_page(listing, answer, error);
}

static bool next_page(struct listing *listing, const struct inquiry *inquiry,
                      struct error *error) {
  struct inquiry next = *inquiry;
  next.not_before = answer_fetched_at(listing->answer);
  listing->ask.page++;
  struct answer *answer = inquiry_ask(&next, &listing->ask, error);
  return answer && read_page(listing, answer, error);
}

/* Fills the row from the paper. False for one that this listing has had, or
** that was not asked for: the service may know a paper by another id. */
static bool make_row(struct listing *listing, const struct paper *paper,
                     struct row *row, struct error *error) {
  const struct ask *ask = &listing->ask;
  struct slice id = paper_text(paper, PAPER_ID);
  bool is_day = ask->source == SOURCE_DAY;
  listing->entries++;
  *row = (struct row){
      .paper = paper,
      /* The day that was asked for is the one whose listing it is in. */
      .listed =
          is_day ? slice_of(listing->day) : paper_text(paper, PAPER_LISTED),
      .fetched_at = answer_fetched_at(listing->answer),
      .cache = answer_source_name(answer_source(listing->answer)),
  };
  row->rowid = identity_of(row->listed, id);
  switch (number_set_add(&listing->seen, row->rowid)) {
  case NUMBER_NO_MEMORY:
    error_no_memory(error);
    return false;
  case NUMBER_PRESENT:
    return false;
  case NUMBER_ADDED:
    break;
  }
  if (ask->source == SOURCE_PAPER) return slice_equal(id, ask->text);
  row->rank = ++listing->place;
  return true;
}

static bool take_row(struct listing *listing, struct row *row,
                     struct error *error) {
  const struct paper *paper;
  while (error->outcome == OK &&
         (paper = decode_pop(listing->reading.decoder))) {
    if (make_row(listing, paper, row, error)) return true;
  }
  return false;
}

/* One page was read to its end. */
static enum listing_event leave_page(struct listing *listing) {
  listing->has_next = listing->entries &&
                      source_is_paged(listing->ask.source) &&
                      answer_has_next_page(listing->answer);
  if (!listing->has_next) return LISTING_ENDS;
  return listing->pauses ? LISTING_PAUSES : LISTING_ROW;
}

/* One step further with the page; LISTING_ROW: there may be one now. */
static enum listing_event read_on(struct listing *listing,
                                  const struct inquiry *inquiry,
                                  const struct net_host *host,
                                  struct error *error) {
  struct error trouble = {0};
  if (listing->has_next) {
    return next_page(listing, inquiry, error) ? LISTING_ROW : LISTING_FAILS;
  }
  switch (reading_step(&listing->reading, host, &trouble)) {
  case READING_PAPERS:
    return LISTING_ROW;
  case READING_AGAIN:
    listing->entries = 0;
    return LISTING_ROW;
  case READING_ENDS:
    return leave_page(listing);
  case READING_REFUSED:
    *error = trouble;
    return LISTING_REFUSED;
  case READING_FAILS:
    break;
  }
  *error = trouble;
  inquiry_name_error(inquiry, &listing->ask, error);
  return LISTING_FAILS;
}

enum listing_event listing_next(struct listing *listing,
                                const struct inquiry *inquiry,
                                const struct net_host *host, struct row *row,
                                struct error *error) {
  enum listing_event event = LISTING_ROW;
  while (event == LISTING_ROW) {
    if (take_row(listing, row, error)) return LISTING_ROW;
    if (error->outcome != OK) return LISTING_FAILS;
    event = read_on(listing, inquiry, host, error);
  }
  return event;
}
