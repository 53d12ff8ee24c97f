/* The grammar of a page with abstracts, as a state machine over lines. What a
** line says by itself is the business of line.c. */
#include "saved/abstracts.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "saved/wrap.h"

/* In a text without the site's heading, one of so many papers may have neither
** a block nor a link. */
enum { BARE_SHARE = 8 };

/* So many titles that follow one another do not begin with the same marks by
** chance. */
enum { ALIKE_MOST = 3 };

/* So many papers in turn may lack a block where others have one. */
enum { IN_TURN_MOST = 3 };

/* No abstract has more characters: arXiv allows 1,920 of them. */
enum { ABSTRACT_MAX = 2048, PARAGRAPHS_MOST = 10 };

/* A title of fewer spaces may be the heading of any text. */
enum { SURE_SPACES = 2 };

/* An error shows so much of a title, in bytes. */
enum { SHOWN_TITLE = 63 };

void abstracts_init(struct abstracts *page, const struct layout *layout,
                    struct page_papers *found, size_t most) {
  *page = (struct abstracts){.layout = layout, .papers = found};
  buffer_init(&page->held, most);
}

void abstracts_clear(struct abstracts *page) {
  buffer_clear(&page->held);
}

/* Whether something was read that stands on this site's pages alone. */
static bool is_proved(const struct abstracts *page) {
  return page->has_site_heading || page->has_blocks || page->has_links;
}

bool abstracts_is_recognised(const struct abstracts *page) {
  return is_proved(page) || (page->has_site_name && page->papers->count > 0);
}

static struct draft *draft_of(const struct abstracts *page) {
  return &page->papers->draft;
}

/* As much of a title as an error shows. */
static struct slice shorten(struct slice title) {
  if (title.length > SHOWN_TITLE) title.length = SHOWN_TITLE;
  while (title.length && (title.at[title.length - 1] & 0x80)) {
    title.length--;
  }
  return title;
}

/* Says that the draft is no paper. A text that is not a page gets an error of
** its own from the caller. */
static bool refuse_draft(const struct abstracts *page, struct error *error) {
  const struct draft *draft = draft_of(page);
  struct slice text = buffer_slice(&draft->title);
  if (!text.length) text = buffer_slice(&draft->abstract);
  text = shorten(text);
  if (!abstracts_is_recognised(page)) return false;
  error_set(error, FAILED,
            "line %zu: \"%.*s\" is not a title with its abstract: remove what "
            "is not of the page",
            draft->line, (int)text.length, text.at ? text.at : "");
  return false;
}

static bool refuse_wraps(size_t line, struct error *error) {
  error_set(error, FAILED,
            "line %zu: lines are wrapped, and no blank line stands between a "
            "title and its abstract",
            line);
  return false;
}

/* Where lines are wrapped, only blank lines, and the marks of a title, show
** where a title or an abstract ends. */
static bool check_gap(const struct abstracts *page, struct error *error) {
  bool is_marked = page->state == ABSTRACTS_TITLE && page->is_marked;
  if (!page->layout->is_wrapped || !page->is_after_text || is_marked ||
      page->state == ABSTRACTS_HEADER || !abstracts_is_recognised(page)) {
    return true;
  }
  return refuse_wraps(page->line, error);
}

static bool check_wraps(const struct abstracts *page, struct error *error) {
  const struct draft *draft = draft_of(page);
  if (!page->layout->is_wrapped || draft->title.length) return true;
  return refuse_wraps(draft->line, error);
}

static size_t count_spaces(struct slice text) {
  size_t spaces = 0;
  for (size_t i = 0; i < text.length; i++) {
    spaces += text.at[i] == ' ';
  }
  return spaces;
}

static bool has_paragraphs(struct slice abstract) {
  return abstract.length && memchr(abstract.at, '\n', abstract.length);
}

/* Whether a block says who wrote the paper. Texts of other kinds have days, and
** where a foreign line parts a block, the name above it is no title. */
static bool has_names(const struct draft *draft) {
  return draft->authors >= 0 || draft->organization.length;
}

/* Whether a block proves that the draft is a paper. Without an abstract, the
** block may be that of the paper before, behind a line that is foreign here;
** but then that paper lacks a part of its block. */
static bool is_proved_by_block(const struct abstracts *page) {
  const struct draft *draft = draft_of(page);
  if (!has_names(draft)) return false;
  if (!draft->title.length) {
    return !page->papers->count && !page->has_heading && draft->authors >= 0;
  }
  return draft->abstract.length || !page->papers->count ||
         page->has_whole_block;
}

enum proof {
  PROOF_NONE, /* not a paper, or not all of one */
  PROOF_PAIR, /* a title and an abstract, as other texts have them, too */
  PROOF_OWN   /* it has a block or a link that only papers have */
};

/* Whether the abstract has more paragraphs than any: then it is a text whose
** lines are short. */
static bool is_in_pieces(struct slice abstract) {
  size_t ends = 0;
  for (size_t i = 0; i < abstract.length; i++) {
    ends += abstract.at[i] == '\n';
  }
  return ends >= PARAGRAPHS_MOST;
}

static enum proof prove_draft(const struct abstracts *page) {
  const struct draft *draft = draft_of(page);
  struct slice title = buffer_slice(&draft->title);
  bool is_prose = line_is_prose(buffer_slice(&draft->abstract));
  bool is_alike = !page->papers->count || page->is_marked == page->has_marks;
  if (is_proved_by_block(page)) return PROOF_OWN;
  if (draft->id.length && is_alike && (is_prose || count_spaces(title))) {
    return PROOF_OWN;
  }
  if (!is_alike || draft->has_published) return PROOF_NONE;
  return is_prose && line_is_plain_title(title) ? PROOF_PAIR : PROOF_NONE;
}

/* Whether the draft, which nothing follows, can be what is left of a paper: a
** sure title, and perhaps the beginning of an abstract. */
static bool is_broken_off(const struct abstracts *page) {
  const struct draft *draft = draft_of(page);
  struct slice abstract = buffer_slice(&draft->abstract);
  return abstracts_is_recognised(page) &&
         line_is_sure_title(buffer_slice(&draft->title)) &&
         !line_is_address(abstract) && !has_paragraphs(abstract) &&
         (!abstract.length || count_spaces(abstract) > SURE_SPACES);
}

/* Whether a pair can be a paper here. Where papers have blocks, few in turn
** have none, and one without is no essay of several paragraphs. The last one
** may have lost its block where the text breaks off, but not the one before it.
** Without the site's heading, few papers are nothing but a pair. */
static bool is_pair_in_place(struct abstracts *page, bool is_last) {
  const struct draft *draft = draft_of(page);
  struct slice title = buffer_slice(&draft->title);
  bool is_one = !has_paragraphs(buffer_slice(&draft->abstract));
  bool is_long = count_spaces(title) >= SURE_SPACES;
  if (page->has_blocks && (!is_one || (is_last && !is_long))) return false;
  if (page->has_blocks && page->in_turn >= (is_last ? 1 : IN_TURN_MOST)) {
    return false;
  }
  if (page->has_site_heading) return true;
  if (page->has_site_name && is_one && is_long) return true;
  page->bare++;
  return page->bare * BARE_SHARE <= page->papers->count + 1;
}

/* Whether the title begins with the same marks as those before it: "(12)" and
** "Title:" are no part of a title. */
static bool is_decorated(struct abstracts *page) {
  char marks[LINE_MARKS_SIZE];
  line_first_marks(buffer_slice(&draft_of(page)->title), marks);
  bool is_alike = marks[0] && strcmp(marks, page->marks) == 0;
  page->alike = is_alike ? page->alike + 1 : 1;
  memcpy(page->marks, marks, sizeof marks);
  return is_alike && page->alike >= ALIKE_MOST;
}

/* Whether the draft is a paper at its place. */
static bool is_paper(struct abstracts *page, bool is_last) {
  struct slice abstract = buffer_slice(&draft_of(page)->abstract);
  enum proof proof = prove_draft(page);
  if (is_decorated(page) || is_in_pieces(abstract)) return false;
  if (is_last && proof != PROOF_OWN && line_is_of_mail(abstract)) return false;
  if (page->is_in_sentence && line_begins_small(abstract)) return false;
  if (proof == PROOF_PAIR) return is_pair_in_place(page, is_last);
  return proof == PROOF_OWN || (is_last && is_broken_off(page));
}

/* Whether the draft, which is no paper, stands before all that is of the page:
** a greeting, the header of a mail. */
static bool is_before_page(const struct abstracts *page) {
  const struct draft *draft = draft_of(page);
  if (page->papers->count || abstracts_is_recognised(page)) return false;
  if (page->has_heading && !draft->title.length) return false;
  return prove_draft(page) == PROOF_NONE &&
         !line_is_sure_title(buffer_slice(&draft->title));
}

/* A text that follows a page is no part of its last abstract. */
static bool check_length(const struct abstracts *page, struct error *error) {
  const struct draft *draft = draft_of(page);
  struct slice title = shorten(buffer_slice(&draft->title));
  if (utf8_count(buffer_slice(&draft->abstract)) <= ABSTRACT_MAX) return true;
  error_set(error, FAILED,
            "line %zu: the text behind \"%.*s\" is too long for an abstract",
            draft->line, (int)title.length, title.at ? title.at : "");
  return false;
}

/* Makes a paper of what was read. `is_last`: the text ends here. */
static bool finish_paper(struct abstracts *page, bool is_last,
                         struct error *error) {
  const struct draft *draft = draft_of(page);
  if (!check_wraps(page, error) || !check_length(page, error)) return false;
  if (is_before_page(page)) {
    draft_reset(draft_of(page));
    return true;
  }
  if (!is_paper(page, is_last)) return refuse_draft(page, error);
  page->has_whole_block = draft->has_published && has_names(draft);
  page->in_turn = has_names(draft) ? 0 : page->in_turn + 1;
  page->is_in_sentence = !line_ends_sentence(buffer_slice(&draft->abstract));
  if (!page->papers->count) page->has_marks = page->is_marked;
  return page_papers_finish(page->papers, error) &&
         abstracts_is_recognised(page);
}

static void begin_title(struct abstracts *page, struct slice title,
                        struct arxiv_id id) {
  draft_of(page)->line = page->line;
  draft_set_title(draft_of(page), title, id);
  page->is_marked = false;
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
  if (!finish_paper(page, false, error)) return false;
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

/* Behind a title: the abstract, or a line that may be it, or the address of the
** paper. */
static void read_abstract(struct abstracts *page, struct slice text) {
  struct draft *draft = draft_of(page);
  bool is_own = false;
  if (!draft->id.length && line_is_paper_address(text, &draft->id, &is_own)) {
    page->has_links = page->has_links || is_own;
  } else if (line_is_prose(text)) {
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
  if (!check_gap(page, error)) return false;
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
  page->state =
      line->kind == LINE_SEPARATOR ? ABSTRACTS_BLOCK_DAY : ABSTRACTS_BLOCK;
  if (line->organization.length) {
    draft_set(&draft->organization, line->organization);
  }
  if (line->kind == LINE_AUTHORS) {
    if (draft->authors < 0) draft->authors = line->count;
    page->has_blocks = true;
  }
  if (line->has_day && !draft->has_published) read_published(page, line);
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

/* What a heading says about the text. */
static void note_heading(struct abstracts *page, const struct line *line) {
  page->has_heading = true;
  if (line->is_sure || line->is_glued) page->has_site_heading = true;
  if (line->is_name) page->has_site_name = true;
}

/* Finishes the paper that is being read, if there is one. `is_last`: the text
** ends here. */
static bool finish_last(struct abstracts *page, bool is_last,
                        struct error *error) {
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
  return finish_paper(page, is_last, error);
}

/* Whether words that headings consist of are one at this place. */
static bool is_heading(const struct abstracts *page, const struct line *line) {
  return line->kind == LINE_HEADING && (line->is_sure || is_in_header(page));
}

static bool read_heading(struct abstracts *page, const struct line *line,
                         struct error *error) {
  if (is_in_header(page) || is_before_page(page)) {
    return_to_header(page);
    note_heading(page, line);
    return true;
  }
  /* A second page in the same text. */
  if (!finish_last(page, false, error)) return false;
  note_heading(page, line);
  page->papers->facts.has_day = false;
  page->has_blocks = page->has_blocks && !page->has_site_heading;
  return true;
}

/* Whether the draft is the heading of a part of a list whose papers are links.
 */
static bool is_section(const struct abstracts *page, const struct line *line) {
  const struct draft *draft = draft_of(page);
  return page->state == ABSTRACTS_TITLE && page->is_marked &&
         !draft->id.length && line->id.length;
}

/* A line that is marked as a title. */
static bool read_title(struct abstracts *page, const struct line *line,
                       struct error *error) {
  if (is_section(page, line)) return_to_header(page);
  if (!finish_last(page, false, error)) return false;
  page->has_links = page->has_links || line->is_own;
  begin_title(page, line->text, line->id);
  page->is_marked = true;
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
  page->is_after_text = line->is_after_text;
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
  return finish_last(page, true, error);
}
