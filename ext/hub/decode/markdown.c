/* The sections of a text, line by line. What a line is stands in
** hub/decode/heading; here is what follows from it. Knows no relation by name.
*/
#include "hub/decode/markdown.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "hub/decode/heading.h"
#include "hub/decode/queue.h"
#include "text/clean.h"

/* What comes next. */
enum part {
  PART_FIRST,  /* the first line: front matter may begin */
  PART_MATTER, /* front matter, until `---` or `...`; what a blank line ends was
               ** none */
  PART_HEAD,   /* lines that describe the text, and blank lines */
  PART_TEXT
};

/* What the line before was, as far as it matters for an underline. */
enum above { ABOVE_NOTHING, ABOVE_PARAGRAPH, ABOVE_BLOCK };

struct markdown {
  const struct relation *relation;
  field_set wanted;
  struct slice about;
  int level_field, heading_field, text_field; /* columns, or NO_FIELD */

  enum part part;
  enum above above;
  struct fence fence; /* that the line stands within */
  struct buffer line; /* the beginning of one, from earlier pieces */
  bool was_fed;       /* a byte came */

  /* The section that is being read. */
  int level;
  struct buffer heading; /* plain */
  struct buffer text;
  size_t paragraph; /* where the last one begins in `text` */
  bool has_text;
  int64_t sections; /* with the open one, those without a row left out */
  struct queue queue;
};

/* Which column comes from that; NO_FIELD: none does. */
static int field_of(const struct relation *relation, const char *name) {
  for (int i = 0; i < relation->count; i++) {
    const char *from = relation->columns[i].from[0];
    if (from && strcmp(from, name) == 0) return i;
  }
  return NO_FIELD;
}

struct markdown *markdown_new(const struct relation *relation, field_set wanted,
                              struct error *error) {
  struct markdown *markdown = calloc(1, sizeof *markdown);
  if (!markdown) {
    error_no_memory(error);
    return NULL;
  }
  markdown->relation = relation;
  markdown->wanted = wanted;
  markdown->level_field = field_of(relation, "level");
  markdown->heading_field = field_of(relation, "heading");
  markdown->text_field = field_of(relation, "text");
  buffer_init(&markdown->line, ENTRY_MAX_BYTES);
  buffer_init(&markdown->heading, ENTRY_MAX_BYTES);
  buffer_init(&markdown->text, ENTRY_MAX_BYTES);
  return markdown;
}

void markdown_free(struct markdown *markdown) {
  if (!markdown) return;
  buffer_clear(&markdown->line);
  buffer_clear(&markdown->heading);
  buffer_clear(&markdown->text);
  queue_clear(&markdown->queue);
  free(markdown);
}

void markdown_about(struct markdown *markdown, struct slice id) {
  markdown->about = id;
}

static void begin_section(struct markdown *markdown, int level) {
  markdown->level = level;
  markdown->above = ABOVE_NOTHING;
  markdown->has_text = false;
  buffer_reset(&markdown->text);
}

void markdown_restart(struct markdown *markdown) {
  markdown->part = PART_FIRST;
  markdown->fence.mark = 0;
  markdown->was_fed = false;
  markdown->sections = 0;
  buffer_reset(&markdown->line);
  buffer_reset(&markdown->heading);
  queue_reset(&markdown->queue);
  begin_section(markdown, 0);
}

/* --- rows --------------------------------------------------------------- */

static bool is_wanted(const struct markdown *markdown, int field) {
  return field != NO_FIELD && (markdown->wanted & FIELD_BIT(field));
}

static void set_text(const struct markdown *markdown, struct values *row,
                     int field, const struct buffer *text) {
  struct slice slice = buffer_slice(text);
  if (!slice.at) slice.at = "";
  if (is_wanted(markdown, field)) values_set_text(row, field, slice);
}

static void fill_row(const struct markdown *markdown, struct values *row) {
  const struct relation *relation = markdown->relation;
  values_set_text(row, relation->id, markdown->about);
  values_set_number(row, relation->position, markdown->sections);
  if (is_wanted(markdown, markdown->level_field)) {
    values_set_number(row, markdown->level_field, markdown->level);
  }
  if (markdown->level) {
    set_text(markdown, row, markdown->heading_field, &markdown->heading);
  }
  set_text(markdown, row, markdown->text_field, &markdown->text);
}

static void trim_text(struct buffer *text) {
  while (text->length && text->at[text->length - 1] == '\n') {
    text->length--;
  }
}

static bool check_section(const struct markdown *markdown,
                          const struct buffer *buffer, struct error *error) {
  if (buffer->failed != TOO_BIG) return buffer_check(buffer, error);
  error_set(error, TOO_BIG, "section %lld has more than %d bytes",
            (long long)markdown->sections + 1, ENTRY_MAX_BYTES);
  return false;
}

/* Makes a row of the section. What stands before the first heading is one only
** if there is something. */
static bool end_section(struct markdown *markdown, struct error *error) {
  if (!markdown->level && !markdown->has_text) return true;
  if (!check_section(markdown, &markdown->text, error) ||
      !check_section(markdown, &markdown->heading, error)) {
    return false;
  }
  struct values *row = queue_open(&markdown->queue);
  if (!row) {
    error_no_memory(error);
    return false;
  }
  trim_text(&markdown->text);
  markdown->sections++;
  fill_row(markdown, row);
  if (!check_section(markdown, &row->store, error)) return false;
  queue_push(&markdown->queue);
  return true;
}

/* --- lines -------------------------------------------------------------- */

static bool begin_heading(struct markdown *markdown, int level,
                          struct slice text, struct error *error) {
  struct buffer clean;
  if (!end_section(markdown, error)) return false;
  buffer_init(&clean, ENTRY_MAX_BYTES);
  clean_append(&clean, text);
  buffer_reset(&markdown->heading);
  heading_append_plain(&markdown->heading, buffer_slice(&clean));
  bool is_well = check_section(markdown, &clean, error);
  buffer_clear(&clean);
  begin_section(markdown, level);
  return is_well;
}

/* The paragraph that the text ends with becomes a heading. */
static bool underline(struct markdown *markdown, int level,
                      struct error *error) {
  struct buffer paragraph;
  struct buffer *text = &markdown->text;
  if (!check_section(markdown, text, error)) return false;
  buffer_init(&paragraph, ENTRY_MAX_BYTES);
  buffer_append(&paragraph, text->at + markdown->paragraph,
                text->length - markdown->paragraph);
  text->length = markdown->paragraph;
  trim_text(text);
  markdown->has_text = text->length > 0;
  bool is_well =
      buffer_check(&paragraph, error) &&
      begin_heading(markdown, level, buffer_slice(&paragraph), error);
  buffer_clear(&paragraph);
  return is_well;
}

static void add_line(struct markdown *markdown, struct slice line) {
  bool is_blank = line_is_blank(line);
  if (is_blank && !markdown->has_text) return;
  if (!is_blank) markdown->has_text = true;
  clean_append(&markdown->text, line);
  buffer_append_byte(&markdown->text, '\n');
}

/* What the line is to one that may underline it. */
static void look_at(struct markdown *markdown, struct slice line) {
  bool is_below = markdown->above == ABOVE_PARAGRAPH;
  if (line_is_blank(line) || line_is_rule(line)) {
    markdown->above = ABOVE_NOTHING;
  } else if (line_begins_block(line, is_below)) {
    markdown->above = ABOVE_BLOCK;
  } else if (markdown->above == ABOVE_NOTHING && !line_is_indented(line)) {
    markdown->above = ABOVE_PARAGRAPH;
    markdown->paragraph = markdown->text.length;
  }
}

static void read_code(struct markdown *markdown, struct slice line) {
  if (fence_ends(line, &markdown->fence)) markdown->fence.mark = 0;
  add_line(markdown, line);
}

static bool read_text(struct markdown *markdown, struct slice line,
                      struct error *error) {
  struct slice text;
  if (markdown->fence.mark && fence_is_left(line, &markdown->fence)) {
    markdown->fence.mark = 0;
  }
  if (markdown->fence.mark) {
    read_code(markdown, line);
    return true;
  }
  int level = heading_atx(line, &text);
  if (level) return begin_heading(markdown, level, text, error);
  if (markdown->above == ABOVE_PARAGRAPH) level = heading_underline(line);
  if (level) return underline(markdown, level, error);
  if (fence_begins(line, &markdown->fence)) {
    markdown->above = ABOVE_NOTHING;
  } else {
    look_at(markdown, line);
  }
  add_line(markdown, line);
  return true;
}

/* --- before the text ---------------------------------------------------- */

/* A line that says something of the text, as the converters of pages write. */
static bool describes_text(struct slice line) {
  static const char *const names[] = {
      "Title:", "URL Source:", "Published Time:"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    size_t length = strlen(names[i]);
    if (line.length >= length && memcmp(line.at, names[i], length) == 0) {
      return true;
    }
  }
  return false;
}

static bool is_html(struct slice line) {
  line = slice_trim(line);
  return ascii_begins(line, "<!doctype") || ascii_begins(line, "<html");
}

static bool read_head(struct markdown *markdown, struct slice line,
                      struct error *error) {
  static const char last[] = "Markdown Content:";
  size_t length = sizeof last - 1;
  if (line_is_blank(line) || describes_text(line)) return true;
  if (is_html(line)) {
    error_set(error, FAILED, "an HTML page where Markdown is meant");
    return false;
  }
  markdown->part = PART_TEXT;
  if (line.length >= length && memcmp(line.at, last, length) == 0) return true;
  return read_text(markdown, line, error);
}

static void read_matter(struct markdown *markdown, struct slice line) {
  if (line_is_blank(line)) {
    markdown->part = PART_TEXT;
  } else if (slice_is(line, "---") || slice_is(line, "...")) {
    markdown->part = PART_HEAD;
    begin_section(markdown, 0);
    return;
  }
  add_line(markdown, line);
}

/* The first line without a byte order mark. */
static struct slice without_mark(struct slice line) {
  bool has_mark = line.length >= 3 && memcmp(line.at, "\xef\xbb\xbf", 3) == 0;
  return has_mark ? ascii_skip(line, 3) : line;
}

static bool read_line(struct markdown *markdown, struct slice line,
                      struct error *error) {
  if (line.length && line.at[line.length - 1] == '\r') line.length--;
  switch (markdown->part) {
  case PART_FIRST:
    line = without_mark(line);
    markdown->part = slice_is(line, "---") ? PART_MATTER : PART_HEAD;
    if (markdown->part == PART_HEAD) return read_head(markdown, line, error);
    add_line(markdown, line);
    return true;
  case PART_MATTER:
    read_matter(markdown, line);
    return true;
  case PART_HEAD:
    return read_head(markdown, line, error);
  case PART_TEXT:
    break;
  }
  return read_text(markdown, line, error);
}

/* --- bytes -------------------------------------------------------------- */

/* Keeps the beginning of a line whose end has not come. */
static bool keep_line(struct markdown *markdown, struct slice part,
                      struct error *error) {
  buffer_append_slice(&markdown->line, part);
  return check_section(markdown, &markdown->line, error);
}

static bool end_line(struct markdown *markdown, struct slice part,
                     struct error *error) {
  if (!markdown->line.length) return read_line(markdown, part, error);
  if (!keep_line(markdown, part, error)) return false;
  bool is_well = read_line(markdown, buffer_slice(&markdown->line), error);
  buffer_reset(&markdown->line);
  return is_well;
}

bool markdown_feed(struct markdown *markdown, struct slice piece,
                   struct error *error) {
  markdown->was_fed |= piece.length > 0;
  while (piece.length) {
    const char *end = memchr(piece.at, '\n', piece.length);
    if (!end) return keep_line(markdown, piece, error);
    struct slice part = slice_between(piece.at, end);
    if (!end_line(markdown, part, error)) return false;
    piece = ascii_skip(piece, part.length + 1);
  }
  return true;
}

bool markdown_end(struct markdown *markdown, bool *truncated,
                  struct error *error) {
  *truncated = !markdown->was_fed;
  if (*truncated) {
    error_set(error, FAILED, "an empty body where Markdown is meant");
    return false;
  }
  struct slice rest = {"", 0};
  return end_line(markdown, rest, error) && end_section(markdown, error);
}

const struct values *markdown_pop(struct markdown *markdown) {
  return queue_pop(&markdown->queue);
}
