/* Counts what the lines at the beginning of a text have in common. Reads no
** papers.
**
** A text is wrapped if lines that directly follow a long line often begin with
** a small letter in the middle of a sentence: three of four wrapped lines do,
** and less than one title of a hundred. */
#include "saved/layout.h"

#include <assert.h>
#include <string.h>

#include "base/ascii.h"

enum {
  LONG_LINE = 24,      /* characters; a wrapped line that goes on is longer */
  SMALL_SHARE = 4,     /* wrapped: one of so many lines begins small */
  PROSE_SHARE = 2,     /* and no more than so many lines are whole abstracts */
  WIDTH_MAX = 1024,    /* characters; wider lines are whole abstracts */
  WIDER_SHARE = 50,    /* one of so many lines may be wider than the wraps */
  PRINTABLE_SHARE = 8, /* quoted-printable: one of so many lines goes on */
  CUT_FEW = 2,         /* lines of full width in a text whose lines are cut */
  CUT_MANY = 4,        /* so many are not of full width by chance */
  LONG_WORD = 16,      /* characters; few words need more space on a line */
  NEARLY_ALL = 9       /* of ten */
};

struct layout_counts {
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
  size_t words[WIDTH_MAX + 1];  /* how many lines of words are so wide */
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

static void count_number(struct layout_counts *counts, struct slice text) {
  struct marks marks = marks_read(text, false);
  int64_t number;
  if (marks_skip_number(marks.text, &number).at == marks.text.at) return;
  counts->in_order += number == counts->last + 1;
  counts->last = number;
}

static size_t least_width(size_t width) {
  return width < WIDTH_MAX ? width : WIDTH_MAX;
}

static void count_line(struct layout_counts *counts, const struct line *line) {
  struct layout *layout = counts->layout;
  bool is_words = line->kind == LINE_TEXT && !line_has_link(line->text);
  if (is_words && line->width > layout->longest) layout->longest = line->width;
  if (is_words) counts->words[least_width(line->width)]++;
  counts->cards += line->kind == LINE_SUBMITTED;
  counts->prose += line->kind == LINE_TEXT && line_is_prose(line->text);
  if (line->kind == LINE_DAY && line->comments >= 0) {
    layout->has_comments = true;
  }
}

/* Counts a line that can continue the line before. */
static void count_pair(struct layout_counts *counts, const struct line *line) {
  const struct line *previous = &counts->previous;
  size_t width = previous->width;
  if (width < LONG_LINE || !layout_can_follow(line)) return;
  if (!layout_may_continue(previous)) return;
  counts->follows++;
  counts->widths[least_width(width)]++;
  counts->small += width < WIDTH_MAX && line_begins_small(line->text) &&
                   !line_ends_sentence(previous->text);
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

static size_t count_of(struct slice sample, const char *words) {
  size_t count = 0, length = strlen(words);
  for (size_t i = 0; i + length <= sample.length; i++) {
    count += memcmp(sample.at + i, words, length) == 0;
  }
  return count;
}

/* Whether the text is quoted-printable: a mail's header says so, or lines go on
** behind a '=', and spaces, dots and quotes are "=20", "=C2=B7" and the like.
** A drawn line ends with '=', too. */
static bool is_printable(struct slice sample) {
  static const char *const marks[] = {"=\n",  "=\r\n", "=20\n", "=20\r\n",
                                      "=C2=", "=E2=",  "=3D"};
  static const char header[] = "Content-Transfer-Encoding: quoted-printable";
  size_t found = 0;
  for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
    found += count_of(sample, marks[i]);
  }
  size_t drawn = count_of(sample, "==\n") + count_of(sample, "==\r\n");
  return count_of(sample, header) ||
         (found > drawn + 2 &&
          (found - drawn) * PRINTABLE_SHARE >= count_of(sample, "\n"));
}

/* Whether Markdown's punctuation is escaped. TeX has backslashes, too, but few
** before a '\\', a '[' or a '*', and none in "it\'s". */
static bool is_escaped(struct slice sample) {
  return count_of(sample, "](") &&
         (count_of(sample, "\\\\") || count_of(sample, "\\'s ") ||
          count_of(sample, "\\[") || count_of(sample, "\\*"));
}

/* The width at which lines are wrapped. Few lines are wider, because they have
** a word that is. */
static size_t find_width(const struct layout_counts *counts) {
  size_t width = WIDTH_MAX, wider = counts->widths[WIDTH_MAX];
  while (width > LONG_LINE && wider * WIDER_SHARE < counts->follows) {
    wider += counts->widths[--width];
  }
  return width;
}

/* Whether lines are cut inside words. `full` of the long lines are as wide as
** the text. Where these are few, that may be chance; but a title that is cut
** inside a word goes on with a small letter. */
static bool is_cut(const struct layout_counts *counts, size_t full) {
  if (full < CUT_FEW || full * 10 < counts->follows * NEARLY_ALL) return false;
  return full >= CUT_MANY || counts->small * 2 >= full;
}

/* Whether several lines are nearly as wide as the widest, as wraps make them.
 */
static bool is_filled(const struct layout_counts *counts) {
  size_t longest = least_width(counts->layout->longest), lines = 0;
  for (size_t back = 0; back < LONG_WORD && back < longest; back++) {
    lines += counts->words[longest - back];
  }
  return lines > 1;
}

static void judge(const struct layout_counts *counts) {
  struct layout *layout = counts->layout;
  layout->has_cards = counts->cards && counts->cards >= counts->prose;
  layout->is_numbered = counts->in_order > 1;
  layout->is_wrapped = !layout->has_cards && counts->small &&
                       counts->small * SMALL_SHARE >= counts->follows &&
                       counts->small * PROSE_SHARE >= counts->prose;
  layout->width = find_width(counts);
  layout->is_filled = is_filled(counts);
  layout->is_cut = is_cut(counts, counts->widths[layout->width]);
}

/* Keeps the line as the one before the next, with a copy of its text. */
static void keep_line(struct layout_counts *counts, const struct line *line) {
  buffer_reset(&counts->text);
  buffer_append_slice(&counts->text, line->text);
  counts->previous = *line;
  counts->previous.text = buffer_slice(&counts->text);
}

static bool count_lines(struct layout_counts *counts, struct slice rest,
                        struct error *error) {
  bool is_after_gap = true;
  struct text_line read;
  while (rest.length) {
    if (!page_lines_feed(&counts->lines, &rest) && rest.length) continue;
    if (!page_lines_take(&counts->lines, &read, error)) return false;
    struct line line = line_read(read.text, false);
    line.width = read.width;
    line.is_after_gap = is_after_gap;
    is_after_gap = line.kind == LINE_BLANK;
    count_number(counts, read.text);
    count_line(counts, &line);
    count_pair(counts, &line);
    keep_line(counts, &line);
    if (!buffer_check(&counts->text, error)) return false;
  }
  return true;
}

bool layout_read(struct slice sample, struct layout *layout,
                 struct error *error) {
  struct layout_counts counts = {.layout = layout};
  assert(sample.length <= LAYOUT_SAMPLE);
  *layout = (struct layout){.is_quoted = is_quoted(sample),
                            .is_printable = is_printable(sample),
                            .is_escaped = is_escaped(sample)};
  page_lines_init(&counts.lines);
  counts.lines.is_quoted = layout->is_quoted;
  buffer_init(&counts.text, 3 * LAYOUT_SAMPLE);
  bool is_read = count_lines(&counts, sample, error);
  page_lines_clear(&counts.lines);
  buffer_clear(&counts.text);
  if (is_read) judge(&counts);
  return is_read;
}
