/* Leads the lines of a text to the reader of its kind. Knows the order of the
** steps, not what the lines mean. */
#include "saved/page.h"

#include <assert.h>
#include <string.h>

#include "base/ascii.h"

/* A title or an abstract of more bytes is an error. */
enum { TEXT_MAX = 3 * PAGE_LINE_MAX };

void page_init(struct page *page, field_set wanted, int year) {
  *page = (struct page){.is_after_gap = true};
  buffer_init(&page->sample, LAYOUT_SAMPLE);
  page_lines_init(&page->lines);
  wrap_init(&page->wrap, &page->layout, TEXT_MAX);
  page_papers_init(&page->papers, wanted, year, TEXT_MAX);
  abstracts_init(&page->abstracts, &page->layout, &page->papers, TEXT_MAX);
}

void page_clear(struct page *page) {
  buffer_clear(&page->sample);
  page_lines_clear(&page->lines);
  wrap_clear(&page->wrap);
  page_papers_clear(&page->papers);
  abstracts_clear(&page->abstracts);
}

void page_skip_lines(struct page *page, size_t count) {
  assert(!page->has_layout);
  page->lines.number = count;
}

bool page_is_recognised(const struct page *page) {
  if (page->layout.has_cards) return page->papers.count > 0;
  return abstracts_is_recognised(&page->abstracts);
}

/* A reader that ends without an error of its own did not find a page. */
static bool refuse(const struct page *page, struct error *error) {
  error_set(error, FAILED, "a text that begins with \"%s\"", page->beginning);
  return false;
}

/* Gives a line without wraps to the reader of the page. */
static bool read_whole_line(struct page *page, const struct line *line,
                            struct error *error) {
  bool is_read = page->layout.has_cards
                     ? cards_read(&page->cards, line, &page->papers, error)
                     : abstracts_read(&page->abstracts, line, error);
  return is_read || refuse(page, error);
}

/* Ends the paragraph that is being joined, if there is one. */
static bool end_paragraph(struct page *page, struct error *error) {
  const struct line *first = &page->wrap.first;
  if (!page->wrap.is_open) return true;
  struct slice text = wrap_end(&page->wrap);
  if (!buffer_check(&page->wrap.text, error)) return false;
  struct line line = line_read(text, page->layout.is_numbered);
  line.number = first->number;
  line.is_after_gap = first->is_after_gap;
  line.is_after_text = first->is_after_text;
  line.is_behind_margin = first->is_behind_margin;
  return read_whole_line(page, &line, error);
}

static bool read_wrapped_line(struct page *page, const struct line *line,
                              const struct text_line *read,
                              struct error *error) {
  if (wrap_add(&page->wrap, line, read)) return true;
  if (!end_paragraph(page, error)) return false;
  return wrap_begin(&page->wrap, line, read) ||
         read_whole_line(page, line, error);
}

/* "key: value", an item of a list, or a blank or indented line. */
static bool is_front_matter(const struct text_line *read) {
  size_t length = 0;
  struct slice text = read->text;
  while (length < text.length && (ascii_is_word(text.at[length]) ||
                                  ascii_is_in(text.at[length], "_-"))) {
    length++;
  }
  bool is_key = length && length < text.length && text.at[length] == ':';
  return !text.length || is_key || read->begins_with_space ||
         ascii_begins(text, "- ");
}

/* Markdown may begin with front matter between two lines of dashes. Whether the
** line belongs to it. */
static bool skip_front_matter(struct page *page, const struct text_line *read) {
  bool is_border = slice_is(read->text, "---");
  if (!page->is_begun && is_border) {
    page->is_front_matter = true;
    return true;
  }
  if (!page->is_front_matter) return false;
  page->is_front_matter = !is_border && is_front_matter(read);
  return page->is_front_matter || is_border;
}

static void keep_beginning(struct page *page, struct slice text) {
  size_t length = text.length < PAGE_BEGINNING_SIZE - 1
                      ? text.length
                      : PAGE_BEGINNING_SIZE - 1;
  if (page->beginning[0] || !length) return;
  memcpy(page->beginning, text.at, length);
  page->beginning[length] = 0;
}

static bool read_line(struct page *page, const struct text_line *read,
                      struct error *error) {
  keep_beginning(page, read->text);
  bool is_skipped = skip_front_matter(page, read);
  page->is_begun = page->is_begun || read->text.length;
  if (is_skipped) return true;
  struct line line = line_read(read->text, page->layout.is_numbered);
  line.number = read->number;
  line.width = read->width;
  line.is_after_gap = page->is_after_gap;
  line.is_after_text = page->is_after_text;
  page->is_after_gap = line.kind == LINE_BLANK;
  page->is_after_text = line.kind == LINE_TEXT;
  if (page->layout.is_wrapped) {
    return read_wrapped_line(page, &line, read, error);
  }
  return read_whole_line(page, &line, error);
}

static bool end_reader(struct page *page, struct error *error) {
  if (!end_paragraph(page, error)) return false;
  return page->layout.has_cards ? cards_end(&page->cards, &page->papers, error)
                                : abstracts_end(&page->abstracts, error);
}

/* Nothing that was saved has such a line: here the page ends. */
static bool end_at_long_line(struct page *page, struct error *error) {
  if (end_reader(page, error)) {
    error_set(error, FAILED, "a line of more than %d bytes", PAGE_LINE_MAX);
  }
  return refuse(page, error);
}

/* The current line is complete, or too long. */
static bool end_line(struct page *page, struct error *error) {
  struct text_line read;
  if (!page_is_recognised(page) && page_lines_has_zero(&page->lines)) {
    error_set(error, FAILED, "bytes that are no text");
    return false;
  }
  if (page_lines_is_too_long(&page->lines)) {
    return end_at_long_line(page, error);
  }
  return page_lines_take(&page->lines, &read, error) &&
         read_line(page, &read, error);
}

/* A line that the end of the text breaks off is complete only there. */
static bool read_bytes(struct page *page, struct slice rest,
                       struct error *error) {
  while (rest.length) {
    bool is_complete = page_lines_feed(&page->lines, &rest);
    if (is_complete && !end_line(page, error)) return false;
  }
  return true;
}

/* Reads what was kept: it shows the layout, or is all of the text. */
static bool read_sample(struct page *page, struct error *error) {
  struct slice sample = buffer_slice(&page->sample);
  assert(!page->has_layout);
  page->has_layout = true;
  bool is_read = buffer_check(&page->sample, error) &&
                 layout_read(sample, &page->layout, error);
  page->lines.is_quoted = page->layout.is_quoted;
  page->cards.is_cut = page->layout.is_cut;
  page->cards.longest = page->layout.longest;
  page->cards.is_filled = page->layout.is_filled;
  if (is_read && page->layout.is_printable) {
    error_set(error, FAILED, "quoted-printable text (save it as UTF-8)");
    is_read = false;
  }
  page->papers.draft.is_escaped = page->layout.is_escaped;
  is_read = is_read && read_bytes(page, sample, error);
  buffer_clear(&page->sample);
  return is_read;
}

bool page_feed(struct page *page, const char *bytes, size_t length,
               struct error *error) {
  struct slice rest = {bytes, length};
  if (!page->has_layout) {
    size_t room = LAYOUT_SAMPLE - page->sample.length;
    size_t taken = length < room ? length : room;
    buffer_append(&page->sample, bytes, taken);
    rest = ascii_skip(rest, taken);
    if (!buffer_check(&page->sample, error)) return false;
    if (page->sample.length < LAYOUT_SAMPLE) return true;
    if (!read_sample(page, error)) return false;
  }
  return read_bytes(page, rest, error);
}

bool page_end(struct page *page, struct error *error) {
  if (!page->has_layout && !read_sample(page, error)) return false;
  page->abstracts.is_over = true;
  bool is_ended = end_line(page, error) && end_reader(page, error);
  return (is_ended && page_is_recognised(page)) || refuse(page, error);
}

const struct values *page_pop(struct page *page) {
  return page_is_recognised(page) ? queue_pop(&page->papers.queue) : NULL;
}
