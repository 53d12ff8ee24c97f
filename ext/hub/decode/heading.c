/* What lines of Markdown are, by the rules of CommonMark 0.31. Knows no
** sections. */
#include "hub/decode/heading.h"

#include <string.h>

#include "base/ascii.h"
#include "text/fold.h"

/* --- lines -------------------------------------------------------------- */

static bool is_space(char byte) {
  return byte == ' ' || byte == '\t';
}

bool line_is_blank(struct slice line) {
  for (size_t i = 0; i < line.length; i++) {
    if (!is_space(line.at[i])) return false;
  }
  return true;
}

bool line_is_indented(struct slice line) {
  size_t i = 0;
  while (i < line.length && i < 4 && line.at[i] == ' ') {
    i++;
  }
  return i == 4 || (i < line.length && line.at[i] == '\t');
}

/* The line without its indent; empty where that is one of code. */
static struct slice content(struct slice line) {
  if (line_is_indented(line)) return (struct slice){line.at, 0};
  while (line.length && line.at[0] == ' ') {
    line = ascii_skip(line, 1);
  }
  return line;
}

static size_t run_length(struct slice text, char mark) {
  size_t length = 0;
  while (length < text.length && text.at[length] == mark) {
    length++;
  }
  return length;
}

static struct slice trim_end(struct slice text) {
  while (text.length && is_space(text.at[text.length - 1])) {
    text.length--;
  }
  return text;
}

/* Whether a word ends there: at white space or at the end of the line. */
static bool ends_at(struct slice line, size_t at) {
  return at >= line.length || is_space(line.at[at]);
}

bool line_is_rule(struct slice line) {
  size_t marks = 0;
  line = content(line);
  if (!line.length || !ascii_is_in(line.at[0], "*-_")) return false;
  for (size_t i = 0; i < line.length; i++) {
    if (is_space(line.at[i])) continue;
    if (line.at[i] != line.at[0]) return false;
    marks++;
  }
  return marks >= 3;
}

/* The length of the mark that an item of a list begins with: `-`, `12.`; 0: it
** begins with none. */
static size_t item_mark_length(struct slice line) {
  size_t digits = 0;
  while (digits < line.length && digits < 10 &&
         ascii_is_digit(line.at[digits])) {
    digits++;
  }
  if (digits == line.length || digits > 9) return 0;
  const char *marks = digits ? ".)" : "-+*";
  bool is_mark = ascii_is_in(line.at[digits], marks);
  return is_mark && ends_at(line, digits + 1) ? digits + 1 : 0;
}

/* An item that is empty, or a list that does not begin with 1, does not end the
** paragraph above it. */
static bool begins_item(struct slice line, bool is_below_paragraph) {
  size_t mark = item_mark_length(line);
  if (!mark || !is_below_paragraph) return mark > 0;
  bool is_first = mark == 1 || (mark == 2 && line.at[0] == '1');
  return is_first && !line_is_blank(ascii_skip(line, mark));
}

bool line_begins_block(struct slice line, bool is_below_paragraph) {
  line = content(line);
  if (!line.length) return false;
  return line.at[0] == '>' || begins_item(line, is_below_paragraph);
}

/* The text of a line without the mark of an item that it begins with. */
static struct slice text_of_item(struct slice text) {
  size_t mark = item_mark_length(text);
  size_t spaces = mark ? run_length(ascii_skip(text, mark), ' ') : 0;
  bool has_text = spaces >= 1 && spaces <= 4;
  return has_text ? ascii_skip(text, mark + spaces) : text;
}

bool fence_begins(struct slice line, struct fence *fence) {
  struct slice outside = content(line), text = text_of_item(outside);
  bool is_in_item = text.at != outside.at;
  if (!text.length || !ascii_is_in(text.at[0], "`~")) return false;
  *fence = (struct fence){text.at[0], run_length(text, text.at[0]),
                          is_in_item ? (size_t)(text.at - line.at) : 0};
  struct slice rest = ascii_skip(text, fence->length);
  bool is_code = fence->length >= 3 &&
                 (fence->mark == '~' || !memchr(rest.at, '`', rest.length));
  if (!is_code) fence->mark = 0;
  return is_code;
}

bool fence_ends(struct slice line, const struct fence *fence) {
  size_t indent = run_length(line, ' ');
  line = ascii_skip(line, indent < fence->indent ? indent : fence->indent);
  line = content(line);
  size_t length = run_length(line, fence->mark);
  return length >= fence->length && line_is_blank(ascii_skip(line, length));
}

bool fence_is_left(struct slice line, const struct fence *fence) {
  return !line_is_blank(line) && run_length(line, ' ') < fence->indent &&
         line.at[0] != '\t';
}

/* --- headings ----------------------------------------------------------- */

/* `## Method ##`: the marks at the end are none of the text. */
static struct slice without_closing(struct slice text) {
  text = trim_end(text);
  size_t length = text.length;
  while (length && text.at[length - 1] == '#') {
    length--;
  }
  if (length && !is_space(text.at[length - 1])) return text;
  return trim_end((struct slice){text.at, length});
}

int heading_atx(struct slice line, struct slice *text) {
  line = content(line);
  size_t level = run_length(line, '#');
  if (level < 1 || level > 6 || !ends_at(line, level)) return 0;
  *text = without_closing(ascii_skip(line, level));
  return (int)level;
}

int heading_underline(struct slice line) {
  line = trim_end(content(line));
  if (!line.length) return 0;
  if (run_length(line, '=') == line.length) return 1;
  return run_length(line, '-') == line.length ? 2 : 0;
}

/* --- plain text --------------------------------------------------------- */

/* A mark that may be the first of a pair: `[`, or a run of `*` or `_`. It stays
** where it was written until the second comes. */
struct opening {
  char mark;
  size_t length, at; /* in what was written */
};

/* Marks within marks; of deeper ones the outer stay. */
enum { OPENINGS_MAX = 16 };

/* A longer run of backticks is text. */
enum { RUN_MAX = 80 };

struct plain {
  struct slice text;
  size_t at;
  struct buffer out;
  struct opening open[OPENINGS_MAX]; /* the innermost last */
  int open_count;
  /* A search that failed is the last of its kind, so that all of them together
  ** take linear time. */
  bool no_target_ends;
  /* By length, where the last run of backticks stands, or 0. So that no search
  ** for the end of code fails. */
  size_t last_run[RUN_MAX + 1];
  bool has_runs;
};

static char byte_at(const struct plain *plain, size_t at) {
  return at < plain->text.length ? plain->text.at[at] : ' ';
}

static bool is_word(char byte) {
  return ascii_is_word(byte) || (unsigned char)byte >= 0x80;
}

static void open_mark(struct plain *plain, char mark, size_t length) {
  if (plain->open_count == OPENINGS_MAX) {
    memmove(plain->open, plain->open + 1,
            (OPENINGS_MAX - 1) * sizeof *plain->open);
    plain->open_count--;
  }
  plain->open[plain->open_count++] =
      (struct opening){mark, length, plain->out.length};
}

/* Finds the innermost opening of that mark and of that length (0: of any). It
** and all openings within it are forgotten. NULL: there is no such opening. */
static const struct opening *close_mark(struct plain *plain, char mark,
                                        size_t length) {
  for (int i = plain->open_count; i-- > 0;) {
    const struct opening *open = &plain->open[i];
    if (open->mark != mark || (length && open->length != length)) continue;
    plain->open_count = i;
    return open;
  }
  return NULL;
}

/* Takes a first mark out of what was written. */
static void drop_mark(struct buffer *out, size_t at, size_t length) {
  if (out->failed != OK) return;
  memmove(out->at + at, out->at + at + length, out->length - at - length);
  out->length -= length;
}

static void copy(struct plain *plain, size_t length) {
  buffer_append(&plain->out, plain->text.at + plain->at, length);
  plain->at += length;
}

/* --- links */

/* The end of a target that begins with the parenthesis at `at`; 0: there is no
** target. */
static size_t target_end(struct plain *plain, size_t at) {
  int depth = 0;
  if (byte_at(plain, at) != '(' || plain->no_target_ends) return 0;
  for (; at < plain->text.length; at++) {
    char byte = plain->text.at[at];
    if (byte == '\\') at++;
    if (byte == '(') depth++;
    if (byte == ')' && --depth == 0) return at + 1;
  }
  plain->no_target_ends = true;
  return 0;
}

/* A picture has a mark before its bracket. */
static void close_link(struct plain *plain) {
  const struct opening *open = close_mark(plain, '[', 0);
  size_t end = open ? target_end(plain, plain->at + 1) : 0;
  if (!end) {
    copy(plain, 1);
    return;
  }
  bool is_picture =
      open->at && plain->out.failed == OK && plain->out.at[open->at - 1] == '!';
  drop_mark(&plain->out, open->at - is_picture, 1 + (size_t)is_picture);
  plain->at = end;
}

/* --- emphasis and code */

/* `_` marks emphasis at the edge of a word, `*` also within one. */
static void read_emphasis(struct plain *plain, char mark) {
  size_t length = run_length(ascii_skip(plain->text, plain->at), mark);
  char before = plain->at ? plain->text.at[plain->at - 1] : ' ';
  char after = byte_at(plain, plain->at + length);
  bool may_end = !is_space(before) && (mark == '*' || !is_word(after));
  bool may_begin = !is_space(after) && (mark == '*' || !is_word(before));
  const struct opening *open = may_end ? close_mark(plain, mark, length) : NULL;
  if (open) {
    drop_mark(&plain->out, open->at, length);
    plain->at += length;
    return;
  }
  if (may_begin) open_mark(plain, mark, length);
  copy(plain, length);
}

static void find_runs(struct plain *plain) {
  for (size_t at = 0; at < plain->text.length;) {
    size_t run = run_length(ascii_skip(plain->text, at), '`');
    if (run && run <= RUN_MAX) plain->last_run[run] = at;
    at += run ? run : 1;
  }
  plain->has_runs = true;
}

/* Copies the code between backticks, of which as many end it; where none do,
** they are text. */
static void read_code(struct plain *plain) {
  struct slice rest = ascii_skip(plain->text, plain->at);
  size_t length = run_length(rest, '`'), at = length, run;
  if (!plain->has_runs) find_runs(plain);
  if (length > RUN_MAX || plain->last_run[length] <= plain->at) {
    copy(plain, length);
    return;
  }
  while ((run = run_length(ascii_skip(rest, at), '`')) != length) {
    at += run ? run : 1;
  }
  buffer_append(&plain->out, rest.at + length, at - length);
  plain->at += at + length;
}

static bool is_escape(const struct plain *plain) {
  char next = byte_at(plain, plain->at + 1);
  return next > ' ' && next < 0x7f && !ascii_is_word(next);
}

static void read_next(struct plain *plain) {
  char byte = plain->text.at[plain->at];
  switch (byte) {
  case '\\':
    if (is_escape(plain)) plain->at++;
    copy(plain, 1);
    break;
  case '`':
    read_code(plain);
    break;
  case '*':
  case '_':
    read_emphasis(plain, byte);
    break;
  case '[':
    open_mark(plain, '[', 1);
    copy(plain, 1);
    break;
  case ']':
    close_link(plain);
    break;
  default:
    copy(plain, 1);
  }
}

void heading_append_plain(struct buffer *to, struct slice text) {
  struct plain plain = {.text = text};
  buffer_init(&plain.out, to->cap);
  while (plain.at < text.length) {
    read_next(&plain);
  }
  if (plain.out.failed != OK) to->failed = plain.out.failed;
  fold_line(buffer_slice(&plain.out), to);
  buffer_clear(&plain.out);
}
