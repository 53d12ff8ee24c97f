#include "saved/page.h"

#include <string.h>

#include "saved/line.h"

/* What speaks for a page, in points, and how many are needed before so many
** papers are finished. */
enum {
  POINTS_SURE_HEADING = 3,
  POINTS_HEADING = 2,
  POINTS_BLOCK = 3,
  POINTS_PAIR = 1, /* a title and an abstract that look like it */
  POINTS_NEEDED = 3,
  PAPERS_IN_DOUBT = 4
};

/* An abstract of more bytes is none. */
enum { TEXT_MAX = 3 * PAGE_LINE_MAX };

void page_init(struct page *page, field_set wanted, int year) {
  *page = (struct page){.facts = {.wanted = wanted, .year = year}};
  draft_init(&page->draft, TEXT_MAX);
  page_lines_init(&page->lines);
  buffer_init(&page->held, TEXT_MAX);
}

void page_clear(struct page *page) {
  queue_clear(&page->queue);
  draft_clear(&page->draft);
  page_lines_clear(&page->lines);
  buffer_clear(&page->held);
}

bool page_is_recognised(const struct page *page) {
  return page->evidence >= POINTS_NEEDED;
}

static bool refuse(const struct page *page, struct error *error) {
  error_set(error, FAILED, "a text that begins with \"%s\"", page->beginning);
  return false;
}

static void replace(struct buffer *buffer, struct slice text) {
  buffer_reset(buffer);
  buffer_append_slice(buffer, text);
}

static void count_pair(struct page *page) {
  if (line_is_plain_title(buffer_slice(&page->draft.title)) &&
      line_is_prose(buffer_slice(&page->draft.abstract))) {
    page->evidence += POINTS_PAIR;
  }
}

static bool check(const struct page *page, struct error *error) {
  return buffer_check(&page->held, error) && draft_check(&page->draft, error);
}

/* Makes a paper of what was read. */
static bool finish_paper(struct page *page, struct error *error) {
  if (!check(page, error)) return false;
  struct values *paper = queue_open(&page->queue);
  if (!paper) {
    error_no_memory(error);
    return false;
  }
  draft_finish(&page->draft, &page->facts, paper);
  if (!buffer_check(&paper->store, error)) return false;
  queue_push(&page->queue);
  count_pair(page);
  draft_reset(&page->draft);
  page->papers++;
  if (page->papers < PAPERS_IN_DOUBT || page_is_recognised(page)) return true;
  return refuse(page, error);
}

/* A new paper begins with a title; or, where that is lost, its abstract. */
static void begin_paper(struct page *page, struct slice text) {
  if (line_is_prose(text) && line_is_sentence(text)) {
    replace(&page->draft.abstract, text);
    page->state = PAGE_ABSTRACT;
  } else {
    replace(&page->draft.title, text);
    page->state = PAGE_TITLE;
  }
}

static bool next_paper(struct page *page, struct slice title,
                       struct error *error) {
  if (!finish_paper(page, error)) return false;
  begin_paper(page, title);
  return true;
}

static void add_paragraph(struct page *page, struct slice text) {
  draft_add(&page->draft, text);
  page->state = PAGE_ABSTRACT;
}

static void hold(struct page *page, struct slice text, enum page_state state) {
  replace(&page->held, text);
  page->state = state;
}

static struct slice held(const struct page *page) {
  return buffer_slice(&page->held);
}

/* Behind a title: the abstract, or a line that may be it. */
static void on_abstract(struct page *page, struct slice text) {
  if (line_is_prose(text)) {
    add_paragraph(page, text);
  } else {
    hold(page, text, PAGE_TITLE_LINE);
  }
}

/* Behind an abstract. */
static void on_next(struct page *page, struct slice text) {
  if (line_is_prose(text)) {
    add_paragraph(page, text);
  } else {
    hold(page, text, PAGE_ABSTRACT_LINE);
  }
}

/* Behind a title and a short line. */
static bool on_second_line(struct page *page, struct slice text,
                           struct error *error) {
  bool is_title = line_is_prose(text) && !line_is_sentence(held(page));
  if (is_title) {
    if (!next_paper(page, held(page), error)) return false;
    on_abstract(page, text);
  } else {
    add_paragraph(page, held(page));
    on_next(page, text);
  }
  return true;
}

/* Behind an abstract and a short line. */
static bool on_line_after(struct page *page, struct slice text,
                          struct error *error) {
  if (line_is_sentence(held(page)) && !line_is_prose(text)) {
    add_paragraph(page, held(page));
    on_next(page, text);
    return true;
  }
  if (!next_paper(page, held(page), error)) return false;
  on_abstract(page, text);
  return true;
}

/* Behind a block, and perhaps another day: that is a title, if an abstract
** follows. */
static bool on_line_after_block(struct page *page, struct slice text,
                                struct error *error) {
  if (!page->held.length || !line_is_prose(text)) {
    return next_paper(page, text, error);
  }
  if (!next_paper(page, held(page), error)) return false;
  on_abstract(page, text);
  return true;
}

static bool on_text(struct page *page, struct slice text, struct error *error) {
  switch (page->state) {
  case PAGE_HEADER:
    begin_paper(page, text);
    return true;
  case PAGE_TITLE:
    on_abstract(page, text);
    return true;
  case PAGE_TITLE_LINE:
    return on_second_line(page, text, error);
  case PAGE_ABSTRACT:
    on_next(page, text);
    return true;
  case PAGE_ABSTRACT_LINE:
    return on_line_after(page, text, error);
  case PAGE_BLOCK_DAY:
    /* The page breaks off in the day. */
    if (page->is_over) return true;
    return next_paper(page, text, error);
  case PAGE_BLOCK:
    return next_paper(page, text, error);
  case PAGE_BLOCK_OVER:
    return on_line_after_block(page, text, error);
  }
  return true;
}

/* A block begins: decides about the line before it, if one is held. */
static bool begin_block(struct page *page, enum line_kind kind,
                        struct error *error) {
  struct slice login, name;
  if (page->state != PAGE_TITLE_LINE && page->state != PAGE_ABSTRACT_LINE) {
    return true;
  }
  bool is_sentence = line_is_sentence(held(page));
  if (kind != LINE_AUTHORS && !is_sentence &&
      line_organization(held(page), &login, &name)) {
    replace(&page->draft.organization, held(page));
  } else if (is_sentence || page->state == PAGE_TITLE_LINE) {
    add_paragraph(page, held(page));
  } else {
    return next_paper(page, held(page), error);
  }
  return true;
}

static bool on_block(struct page *page, const struct line *line,
                     struct error *error) {
  if (page->state == PAGE_HEADER) return true;
  if (!begin_block(page, line->kind, error)) return false;
  bool is_due = page->state == PAGE_BLOCK_DAY;
  page->state = line->kind == LINE_SEPARATOR ? PAGE_BLOCK_DAY : PAGE_BLOCK;
  if (line->kind == LINE_AUTHORS) {
    if (page->draft.authors < 0) page->draft.authors = line->number;
    page->evidence += POINTS_BLOCK;
  }
  if (line->has_day && !page->draft.has_published) {
    page->draft.has_published = true;
    page->draft.published = line->day;
    page->draft.comments = line->comments;
    buffer_reset(&page->held);
    page->state = PAGE_BLOCK_OVER;
    page->evidence += is_due ? POINTS_BLOCK : 0;
  }
  return true;
}

/* Nothing but titles came so far: they may be the header's. */
static bool is_in_header(const struct page *page) {
  bool has_titles = page->state == PAGE_TITLE || page->state == PAGE_TITLE_LINE;
  return page->state == PAGE_HEADER || (has_titles && !page->papers);
}

static void back_to_header(struct page *page) {
  draft_reset(&page->draft);
  page->state = PAGE_HEADER;
}

static bool on_day(struct page *page, const struct line *line,
                   struct error *error) {
  if (page->state == PAGE_BLOCK_OVER) {
    hold(page, line->text, PAGE_BLOCK_OVER);
    return true;
  }
  if (!is_in_header(page) || page->facts.has_day) {
    return on_block(page, line, error);
  }
  back_to_header(page);
  page->facts.has_day = true;
  page->facts.day = line->day;
  return true;
}

static void count_heading(struct page *page, const struct line *line) {
  if (line->is_sure) page->evidence += POINTS_SURE_HEADING;
  if (!line->is_sure && !page->has_heading) {
    page->has_heading = true;
    page->evidence += POINTS_HEADING;
  }
}

static bool finish_last(struct page *page, struct error *error);

/* Whether words that headings consist of are one at this place. */
static bool is_heading(const struct page *page, const struct line *line) {
  return line->kind == LINE_HEADING && (line->is_sure || is_in_header(page));
}

static bool on_heading(struct page *page, const struct line *line,
                       struct error *error) {
  if (is_in_header(page)) {
    back_to_header(page);
    count_heading(page, line);
    return true;
  }
  /* A second page in the same text. */
  if (!finish_last(page, error)) return false;
  page->facts.has_day = false;
  return true;
}

/* An item of a list makes the short line before it a part of the abstract. */
static bool on_bullet(struct page *page, struct slice text,
                      struct error *error) {
  if (line_is_broken_block(text)) return true;
  bool is_held =
      page->state == PAGE_TITLE_LINE || page->state == PAGE_ABSTRACT_LINE;
  if (!is_held && page->state != PAGE_ABSTRACT) {
    return on_text(page, text, error);
  }
  if (is_held) add_paragraph(page, held(page));
  add_paragraph(page, text);
  return true;
}

static bool on_number(struct page *page, const struct line *line) {
  if (page->state == PAGE_BLOCK_OVER && page->draft.comments < 0) {
    page->draft.comments = line->number;
  }
  return true;
}

static bool on_line(struct page *page, struct slice text, struct error *error) {
  struct line line = line_read(text);
  /* What is glued to a heading is read as a line of its own; it may be another
  ** heading, and so on for as long as a line can be. */
  while (is_heading(page, &line)) {
    if (!on_heading(page, &line, error)) return false;
    text = line.text;
    line = line_read(text);
  }
  switch (line.kind) {
  case LINE_BLANK:
  case LINE_FURNITURE:
    return true;
  case LINE_HEADING:
    return !line.text.length || on_text(page, text, error);
  case LINE_SEPARATOR:
  case LINE_AUTHORS:
    return on_block(page, &line, error);
  case LINE_DAY:
    return on_day(page, &line, error);
  case LINE_NUMBER:
    return on_number(page, &line);
  case LINE_BULLET:
    return on_bullet(page, text, error);
  case LINE_TEXT:
    return on_text(page, text, error);
  }
  return true;
}

static void keep_beginning(struct page *page, struct slice text) {
  size_t length = text.length < PAGE_BEGINNING_SIZE - 1
                      ? text.length
                      : PAGE_BEGINNING_SIZE - 1;
  if (page->beginning[0]) return;
  memcpy(page->beginning, text.at, length);
  page->beginning[length] = 0;
}

static bool finish_last(struct page *page, struct error *error) {
  if (page->state == PAGE_HEADER) return true;
  if (page->state == PAGE_TITLE_LINE) add_paragraph(page, held(page));
  if (page->state == PAGE_ABSTRACT_LINE) {
    if (line_is_sentence(held(page))) {
      add_paragraph(page, held(page));
    } else if (!next_paper(page, held(page), error)) {
      return false;
    }
  }
  page->state = PAGE_HEADER;
  return finish_paper(page, error);
}

/* Nothing that was saved has such a line: here the page ends. */
static bool end_at_long_line(struct page *page, struct error *error) {
  if (finish_last(page, error)) {
    error_set(error, FAILED, "a line of more than %d bytes", PAGE_LINE_MAX);
  }
  return false;
}

/* The line that is read is complete, or too long. */
static bool end_line(struct page *page, struct error *error) {
  if (!page_is_recognised(page) && page_lines_has_zero(&page->lines)) {
    error_set(error, FAILED, "bytes that are no text");
    return false;
  }
  if (page_lines_is_too_long(&page->lines)) {
    return end_at_long_line(page, error);
  }
  struct slice line = page_lines_take(&page->lines, error);
  if (!line.at) return false;
  keep_beginning(page, line);
  return on_line(page, line, error) && check(page, error);
}

/* A line that the end of the text breaks off is complete only there. */
bool page_feed(struct page *page, const char *bytes, size_t length,
               struct error *error) {
  struct slice rest = {bytes, length};
  while (rest.length) {
    bool is_complete = page_lines_feed(&page->lines, &rest);
    if (is_complete && !end_line(page, error)) return false;
  }
  return true;
}

bool page_end(struct page *page, struct error *error) {
  page->is_over = true;
  if (!end_line(page, error)) return false;
  if (!finish_last(page, error)) return false;
  return page_is_recognised(page) || refuse(page, error);
}

const struct values *page_pop(struct page *page) {
  return page_is_recognised(page) ? queue_pop(&page->queue) : NULL;
}
