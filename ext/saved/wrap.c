/* Decides which lines are a paragraph and what stands between two of them. Does
** not know what a paragraph is to a page. */
#include "saved/wrap.h"

#include <assert.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

enum { WORD_MAX = 2048 /* bytes */ };

void wrap_init(struct wrap *wrap, const struct layout *layout, size_t most) {
  *wrap = (struct wrap){.layout = layout};
  buffer_init(&wrap->text, most);
}

void wrap_clear(struct wrap *wrap) {
  buffer_clear(&wrap->text);
}

static struct slice first_word(struct slice text) {
  size_t length = 0;
  while (length < text.length && text.at[length] != ' ') {
    length++;
  }
  return (struct slice){text.at, length};
}

/* The last word, or as much of it as WORD_MAX: it is looked at with every line,
** and lines may go on with it. */
static struct slice last_word(struct slice text) {
  size_t start = text.length;
  while (start && text.at[start - 1] != ' ' && text.length - start < WORD_MAX) {
    start--;
  }
  return ascii_skip(text, start);
}

/* "pre- and post-training" keeps the space behind its first hyphen. */
static bool is_hyphen_alone(struct slice word) {
  static const char *const words[] = {"and", "or", "to", "vs.", "nor", NULL};
  return ascii_is_one_of(word, words);
}

/* The place behind the words in the text; 0 where they do not occur. */
static size_t place_behind(struct slice text, const char *words) {
  size_t length = strlen(words);
  for (size_t i = 0; i + length <= text.length; i++) {
    if (memcmp(text.at + i, words, length) == 0) return i + length;
  }
  return 0;
}

/* "https://github.com/name/": the name of a repository follows. */
static bool is_owner_address(struct slice word) {
  static const char *const hosts[] = {"github.com/", "gitlab.com/", "hf.co/",
                                      "huggingface.co/"};
  for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
    size_t place = place_behind(word, hosts[i]);
    struct slice owner = ascii_skip(word, place);
    if (!place) continue;
    return !owner.length ||
           memchr(owner.at, '/', owner.length) == word.at + word.length - 1;
  }
  return false;
}

/* Whether an address was parted, or a word behind its '/'. An address that ends
** with '/' may stand before a new sentence. */
static bool is_parted_at_slash(struct slice text, struct slice line) {
  struct slice word = last_word(text);
  if (line.length > 2 && memcmp(line.at, "//", 2) == 0) return true;
  if (word.length < 2 || word.at[word.length - 1] != '/') return false;
  if (!ascii_is_word(line.at[0])) return false;
  bool is_address = memchr(word.at, '.', word.length) != NULL;
  return !is_address || !ascii_is_upper(line.at[0]) || is_owner_address(word);
}

/* Whether a word was parted behind its hyphen, or before it, or before or
** behind a dash without spaces. */
static bool is_parted_at_hyphen(struct slice text, struct slice line) {
  if (line.length > 2 && memcmp(line.at, "--", 2) == 0 && line.at[2] != ' ') {
    return true;
  }
  if (line.length > 2 && line.at[0] == '-' && ascii_is_letter(line.at[1])) {
    return true;
  }
  size_t hyphens = 0;
  while (hyphens < text.length && text.at[text.length - 1 - hyphens] == '-') {
    hyphens++;
  }
  if (!hyphens || hyphens == text.length) return false;
  if (text.at[text.length - 1 - hyphens] == ' ') return false;
  return hyphens > 1 || !is_hyphen_alone(first_word(line));
}

void wrap_join(struct buffer *text, struct slice line) {
  bool is_parted =
      line.length && (is_parted_at_hyphen(buffer_slice(text), line) ||
                      is_parted_at_slash(buffer_slice(text), line));
  if (text->length && !is_parted) buffer_append_byte(text, ' ');
  buffer_append_slice(text, line);
}

/* Whether the first word of a line has no place behind the paragraph. */
static bool is_full(const struct wrap *wrap, const struct text_line *read) {
  return wrap->last_width + 1 + first_word(read->text).length >
         wrap->layout->width;
}

/* Whether the line before ends far from where lines are wrapped, although there
** is place for more words: it was not wrapped there. But people wrap where they
** like, in the middle of a sentence. */
static bool is_short(const struct wrap *wrap, const struct text_line *read) {
  struct slice text = buffer_slice(&wrap->text);
  if (line_begins_small(read->text)) return false;
  if (text.length && ascii_is_in(text.at[text.length - 1], ",-")) return false;
  size_t width = wrap->last_width + 1 + utf8_count(first_word(read->text));
  return width * 4 < wrap->layout->width * 3;
}

/* Whether a word was parted because it is longer than a line. */
static bool is_parted_long_word(const struct wrap *wrap,
                                const struct text_line *read) {
  if (wrap->last_width < wrap->layout->width) return false;
  size_t length = last_word(buffer_slice(&wrap->text)).length +
                  first_word(read->text).length;
  return length > wrap->layout->width;
}

static void join(struct wrap *wrap, const struct text_line *read) {
  bool is_cut = wrap->layout->is_cut;
  bool is_parted = is_cut ? !wrap->ends_with_space && !read->begins_with_space
                          : is_parted_long_word(wrap, read);
  if (is_parted) {
    buffer_append_slice(&wrap->text, read->text);
  } else if (is_cut) {
    buffer_append_byte(&wrap->text, ' ');
    buffer_append_slice(&wrap->text, read->text);
  } else {
    wrap_join(&wrap->text, read->text);
  }
}

static void keep_end(struct wrap *wrap, const struct text_line *read) {
  wrap->last_width = read->width;
  wrap->ends_with_space = read->ends_with_space;
  wrap->is_after_margin = false;
}

/* Skips blank lines and the margin of a page. */
static bool skip_margin(struct wrap *wrap, const struct line *line) {
  bool is_margin = line->kind == LINE_MARGIN || line->kind == LINE_NUMBER;
  if (line->kind == LINE_BLANK) return true;
  if (!is_margin || layout_can_follow(line)) return false;
  wrap->is_after_margin = true;
  return true;
}

/* Whether the line goes on with the paragraph behind the margin of a page. */
static bool continues_behind_margin(const struct wrap *wrap,
                                    const struct line *line) {
  return wrap->is_after_margin && line->kind == LINE_TEXT && !line->is_title &&
         line_begins_small(line->text) &&
         !line_ends_sentence(buffer_slice(&wrap->text));
}

/* Whether the line goes on with the paragraph. Where the line before has place
** for its first word, a heading of Markdown ends there, and so does a paragraph
** above the foot of the page. */
static bool continues(const struct wrap *wrap, const struct line *line,
                      const struct text_line *read) {
  if (continues_behind_margin(wrap, line)) return true;
  if (!layout_can_follow(line)) return false;
  if (is_full(wrap, read)) return true;
  if (is_short(wrap, read)) return false;
  bool is_foot = line->kind == LINE_FURNITURE &&
                 line_ends_sentence(buffer_slice(&wrap->text));
  return !is_foot && (!wrap->first.is_title || wrap->first.is_open);
}

bool wrap_add(struct wrap *wrap, const struct line *line,
              const struct text_line *read) {
  wrap->may_go_on = false;
  if (!wrap->is_open) return false;
  if (skip_margin(wrap, line)) return true;
  if (continues(wrap, line, read)) {
    join(wrap, read);
    keep_end(wrap, read);
    return true;
  }
  wrap->may_go_on = wrap->is_after_margin && is_full(wrap, read);
  return false;
}

struct slice wrap_end(struct wrap *wrap) {
  assert(wrap->is_open);
  wrap->is_open = false;
  return buffer_slice(&wrap->text);
}

bool wrap_begin(struct wrap *wrap, const struct line *line,
                const struct text_line *read) {
  assert(!wrap->is_open);
  if (!layout_may_continue(line) && !line->is_title) return false;
  wrap->is_open = true;
  wrap->first = *line;
  wrap->first.is_behind_margin = wrap->may_go_on;
  buffer_reset(&wrap->text);
  buffer_append_slice(&wrap->text, read->text);
  keep_end(wrap, read);
  return true;
}
