/* Counts what the lines at the beginning of a text have in common. Reads no
** papers.
**
** A text is wrapped if lines that directly follow a long line often begin with
** a small letter in the middle of a sentence: three of four wrapped lines do,
** and less than one title of a hundred. */
#include "saved/layout.h"

#include <assert.h>

#include "base/ascii.h"

enum {
  LONG_LINE = 40,   /* characters; a wrapped line that goes on is longer */
  SMALL_SHARE = 4,  /* wrapped: one of so many lines begins small */
  WIDTH_MAX = 1024, /* characters; wider lines count as that wide */
  WIDER_SHARE = 50, /* one of so many lines may be wider than the wraps */
  CUT_LINES = 2,    /* cut: so many lines are equally wide, */
  NEARLY_ALL = 9    /* and so many of ten */
};

struct survey {
  struct layout *layout;
  struct page_lines lines;
  struct line previous; /* the line before */
  struct buffer text;   /* of the line before */
  size_t follows;       /* lines that directly follow a long line of words */
  size_t small;         /* of these, those that go on with a small letter */
  size_t cards;         /* lines "Submitted by" */
  size_t prose;         /* abstracts and the like */
  int64_t last;         /* the last number in front of a line */
  size_t in_order;      /* numbers that are one more than the last */
  size_t widths[WIDTH_MAX + 1]; /* how many of the long lines are so wide */
};

bool layout_may_continue(const struct line *line) {
  bool is_words = line->kind == LINE_TEXT ||
                  (line->kind == LINE_HEADING && line->text.length);
  return line->is_open || (is_words && !line->is_title);
}

bool layout_can_follow(const struct line *line) {
  if (line->is_after_gap || line->is_title || line->is_open) return false;
  switch (line->kind) {
  case LINE_BLANK:
  case LINE_SEPARATOR:
  case LINE_AUTHORS:
    return false;
  case LINE_MARGIN:
    return line_has_figures(line->text);
  case LINE_BULLET:
    return marks_skip_dots(line->text).at == line->text.at;
  default:
    return true;
  }
}

static void count_number(struct survey *survey, struct slice text) {
  struct marks marks = marks_read(text, false);
  int64_t number;
  if (marks_skip_number(marks.text, &number).at == marks.text.at) return;
  survey->in_order += number == survey->last + 1;
  survey->last = number;
}

static void count_line(struct survey *survey, const struct line *line) {
  struct layout *layout = survey->layout;
  bool is_words = line->kind == LINE_TEXT && !line_has_link(line->text);
  if (is_words && line->width > layout->longest) layout->longest = line->width;
  survey->cards += line->kind == LINE_SUBMITTED;
  survey->prose += line->kind == LINE_TEXT && line_is_prose(line->text);
  if (line->kind == LINE_DAY && line->comments >= 0) {
    layout->has_comments = true;
  }
}

/* Counts a line that can continue the line before. */
static void count_pair(struct survey *survey, const struct line *line) {
  const struct line *previous = &survey->previous;
  size_t width = previous->width;
  if (width < LONG_LINE || !layout_can_follow(line)) return;
  if (!layout_may_continue(previous)) return;
  survey->follows++;
  survey->widths[width < WIDTH_MAX ? width : WIDTH_MAX]++;
  survey->small +=
      line_begins_small(line->text) && !line_ends_sentence(previous->text);
}

/* Whether nearly all lines that are not empty begin with '>'. */
static bool is_quoted(struct slice sample) {
  size_t lines = 0, quoted = 0;
  char before = '\n';
  for (size_t i = 0; i < sample.length; before = sample.at[i], i++) {
    if (before != '\n' || ascii_is_space(sample.at[i])) continue;
    lines++;
    quoted += sample.at[i] == '>';
  }
  return quoted && quoted * 10 >= lines * NEARLY_ALL;
}

/* The width at which lines are wrapped. Few lines are wider, because they have
** a word that is. */
static size_t find_width(const struct survey *survey) {
  size_t width = WIDTH_MAX, wider = survey->widths[WIDTH_MAX];
  while (width > LONG_LINE && wider * WIDER_SHARE < survey->follows) {
    wider += survey->widths[--width];
  }
  return width;
}

static void judge(const struct survey *survey) {
  struct layout *layout = survey->layout;
  layout->has_cards = survey->cards && survey->cards >= survey->prose;
  layout->is_numbered = survey->in_order > 1;
  layout->is_wrapped = !layout->has_cards && survey->small &&
                       survey->small * SMALL_SHARE >= survey->follows;
  layout->width = find_width(survey);
  size_t full = survey->widths[layout->width];
  layout->is_cut =
      full >= CUT_LINES && full * 10 >= survey->follows * NEARLY_ALL;
}

/* Keeps the line as the one before the next, with a copy of its text. */
static void keep_line(struct survey *survey, const struct line *line) {
  buffer_reset(&survey->text);
  buffer_append_slice(&survey->text, line->text);
  survey->previous = *line;
  survey->previous.text = buffer_slice(&survey->text);
}

static bool count_lines(struct survey *survey, struct slice rest,
                        struct error *error) {
  bool is_after_gap = true;
  struct text_line read;
  while (rest.length) {
    if (!page_lines_feed(&survey->lines, &rest) && rest.length) continue;
    if (!page_lines_take(&survey->lines, &read, error)) return false;
    struct line line = line_read(read.text, false);
    line.width = read.width;
    line.is_after_gap = is_after_gap;
    is_after_gap = line.kind == LINE_BLANK;
    count_number(survey, read.text);
    count_line(survey, &line);
    count_pair(survey, &line);
    keep_line(survey, &line);
    if (!buffer_check(&survey->text, error)) return false;
  }
  return true;
}

bool layout_read(struct slice sample, struct layout *layout,
                 struct error *error) {
  struct survey survey = {.layout = layout};
  assert(sample.length <= LAYOUT_SAMPLE);
  *layout = (struct layout){.is_quoted = is_quoted(sample)};
  page_lines_init(&survey.lines);
  survey.lines.is_quoted = layout->is_quoted;
  buffer_init(&survey.text, 3 * LAYOUT_SAMPLE);
  bool is_read = count_lines(&survey, sample, error);
  page_lines_clear(&survey.lines);
  buffer_clear(&survey.text);
  if (is_read) judge(&survey);
  return is_read;
}
