/* The grammar of a page of cards, as a state machine over lines. What a line
** says by itself is the business of line.c. */
#include "saved/cards.h"

#include <assert.h>
#include <string.h>

#include "base/ascii.h"
#include "saved/wrap.h"

enum {
  TITLE_MAX = 300, /* bytes; see line.c */
  LONG_LINE = 40,  /* characters */
  LONG_LINES_MOST = 8,
  STRANGE_MOST = 2, /* lines that may stand between two cards */
  DAY_OF_MONTH_MOST = 31
};

static bool refuse(size_t line, const char *what, struct error *error) {
  error_set(error, FAILED, "line %zu: %s", line, what);
  return false;
}

/* Whether a card without authors can be the last one, where the text breaks
** off: it has upvotes, or its title is a sure one. */
static bool can_break_off(const struct cards *cards,
                          const struct draft *draft) {
  if (cards->has_upvotes) return draft->upvotes >= 0;
  return line_is_sure_title(buffer_slice(&draft->title));
}

/* Ends the card that is being read, if there is one. `is_whole` is false where
** the text breaks off in it. */
static bool finish_card(struct cards *cards, struct page_papers *found,
                        bool is_whole, struct error *error) {
  struct draft *draft = &found->draft;
  struct slice title = buffer_slice(&draft->title);
  if (cards->state == CARD_OUTSIDE) {
    draft_reset(draft);
    return true;
  }
  if (!title.length && !is_whole) return true;
  if (!title.length) {
    return refuse(draft->line, "a card without a title", error);
  }
  if (title.length > TITLE_MAX || marks_has_link(title)) {
    return refuse(draft->line, "a title of more than 300 bytes, or with a link",
                  error);
  }
  if (draft->authors < 0 && (is_whole || !can_break_off(cards, draft))) {
    return refuse(draft->line, "a card without a number of authors", error);
  }
  return page_papers_finish(found, error);
}

static bool begin_card(struct cards *cards, const struct line *line,
                       struct page_papers *found, struct error *error) {
  if (!finish_card(cards, found, true, error)) return false;
  if (found->count && cards->strange > STRANGE_MOST) {
    return refuse(cards->strange_at, "text between two cards", error);
  }
  cards->strange = 0;
  found->draft.line = line->number;
  draft_set(&found->draft.submitter, line->login);
  cards->state = line->login.length ? CARD_UPVOTES : CARD_LOGIN;
  return true;
}

static bool read_login(struct cards *cards, const struct line *line,
                       struct page_papers *found, struct error *error) {
  if (!line_is_login(line->whole)) {
    if (line->kind == LINE_FURNITURE || line->kind == LINE_SEPARATOR) {
      return true;
    }
    return refuse(line->number, "no login behind \"Submitted by\"", error);
  }
  draft_set(&found->draft.submitter, line->whole);
  cards->state = CARD_UPVOTES;
  return true;
}

static bool begin_title(struct cards *cards, const struct line *line,
                        struct draft *draft, struct error *error) {
  if (line_is_prose(line->whole)) {
    return refuse(line->number, "text where a title should be", error);
  }
  draft_set_title(draft, line->whole, line->id);
  cards->title_width = line->width;
  cards->is_after_margin = false;
  cards->state = CARD_TITLE;
  return true;
}

/* Pictures, boxes to tick, bullets and the word "Upvote" may stand before a
** title. */
static bool is_before_title(const struct line *line) {
  return !line->whole.length || ascii_is(line->whole, "upvote") ||
         line->kind == LINE_SEPARATOR || line->kind == LINE_BULLET ||
         line->kind == LINE_MARGIN;
}

/* A page that does not show upvotes: the number that was read as the upvotes is
** the title. */
static bool use_number_as_title(struct cards *cards, const struct line *line,
                                struct draft *draft, struct error *error) {
  if (draft->upvotes < 0) {
    return refuse(line->number, "a card without a title", error);
  }
  if (!cards->number_title_at) cards->number_title_at = line->number;
  buffer_format(&draft->title, "%lld", (long long)draft->upvotes);
  draft->upvotes = -1;
  draft->authors = line->count;
  cards->state = CARD_BLOCK;
  return true;
}

/* Behind the login. */
static bool read_upvotes(struct cards *cards, const struct line *line,
                         struct draft *draft, struct error *error) {
  assert(cards->state == CARD_UPVOTES);
  if (line->kind == LINE_NUMBER && draft->upvotes < 0) {
    draft->upvotes = line->count;
  } else if (line->kind == LINE_AUTHORS) {
    if (!use_number_as_title(cards, line, draft, error)) return false;
  } else if (!is_before_title(line)) {
    cards->has_upvotes = cards->has_upvotes || draft->upvotes >= 0;
    if (!begin_title(cards, line, draft, error)) return false;
  }
  if (!cards->has_upvotes || !cards->number_title_at) {
    return draft_check(draft, error);
  }
  return refuse(cards->number_title_at, "a card without a title", error);
}

/* Header and foot of a page have few long lines: a text with many of them only
** quotes some cards. */
static bool count_long(struct cards *cards, const struct line *line,
                       struct error *error) {
  bool is_long = line->kind == LINE_TEXT && line->width >= LONG_LINE &&
                 !line_has_link(line->text);
  cards->long_lines += is_long;
  if (cards->long_lines <= LONG_LINES_MOST) return true;
  return refuse(line->number, "much text that is not a card", error);
}

static void count_strange(struct cards *cards, const struct line *line) {
  if (!cards->strange++) cards->strange_at = line->number;
}

/* Behind the title. */
static void read_block(struct cards *cards, const struct line *line,
                       struct draft *draft) {
  cards->state = CARD_BLOCK;
  if (line->kind == LINE_AUTHORS && draft->authors < 0) {
    draft->authors = line->count;
  } else if (line->kind == LINE_NUMBER && draft->authors >= 0 &&
             draft->comments < 0 && !cards->strange) {
    draft->comments = line->count;
  } else if (line->kind == LINE_TEXT) {
    count_strange(cards, line);
  }
}

/* Whether a line goes on with the title: it directly follows, or follows behind
** the margin of a page, and its first word had no place on the line before. */
static bool is_part_of_title(const struct cards *cards,
                             const struct line *line) {
  const char *space = memchr(line->whole.at, ' ', line->whole.length);
  size_t word = space ? (size_t)(space - line->whole.at) : line->whole.length;
  if (line->is_after_gap && !cards->is_after_margin) return false;
  return cards->is_filled && cards->title_width + 1 + word > cards->longest;
}

/* Behind a line of the title. A line that directly follows, or follows behind
** the margin of a page, is a part of the title. */
static bool read_title(struct cards *cards, const struct line *line,
                       struct draft *draft, struct error *error) {
  assert(cards->state == CARD_TITLE);
  if (line->kind == LINE_NUMBER && draft->authors < 0) {
    return refuse(line->number, "a number between a title and its authors",
                  error);
  }
  if (line->kind == LINE_SEPARATOR || line->kind == LINE_AUTHORS ||
      line->kind == LINE_BULLET) {
    read_block(cards, line, draft);
  } else if (line->kind == LINE_MARGIN) {
    cards->is_after_margin = true;
  } else if (!is_part_of_title(cards, line) ||
             slice_equal(line->whole, buffer_slice(&draft->title))) {
    return refuse(line->number, "text between a title and its authors", error);
  } else if (cards->is_cut) {
    return refuse(line->number, "a title that is cut inside a word", error);
  } else {
    wrap_join(&draft->title, line->whole);
    cards->title_width = line->width;
  }
  return draft_check(draft, error);
}

/* The day of a page may stand on two lines, "AUG" and "1". */
static bool read_two_line_day(struct cards *cards, const struct line *line,
                              struct written_day *day) {
  if (line->kind != LINE_NUMBER || !cards->month[0] || !line->count ||
      line->count > DAY_OF_MONTH_MOST) {
    return false;
  }
  struct buffer joined;
  buffer_init(&joined, sizeof cards->month + 4);
  buffer_format(&joined, "%s %d", cards->month, (int)line->count);
  size_t length = written_day_read(buffer_slice(&joined), day);
  bool is_day = joined.failed == OK && length && length == joined.length;
  buffer_clear(&joined);
  return is_day;
}

static void keep_month(struct cards *cards, struct slice text) {
  bool is_short = text.length && text.length < sizeof cards->month;
  cards->month[0] = 0;
  if (!is_short || !ascii_is_letter(text.at[0])) return;
  memcpy(cards->month, text.at, text.length);
  cards->month[text.length] = 0;
}

/* A title that stands before the first "Submitted by": a selection may begin
** in the middle of a card. */
static void read_outside(struct cards *cards, const struct line *line,
                         struct page_papers *found) {
  struct draft *draft = &found->draft;
  if (found->count) {
    if (line->kind == LINE_TEXT) count_strange(cards, line);
    return;
  }
  struct written_day day = line->day;
  bool is_day = line->kind == LINE_DAY && line->comments < 0;
  if (!found->facts.has_day &&
      (is_day || read_two_line_day(cards, line, &day))) {
    found->facts.has_day = true;
    found->facts.day = day;
  }
  keep_month(cards, line->text);
  if (line->kind == LINE_TEXT) {
    draft->line = line->number;
    draft_set_title(draft, line->text, line->id);
  } else if (line->kind == LINE_AUTHORS && draft->title.length) {
    read_block(cards, line, draft);
  } else if (line->kind != LINE_SEPARATOR && line->kind != LINE_BULLET) {
    draft_reset(draft);
  }
}

bool cards_read(struct cards *cards, const struct line *line,
                struct page_papers *found, struct error *error) {
  if (line->kind == LINE_BLANK) return true;
  if (line->kind == LINE_SUBMITTED) {
    return begin_card(cards, line, found, error);
  }
  switch (cards->state) {
  case CARD_OUTSIDE:
    read_outside(cards, line, found);
    return count_long(cards, line, error) && draft_check(&found->draft, error);
  case CARD_LOGIN:
    return read_login(cards, line, found, error);
  case CARD_UPVOTES:
    return read_upvotes(cards, line, &found->draft, error);
  case CARD_TITLE:
    return read_title(cards, line, &found->draft, error);
  case CARD_BLOCK:
    read_block(cards, line, &found->draft);
    return count_long(cards, line, error);
  }
  return true;
}

bool cards_end(struct cards *cards, struct page_papers *found,
               struct error *error) {
  bool is_ended = finish_card(cards, found, false, error);
  cards->state = CARD_OUTSIDE;
  return is_ended;
}
