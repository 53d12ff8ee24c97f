/* Tells what one line of page text says, by its words alone. Does not know the
** lines around it. */
#include "saved/line.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

enum {
  /* No title of arXiv's listings is longer; no abstract is shorter than
  ** PROSE_LENGTH, or nearly none. In bytes. */
  TITLE_LENGTH = 300,
  PROSE_LENGTH = 180,
  SENTENCE_LENGTH = 40,
  ORGANIZATION_LENGTH = 100,
  BLOCK_LENGTH = 30,
  NUMBER_DIGITS = 9
};

/* Words of the page's header. White space does not count in the comparison:
** the page has it in other places from one variant to the next. */
static const struct heading {
  const char *words; /* in small letters, without spaces */
  enum {
    ALONE,   /* only where nothing, or another heading, follows */
    GLUED,   /* also where something follows without a space */
    ANYWAY,  /* whatever follows */
    TO_MARK, /* and all up to the next '!' belongs to it */
  } extent;
} headings[] = {
    {"gettrendingpapersinyouremail", TO_MARK},
    {"byakandtheresearchcommunity", ANYWAY},
    {"dailypapers", GLUED},
    {"trendingpapers", GLUED},
    {"subscribe", GLUED},
    {"new", ALONE},
};

/* Lines of the page that are no part of a paper: its navigation, its buttons,
** its foot. In small letters. */
static const char *const furniture[] = {
    "hugging face", "models",       "datasets",     "spaces",
    "buckets",      "community",    "docs",         "enterprise",
    "pricing",      "log in",       "sign up",      "papers",
    "daily",        "weekly",       "monthly",      "trending",
    "previous",     "next",         "prev",         "upvote",
    "submitted by", "arxiv page",   "project page", "github",
    "view pdf",     "system theme", "company",      "tos",
    "privacy",      "about",        "careers",      "website",
    "hot",          "load more",    "show more",    NULL};

/* What stands before an item of a list, or between two of a block. Those of
** ASCII only where a space or nothing follows. U+FFFD is what was a bullet in
** a text of another encoding. */
static bool is_bullet(uint32_t character, struct slice rest) {
  static const uint32_t bullets[] = {
      0xb7,   0x2022, 0x2023, 0x2027, 0x2043, 0x204c, 0x204d, 0x2212, 0x2219,
      0x22c5, 0x2013, 0x2014, 0x25a0, 0x25a1, 0x25aa, 0x25ab, 0x25b6, 0x25b8,
      0x25ba, 0x25c6, 0x25c7, 0x25cb, 0x25cf, 0x25e6, 0x2605, 0x2726, 0x27a2,
      0x29bf, 0x30fb, 0xf0b7, 0xff65, 0x2192, 0x27a4, 0xfffd};
  if (character < 0x80) {
    return ascii_is_in((char)character, "*-+|o") &&
           (!rest.length || rest.at[0] == ' ');
  }
  for (size_t i = 0; i < sizeof bullets / sizeof bullets[0]; i++) {
    if (bullets[i] == character) return true;
  }
  return false;
}

/* The text without the bullets and spaces that it begins with. */
static struct slice skip_bullets(struct slice text) {
  for (;;) {
    uint32_t character;
    size_t width = utf8_read(text, &character);
    struct slice rest = ascii_skip(text, width);
    bool skipped = width && (character == ' ' || is_bullet(character, rest));
    if (!skipped) return text;
    text = rest;
  }
}

/* A number, commas between its thousands, at the start of *text, taken off. */
static bool take_number(struct slice *text, int64_t *number) {
  size_t length = 0, digits = 0;
  *number = 0;
  for (; length < text->length; length++) {
    char byte = text->at[length];
    if (byte == ',' && digits) continue;
    if (!ascii_is_digit(byte)) break;
    if (++digits > NUMBER_DIGITS) return false;
    *number = *number * 10 + (byte - '0');
  }
  if (!digits || text->at[length - 1] == ',') return false;
  *text = ascii_skip(*text, length);
  return true;
}

/* A day, and perhaps comments behind it, that are all of the text. */
static bool read_day(struct slice text, struct line *line) {
  static const char published[] = "published on ";
  if (ascii_begins(text, published)) {
    text = ascii_skip(text, sizeof published - 1);
  }
  size_t length = written_day_read(text, &line->day);
  if (!length) return false;
  struct slice rest = skip_bullets(ascii_skip(text, length));
  line->comments = -1;
  if (rest.length && !take_number(&rest, &line->comments)) return false;
  line->has_day = !rest.length;
  return line->has_day;
}

/* "8 authors", and perhaps a day behind it. */
static bool read_authors(struct slice text, struct line *line) {
  static const char word[] = "author";
  if (!take_number(&text, &line->number)) return false;
  if (text.length && text.at[0] == ' ') text = ascii_skip(text, 1);
  if (!ascii_begins(text, word)) return false;
  text = ascii_skip(text, sizeof word - 1);
  if (ascii_begins(text, "s")) text = ascii_skip(text, 1);
  if (text.length && ascii_is_word(text.at[0])) return false;
  text = skip_bullets(text);
  return !text.length || read_day(text, line);
}

/* How far the words go, white space not counted; 0 if they are not there. */
static size_t heading_length(struct slice text, const char *words) {
  size_t length = 0;
  for (; *words; length++) {
    if (length == text.length) return 0;
    if (text.at[length] == ' ') continue;
    if (ascii_lower(text.at[length]) != *words) return 0;
    words++;
  }
  return length;
}

static const struct heading *heading_of(struct slice text, size_t *length) {
  for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++) {
    *length = heading_length(text, headings[i].words);
    if (*length) return &headings[i];
  }
  return NULL;
}

/* Whether what follows only makes a longer word of a heading: subscriber,
** subscribers, subscribed, subscribes. */
static bool is_ending(struct slice rest) {
  static const char *const endings[] = {"rs", "r", "d", "s"};
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    struct slice behind = ascii_skip(rest, strlen(endings[i]));
    if (!ascii_begins(rest, endings[i])) continue;
    if (!behind.length || !ascii_is_word(behind.at[0])) return true;
  }
  return false;
}

/* Whether a heading that other texts begin with, too, is one here. */
static bool is_heading(const struct heading *heading, struct slice rest) {
  size_t length;
  if (!rest.length || heading->extent >= ANYWAY) return true;
  if (heading_of(rest, &length)) return true;
  bool is_glued = ascii_is_word(rest.at[0]) || (rest.at[0] & 0x80);
  return heading->extent == GLUED && is_glued && !is_ending(rest);
}

static bool read_heading(struct slice text, struct line *line) {
  size_t length;
  const struct heading *heading = heading_of(text, &length);
  if (!heading) return false;
  struct slice rest = ascii_skip(text, length);
  if (!is_heading(heading, rest)) return false;
  if (heading->extent == TO_MARK) {
    const char *mark = memchr(rest.at, '!', rest.length);
    size_t skipped = mark ? (size_t)(mark - rest.at) + 1 : rest.length;
    rest = ascii_skip(rest, skipped);
  }
  line->is_sure = heading->extent >= ANYWAY;
  line->text = slice_trim(rest);
  return true;
}

static bool is_all_of(struct slice text, const char *set) {
  size_t length = 0;
  while (length < text.length && ascii_is_in(text.at[length], set)) {
    length++;
  }
  return length == text.length;
}

/* "GitHub 12.3k" */
static bool is_stars(struct slice text) {
  static const char name[] = "github ";
  return ascii_begins(text, name) &&
         is_all_of(ascii_skip(text, sizeof name - 1), "0123456789.,k");
}

/* A line that was drawn, or a day in figures whose order is in doubt. */
static bool is_figures(struct slice text) {
  return is_all_of(text, "0123456789./- _=*~#");
}

/* "Nov 2025", "Week 45, 2025", "2025-W45": the header of more than a day. */
static bool is_period(struct slice text) {
  static const char first[] = "1 ", week[] = "week ";
  char day[32];
  struct written_day ignored;
  struct slice rest = text;
  if (ascii_begins(text, week)) rest = ascii_skip(text, sizeof week - 1);
  if (rest.length > 6 && ascii_begins(ascii_skip(rest, 4), "-w")) {
    rest = ascii_skip(rest, 6);
  }
  if (rest.length < text.length) return is_all_of(rest, "0123456789, ");
  size_t length = text.length + sizeof first - 1;
  if (length > sizeof day || !ascii_is_letter(text.at[0])) return false;
  memcpy(day, first, sizeof first - 1);
  memcpy(day + sizeof first - 1, text.at, text.length);
  return written_day_read((struct slice){day, length}, &ignored) == length &&
         ignored.year;
}

static enum line_kind kind_of(struct slice text, struct line *line) {
  if (!text.length) return LINE_BLANK;
  struct slice rest = skip_bullets(text);
  if (!rest.length) return LINE_SEPARATOR;
  if (read_authors(rest, line)) return LINE_AUTHORS;
  if (read_day(rest, line)) return LINE_DAY;
  if (take_number(&rest, &line->number) && !rest.length) return LINE_NUMBER;
  if (read_heading(text, line)) return LINE_HEADING;
  if (ascii_is_one_of(text, furniture) || is_stars(text) || is_figures(text) ||
      is_period(text)) {
    return LINE_FURNITURE;
  }
  return skip_bullets(text).at == text.at ? LINE_TEXT : LINE_BULLET;
}

struct line line_read(struct slice text) {
  struct line line = {.text = text, .comments = -1};
  line.kind = kind_of(text, &line);
  return line;
}

static bool ends_sentence(struct slice text) {
  while (text.length && ascii_is_in(text.at[text.length - 1], ")]}\"'")) {
    text.length--;
  }
  return text.length && text.at[text.length - 1] == '.';
}

/* Whether one sentence ends and another begins in it, "vs. X" and initials
** being no ends. */
static bool has_two_sentences(struct slice text) {
  for (size_t i = 4; i + 2 < text.length; i++) {
    if (text.at[i] != '.' || text.at[i + 1] != ' ') continue;
    if (!ascii_is_upper(text.at[i + 2])) continue;
    bool is_word = true;
    for (size_t back = 1; back <= 4; back++) {
      is_word = is_word && (ascii_is_word(text.at[i - back]) ||
                            ascii_is_in(text.at[i - back], ")%"));
    }
    if (is_word) return true;
  }
  return false;
}

bool line_is_prose(struct slice text) {
  if (text.length > TITLE_LENGTH) return true;
  return text.length >= PROSE_LENGTH &&
         (ends_sentence(text) || has_two_sentences(text));
}

static bool has_link(struct slice text) {
  for (size_t i = 0; i + 3 <= text.length; i++) {
    if (memcmp(text.at + i, "://", 3) == 0) return true;
  }
  return false;
}

bool line_is_sentence(struct slice text) {
  return has_link(text) ||
         (text.length >= SENTENCE_LENGTH && ends_sentence(text));
}

bool line_is_plain_title(struct slice text) {
  if (!text.length || line_is_prose(text) || line_is_sentence(text)) {
    return false;
  }
  return !ascii_is_in(text.at[0], "#=>*-+|<") &&
         !ascii_is_in(text.at[text.length - 1], ".,:;");
}

bool line_is_broken_block(struct slice text) {
  int64_t number;
  text = skip_bullets(text);
  return text.length < BLOCK_LENGTH && take_number(&text, &number);
}

bool line_organization(struct slice text, struct slice *login,
                       struct slice *name) {
  size_t length = 0;
  while (length < text.length && (ascii_is_word(text.at[length]) ||
                                  ascii_is_in(text.at[length], "-_."))) {
    length++;
  }
  if (!length || text.length > ORGANIZATION_LENGTH) return false;
  if (length < text.length && text.at[length] != ' ') return false;
  *login = (struct slice){text.at, length};
  *name = slice_trim(ascii_skip(text, length));
  return true;
}
