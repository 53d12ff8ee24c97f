/* The grammar of a page with abstracts, as a state machine over lines. What a
** line says by itself is the business of line.c. */
#include "saved/abstracts.h"

#include <assert.h>
#include <string.h>

#include "saved/wrap.h"

/* What speaks for a page, in points, and how many are needed before so many
** papers are finished. */
enum {
  POINTS_SURE_HEADING = 3,
  POINTS_HEADING = 2,
  POINTS_BLOCK = 3,
  POINTS_LINK = 3,
  POINTS_PAIR = 1, /* a title and an abstract that look like it */
  POINTS_NEEDED = 3,
  PAPERS_IN_DOUBT = 4
};

/* So many papers may be odd on any page; of more papers, one of so many. */
enum { ODD_ALWAYS = 3, ODD_SHARE = 8 };

/* No abstract is longer, in bytes; arXiv allows 1,920 characters. */
enum { ABSTRACT_MAX = 8 * 1024 };

/* A title of fewer spaces may be the heading of any text. */
enum { SURE_SPACES = 2 };

void abstracts_init(struct abstracts *page, const struct layout *layout,
                    struct page_papers *found, size_t most) {
  *page = (struct abstracts){.layout = layout, .papers = found};
  buffer_init(&page->held, most);
}

void abstracts_clear(struct abstracts *page) {
  buffer_clear(&page->held);
}

bool abstracts_is_recognised(const struct abstracts *page) {
  return page->evidence >= POINTS_NEEDED;
}

static struct draft *draft_of(const struct abstracts *page) {
  return &page->papers->draft;
}

/* As much of a title as an error shows. */
static struct slice shorten(struct slice title) {
  if (title.length >= ODD_TITLE_SIZE) title.length = ODD_TITLE_SIZE - 1;
  return title;
}

static bool refuse_odd(const struct abstracts *page, struct error *error) {
  error_set(error, FAILED,
            "line %zu: \"%s\" is not a title with its abstract, nor are %zu "
            "more of the first %zu",
            page->odd_at, page->odd_title, page->odd - 1, page->papers->count);
  return false;
}

/* Where lines are wrapped, only blank lines show where a title ends. */
static bool check_wraps(const struct abstracts *page, struct error *error) {
  const struct draft *draft = draft_of(page);
  if (!page->layout->is_wrapped || draft->title.length) return true;
  error_set(error, FAILED,
            "line %zu: lines are wrapped, and no blank line stands between a "
            "title and its abstract",
            draft->line);
  return false;
}

/* The words of this site speak for a page. */
static void count_own_words(struct abstracts *page, int points) {
  page->evidence += points;
  page->has_own_words = true;
}

static void keep_odd(struct abstracts *page, struct slice title) {
  title = shorten(title);
  page->odd_at = draft_of(page)->line;
  if (title.length) memcpy(page->odd_title, title.at, title.length);
  page->odd_title[title.length] = 0;
}

/* Any text of Markdown, and any text whose wraps are undone, consists of short
** lines and paragraphs. There only a title with one paragraph speaks for a
** page; and in any text without this site's words, one of several words. */
static bool is_like_any_text(const struct abstracts *page) {
  return (page->has_marks || page->layout->is_wrapped) && !page->has_own_words;
}

static bool is_sure_pair(const struct abstracts *page) {
  struct slice title = buffer_slice(&draft_of(page)->title);
  struct slice abstract = buffer_slice(&draft_of(page)->abstract);
  size_t spaces = 0;
  if (page->has_own_words) return true;
  for (size_t i = 0; i < title.length; i++) {
    spaces += title.at[i] == ' ';
  }
  if (spaces < SURE_SPACES) return false;
  return !is_like_any_text(page) || !memchr(abstract.at, '\n', abstract.length);
}

/* Counts what the draft says about the text. */
static void count_draft(struct abstracts *page) {
  const struct draft *draft = draft_of(page);
  struct slice title = buffer_slice(&draft->title);
  bool is_plain = line_is_plain_title(title) &&
                  line_is_prose(buffer_slice(&draft->abstract));
  if (is_plain && is_sure_pair(page)) page->evidence += POINTS_PAIR;
  if (draft->id.length) count_own_words(page, POINTS_LINK);
  if (is_plain || draft->id.length) return;
  if (!page->odd++) keep_odd(page, title);
  if (is_like_any_text(page)) page->evidence = 0;
}

/* A text that follows a page is no part of its last abstract. */
static bool check_length(const struct abstracts *page, struct error *error) {
  const struct draft *draft = draft_of(page);
  struct slice title = shorten(buffer_slice(&draft->title));
  if (draft->abstract.length <= ABSTRACT_MAX) return true;
  error_set(error, FAILED,
            "line %zu: the text behind \"%.*s\" is too long for an abstract",
            draft->line, (int)title.length, title.at ? title.at : "");
  return false;
}

/* Makes a paper of what was read. */
static bool finish_paper(struct abstracts *page, struct error *error) {
  if (!check_wraps(page, error) || !check_length(page, error)) return false;
  count_draft(page);
  if (!page_papers_finish(page->papers, error)) return false;
  size_t count = page->papers->count;
  if (count >= PAPERS_IN_DOUBT && !abstracts_is_recognised(page)) return false;
  bool is_odd = page->odd > ODD_ALWAYS && page->odd * ODD_SHARE > count;
  return !is_odd || refuse_odd(page, error);
}

static void begin_title(struct abstracts *page, struct slice title,
                        struct arxiv_id id) {
  draft_of(page)->line = page->line;
  draft_set_title(draft_of(page), title, id);
  page->state = ABSTRACTS_TITLE;
}

/* A new paper begins with a title; or, where that is lost, its abstract. */
static void begin_paper(struct abstracts *page, struct slice text) {
  if (line_is_prose(text) && line_is_sentence(text)) {
    draft_of(page)->line = page->line;
    draft_set(&draft_of(page)->abstract, text);
    page->state = ABSTRACTS_ABSTRACT;
  } else {
    begin_title(page, text, (struct arxiv_id){0});
  }
}

static bool begin_next_paper(struct abstracts *page, struct slice title,
                             struct error *error) {
  if (!finish_paper(page, error)) return false;
  begin_paper(page, title);
  return true;
}

static void add_paragraph(struct abstracts *page, struct slice text) {
  draft_add(draft_of(page), text);
  page->state = ABSTRACTS_ABSTRACT;
}

static void hold(struct abstracts *page, struct slice text,
                 enum abstracts_state state) {
  draft_set(&page->held, text);
  page->held_at = page->line;
  page->is_held_behind_margin = page->is_behind_margin;
  page->state = state;
}

static struct slice held(const struct abstracts *page) {
  return buffer_slice(&page->held);
}

static bool is_holding(const struct abstracts *page) {
  return page->state == ABSTRACTS_TITLE_LINE ||
         page->state == ABSTRACTS_ABSTRACT_LINE;
}

/* The held line is the title of a new paper. */
static bool begin_held_paper(struct abstracts *page, struct error *error) {
  if (!begin_next_paper(page, held(page), error)) return false;
  draft_of(page)->line = page->held_at;
  return true;
}

/* Goes on with the last paragraph of the abstract. */
static void continue_paragraph(struct abstracts *page, struct slice text) {
  wrap_join(&draft_of(page)->abstract, text);
  page->state = ABSTRACTS_ABSTRACT;
}

/* The held line belongs to the abstract. */
static void add_held(struct abstracts *page) {
  assert(is_holding(page));
  bool is_rest =
      page->is_held_behind_margin && page->state == ABSTRACTS_ABSTRACT_LINE;
  if (is_rest) {
    continue_paragraph(page, held(page));
  } else {
    add_paragraph(page, held(page));
  }
}

/* Behind a title: the abstract, or a line that may be it. */
static void read_abstract(struct abstracts *page, struct slice text) {
  if (line_is_prose(text)) {
    add_paragraph(page, text);
  } else {
    hold(page, text, ABSTRACTS_TITLE_LINE);
  }
}

/* Behind an abstract. */
static void read_next(struct abstracts *page, struct slice text) {
  if (line_is_prose(text) && page->is_behind_margin) {
    continue_paragraph(page, text);
  } else if (line_is_prose(text)) {
    add_paragraph(page, text);
  } else {
    hold(page, text, ABSTRACTS_ABSTRACT_LINE);
  }
}

/* Behind a title and a short line. */
static bool read_second_line(struct abstracts *page, struct slice text,
                             struct error *error) {
  bool is_prose = line_is_prose(text);
  assert(page->state == ABSTRACTS_TITLE_LINE);
  if (is_prose && page->is_behind_margin) {
    add_paragraph(page, held(page));
    continue_paragraph(page, text);
  } else if (is_prose && page->is_held_behind_margin) {
    wrap_join(&draft_of(page)->title, held(page));
    add_paragraph(page, text);
  } else if (is_prose && !line_is_sentence(held(page))) {
    if (!begin_held_paper(page, error)) return false;
    read_abstract(page, text);
  } else {
    add_paragraph(page, held(page));
    read_next(page, text);
  }
  return true;
}

/* Behind an abstract and a short line. */
static bool read_line_after(struct abstracts *page, struct slice text,
                            struct error *error) {
  bool is_part = line_is_sentence(held(page)) || page->is_held_behind_margin;
  if (is_part && !line_is_prose(text)) {
    add_held(page);
    read_next(page, text);
    return true;
  }
  if (!begin_held_paper(page, error)) return false;
  read_abstract(page, text);
  return true;
}

/* Behind a block, and perhaps another day: that is a title, if an abstract
** follows. */
static bool read_line_after_block(struct abstracts *page, struct slice text,
                                  struct error *error) {
  if (!page->held.length || !line_is_prose(text)) {
    return begin_next_paper(page, text, error);
  }
  if (!begin_held_paper(page, error)) return false;
  read_abstract(page, text);
  return true;
}

static bool read_text(struct abstracts *page, struct slice text,
                      struct error *error) {
  switch (page->state) {
  case ABSTRACTS_HEADER:
    begin_paper(page, text);
    return true;
  case ABSTRACTS_TITLE:
    read_abstract(page, text);
    return true;
  case ABSTRACTS_TITLE_LINE:
    return read_second_line(page, text, error);
  case ABSTRACTS_ABSTRACT:
    read_next(page, text);
    return true;
  case ABSTRACTS_ABSTRACT_LINE:
    return read_line_after(page, text, error);
  case ABSTRACTS_BLOCK_DAY:
    /* The page breaks off in the day. */
    if (page->is_over) return true;
    return begin_next_paper(page, text, error);
  case ABSTRACTS_BLOCK:
    return begin_next_paper(page, text, error);
  case ABSTRACTS_BLOCK_OVER:
    return read_line_after_block(page, text, error);
  }
  return true;
}

/* A block begins: decides about the line before it, if one is held. */
static bool begin_block(struct abstracts *page, const struct line *line,
                        struct error *error) {
  struct slice login, name;
  if (!is_holding(page)) return true;
  bool is_sentence = line_is_sentence(held(page));
  bool may_be_organization =
      line->kind != LINE_AUTHORS && !line->organization.length && !is_sentence;
  if (may_be_organization && line_organization(held(page), &login, &name)) {
    draft_set(&draft_of(page)->organization, held(page));
  } else if (is_sentence || page->state == ABSTRACTS_TITLE_LINE ||
             page->is_held_behind_margin) {
    add_held(page);
  } else {
    return begin_held_paper(page, error);
  }
  return true;
}

static void read_published(struct abstracts *page, const struct line *line) {
  struct draft *draft = draft_of(page);
  draft->has_published = true;
  draft->published = line->day;
  draft->comments = line->comments;
  buffer_reset(&page->held);
  page->state = ABSTRACTS_BLOCK_OVER;
}

static bool read_block(struct abstracts *page, const struct line *line,
                       struct error *error) {
  struct draft *draft = draft_of(page);
  if (page->state == ABSTRACTS_HEADER) return true;
  if (!begin_block(page, line, error)) return false;
  bool is_due =
      page->state == ABSTRACTS_BLOCK_DAY || line->organization.length > 0;
  page->state =
      line->kind == LINE_SEPARATOR ? ABSTRACTS_BLOCK_DAY : ABSTRACTS_BLOCK;
  if (line->organization.length) {
    draft_set(&draft->organization, line->organization);
  }
  if (line->kind == LINE_AUTHORS) {
    if (draft->authors < 0) draft->authors = line->count;
    count_own_words(page, POINTS_BLOCK);
  }
  if (line->has_day && !draft->has_published) {
    read_published(page, line);
    if (is_due) count_own_words(page, POINTS_BLOCK);
  }
  return true;
}

/* Nothing but titles came so far: they may be the header's. */
static bool is_in_header(const struct abstracts *page) {
  bool has_titles =
      page->state == ABSTRACTS_TITLE || page->state == ABSTRACTS_TITLE_LINE;
  return page->state == ABSTRACTS_HEADER ||
         (has_titles && !page->papers->count);
}

static void return_to_header(struct abstracts *page) {
  draft_reset(draft_of(page));
  page->state = ABSTRACTS_HEADER;
}

static bool read_day_line(struct abstracts *page, const struct line *line,
                          struct error *error) {
  if (page->state == ABSTRACTS_BLOCK_OVER) {
    hold(page, line->whole, ABSTRACTS_BLOCK_OVER);
    return true;
  }
  if (!is_in_header(page) || page->papers->facts.has_day ||
      line->organization.length) {
    return read_block(page, line, error);
  }
  return_to_header(page);
  page->papers->facts.has_day = true;
  page->papers->facts.day = line->day;
  return true;
}

static void count_heading(struct abstracts *page, const struct line *line) {
  if (line->is_sure) count_own_words(page, POINTS_SURE_HEADING);
  if (!line->is_sure && !page->has_heading) {
    page->has_heading = true;
    count_own_words(page, POINTS_HEADING);
  }
}

static bool finish_last(struct abstracts *page, struct error *error) {
  if (page->state == ABSTRACTS_HEADER) return true;
  if (page->state == ABSTRACTS_TITLE_LINE) add_paragraph(page, held(page));
  if (page->state == ABSTRACTS_ABSTRACT_LINE) {
    if (line_is_sentence(held(page))) {
      add_held(page);
    } else if (!begin_held_paper(page, error)) {
      return false;
    }
  }
  page->state = ABSTRACTS_HEADER;
  return finish_paper(page, error);
}

/* Whether words that headings consist of are one at this place. */
static bool is_heading(const struct abstracts *page, const struct line *line) {
  return line->kind == LINE_HEADING && (line->is_sure || is_in_header(page));
}

static bool read_heading(struct abstracts *page, const struct line *line,
                         struct error *error) {
  if (is_in_header(page)) {
    return_to_header(page);
    count_heading(page, line);
    return true;
  }
  /* A second page in the same text. */
  if (!finish_last(page, error)) return false;
  page->papers->facts.has_day = false;
  return true;
}

/* A line that is marked as a title. */
static bool read_title(struct abstracts *page, const struct line *line,
                       struct error *error) {
  if (!finish_last(page, error)) return false;
  page->has_marks = true;
  begin_title(page, line->text, line->id);
  return true;
}

/* An item of a list makes the short line before it a part of the abstract. */
static bool read_bullet(struct abstracts *page, struct slice text,
                        struct error *error) {
  if (line_is_broken_block(text)) return true;
  if (!is_holding(page) && page->state != ABSTRACTS_ABSTRACT) {
    return read_text(page, text, error);
  }
  if (is_holding(page)) add_paragraph(page, held(page));
  add_paragraph(page, text);
  return true;
}

/* The comments, where the page does not write them behind the day; else the
** number of a printed page. */
static void read_number(struct abstracts *page, const struct line *line) {
  struct draft *draft = draft_of(page);
  if (page->layout->has_comments || draft->comments >= 0) return;
  if (page->state == ABSTRACTS_BLOCK_OVER) draft->comments = line->count;
}

static bool read_line(struct abstracts *page, const struct line *line,
                      struct error *error) {
  switch (line->kind) {
  case LINE_BLANK:
  case LINE_FURNITURE:
  case LINE_MARGIN:
  case LINE_SUBMITTED:
    return true;
  case LINE_HEADING:
    return !line->text.length || read_text(page, line->whole, error);
  case LINE_SEPARATOR:
  case LINE_AUTHORS:
    return read_block(page, line, error);
  case LINE_DAY:
    return read_day_line(page, line, error);
  case LINE_NUMBER:
    read_number(page, line);
    return true;
  case LINE_BULLET:
    return read_bullet(page, line->whole, error);
  case LINE_TEXT:
    if (line->is_title) return read_title(page, line, error);
    return read_text(page, line->text, error);
  }
  return true;
}

bool abstracts_read(struct abstracts *page, const struct line *line,
                    struct error *error) {
  struct line part = *line;
  page->line = line->number;
  page->is_behind_margin = line->is_behind_margin;
  /* What is glued to a heading is read as a line of its own; it may be another
  ** heading, and so on for as long as a line can be. */
  while (is_heading(page, &part)) {
    if (!read_heading(page, &part, error)) return false;
    part = line_read_rest(part.text);
  }
  return read_line(page, &part, error) && buffer_check(&page->held, error) &&
         draft_check(draft_of(page), error);
}

bool abstracts_end(struct abstracts *page, struct error *error) {
  page->is_over = true;
  if (!finish_last(page, error)) return false;
  bool is_odd = page->odd > 1 && page->odd == page->papers->count;
  return !is_odd || refuse_odd(page, error);
}
