#include "hub/entry.h"

#include <string.h>

#include "hub/finish.h"
#include "text/clean.h"

void entry_init(struct entry *entry, paper_fields wanted) {
  *entry = (struct entry){.wanted = wanted};
  slots_init(&entry->slots);
  buffer_init(&entry->raw, PAPER_MAX_BYTES);
}

void entry_clear(struct entry *entry) {
  queue_clear(&entry->queue);
  slots_clear(&entry->slots);
  buffer_clear(&entry->raw);
}

void entry_restart(struct entry *entry) {
  queue_reset(&entry->queue);
  slots_reset(&entry->slots, 0);
  entry->count = 0;
  entry->open = false;
  entry->quiet = 0;
  entry->piece_start = 0;
  entry->has_page = false;
  entry->page_over = false;
  entry->page_day[0] = 0;
  entry->day_due = 0;
}

static bool wants_raw(const struct entry *entry) {
  return (entry->wanted & PAPER_BIT(PAPER_RAW)) != 0;
}

void entry_begin(struct entry *entry, bool alone, uint64_t offset) {
  entry->count++;
  entry->open = true;
  entry->start = offset - 1;
  slots_reset(&entry->slots, alone ? 0 : entry->count);
  buffer_reset(&entry->raw);
}

/* Keeps the entry's bytes of this piece, as far as byte `end` of all. */
static void keep_raw(struct entry *entry, uint64_t end) {
  if (!wants_raw(entry)) return;
  uint64_t start =
      entry->start > entry->piece_start ? entry->start : entry->piece_start;
  buffer_append(&entry->raw, entry->piece.at + (start - entry->piece_start),
                (size_t)(end - start));
}

static bool is_small(const struct entry *entry, uint64_t end,
                     struct error *error) {
  if (end - entry->start <= PAPER_MAX_BYTES) return true;
  error_set(error, TOO_BIG, "entry %zu has more than %d bytes", entry->count,
            PAPER_MAX_BYTES);
  return false;
}

void entry_piece(struct entry *entry, struct slice piece) {
  entry->piece = piece;
}

/* yajl reads a string anew with every piece of it, so strings that nobody wants
** must end, too. */
static bool is_near(const struct entry *entry, uint64_t end,
                    struct error *error) {
  if (end - entry->quiet <= PAPER_MAX_BYTES) return true;
  error_set(error, TOO_BIG, "more than %d bytes and no entry in them",
            PAPER_MAX_BYTES);
  return false;
}

static bool is_day_due(const struct entry *entry, uint64_t end,
                       struct error *error) {
  if (!entry->day_due || end <= entry->day_due) return true;
  error_set(error, TOO_BIG,
            "the page's day does not come within %d bytes of an entry that "
            "has none",
            PAPER_MAX_BYTES);
  return false;
}

bool entry_piece_end(struct entry *entry, struct error *error) {
  uint64_t end = entry->piece_start + entry->piece.length;
  if (entry->open) {
    if (!is_small(entry, end, error)) return false;
    keep_raw(entry, end);
  } else if (!is_near(entry, end, error)) {
    return false;
  }
  entry->piece_start = end;
  return is_day_due(entry, end, error);
}

static void finish_raw(struct entry *entry, struct paper *paper) {
  if (!wants_raw(entry)) return;
  size_t start = paper->store.length;
  clean_append(&paper->store, buffer_slice(&entry->raw));
  paper_set_stored(paper, PAPER_RAW, start);
}

static bool lacks_day(const struct entry *entry, const struct paper *paper) {
  return entry->has_page && (entry->wanted & PAPER_BIT(PAPER_LISTED)) &&
         !paper_has(paper, PAPER_LISTED);
}

/* Room for the page's day, so that putting it there later cannot fail. */
static void reserve_day(struct entry *entry, struct paper *paper,
                        uint64_t offset) {
  if (!lacks_day(entry, paper)) return;
  paper_set_text(paper, PAPER_LISTED,
                 (struct slice){"0000-00-00", MOMENT_DAY_LENGTH});
  paper->present &= ~PAPER_BIT(PAPER_LISTED);
  if (!entry->page_day[0] && !entry->day_due) {
    entry->day_due = offset + PAPER_MAX_BYTES;
  }
}

bool entry_end(struct entry *entry, uint64_t offset, struct error *error) {
  if (!is_small(entry, offset, error)) return false;
  keep_raw(entry, offset);
  entry->open = false;
  entry->quiet = offset;
  struct paper *paper = queue_open(&entry->queue);
  if (!paper) {
    error_no_memory(error);
    return false;
  }
  if (!buffer_check(&entry->slots.store, error)) return false;
  if (!buffer_check(&entry->raw, error)) return false;
  if (!finish_paper(&entry->slots, entry->wanted, paper, error)) return false;
  finish_raw(entry, paper);
  reserve_day(entry, paper, offset);
  if (!buffer_check(&paper->store, error)) return false;
  queue_push(&entry->queue);
  entry->slots.entry = 0;
  return true;
}

void entry_page_day(struct entry *entry, struct slice text) {
  if (!moment_read(text, entry->page_day)) return;
  entry->page_day[MOMENT_DAY_LENGTH] = 0;
  entry->day_due = 0;
}

void entry_page_begin(struct entry *entry) {
  entry->has_page = true;
  entry->open = false;
  entry->count = 0;
}

void entry_page_over(struct entry *entry) {
  entry->page_over = true;
}

const struct paper *entry_pop(struct entry *entry) {
  const struct paper *first = queue_peek(&entry->queue);
  bool lacks = first && lacks_day(entry, first);
  if (lacks && !entry->page_day[0] && !entry->page_over) return NULL;
  struct paper *paper = queue_pop(&entry->queue);
  if (lacks && entry->page_day[0]) {
    memcpy(paper->store.at + paper->texts[PAPER_LISTED].start, entry->page_day,
           MOMENT_DAY_LENGTH);
    paper->present |= PAPER_BIT(PAPER_LISTED);
  }
  return paper;
}
