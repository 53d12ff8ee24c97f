/* Tells what one line of page text says, by its words alone. Does not know the
** lines around it. */
#include "saved/line.h"

#include <string.h>

#include "base/ascii.h"

enum {
  /* No title of arXiv's listings is longer; no abstract is shorter than
  ** PROSE_LENGTH, or nearly none. In bytes. */
  TITLE_LENGTH = 300,
  PROSE_LENGTH = 180,
  SENTENCE_LENGTH = 40,
  ORGANIZATION_LENGTH = 100,
  BLOCK_LENGTH = 30,
  BLOCK_LINE_LENGTH = 150,
  SOURCE_LENGTH = 300,
  LOGIN_LENGTH = 60,
  MARGIN_LENGTH = 120,
  /* A sure title has so many words, and long ones have so many letters. */
  SURE_WORDS = 4,
  LONG_WORD = 4
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
  bool is_name; /* of the page */
} headings[] = {
    {"gettrendingpapersinyouremail", TO_MARK, false},
    {"byakandtheresearchcommunity", ANYWAY, false},
    {"dailypapers", GLUED, true},
    {"trendingpapers", GLUED, true},
    {"subscribe", GLUED, false},
    {"new", ALONE, false},
};

/* Lines of the page that are not part of a paper: its navigation, its buttons,
** its foot. In small letters. */
static const char *const furniture[] = {"hugging face",
                                        "models",
                                        "datasets",
                                        "spaces",
                                        "buckets",
                                        "community",
                                        "docs",
                                        "enterprise",
                                        "pricing",
                                        "log in",
                                        "sign up",
                                        "papers",
                                        "daily",
                                        "weekly",
                                        "monthly",
                                        "trending",
                                        "previous",
                                        "next",
                                        "prev",
                                        "upvote",
                                        "arxiv page",
                                        "project page",
                                        "github",
                                        "hot",
                                        "view pdf",
                                        "system theme",
                                        "company",
                                        "tos",
                                        "privacy",
                                        "about",
                                        "careers",
                                        "website",
                                        "load more",
                                        "jobs",
                                        "show more",
                                        "posts",
                                        "solutions",
                                        "references",
                                        "visible links",
                                        "hidden links",
                                        "hidden links:",
                                        "visible links:",
                                        NULL};

/* How other lines of this kind begin. In small letters. */
static const char *const beginnings[] = {
    "search by arxiv id",  "submit a paper",
    "previous next",       "tos privacy about",
    "title: daily papers", "models datasets spaces",
    "markdown content:",   NULL};

/* How a line begins that tells where or when a page was saved. In small
** letters. */
static const char *const sources[] = {
    "url source:",  "published time:", "source:",       "url:",
    "link:",        "saved from ",     "saved on ",     "clipped from",
    "clipped on ",  "retrieved from ", "retrieved on ", "exported from ",
    "exported on ", "printed from ",   "printed on ",   NULL};

/* The words of links to a paper that do not name it. In small letters. */
static const char *const link_words[] = {
    "paper", "paper page", "hf paper", "read the paper", "arxiv", "pdf",
    "link",  "here",       NULL};

/* How the lines begin that mail programs add. In small letters. */
static const char *const mail_beginnings[] = {
    "sent from my ", "sent from outlook", "sent from mail for ",
    "sent via ",     "get outlook for ",  "gesendet von ",
    "von meinem ",   "envoy\xc3\xa9 de ", NULL};

/* What mails and mailing lists end with. In small letters. */
static const char *const mail_words[] = {"unsubscribe",        "mailing list",
                                         "this e-mail",        "this email",
                                         "intended recipient", NULL};

/* A day, and perhaps comments behind it, that are all of the text. */
static bool read_day(struct slice text, struct line *line) {
  static const char published[] = "published on ";
  if (ascii_begins(text, published)) {
    text = ascii_skip(text, sizeof published - 1);
  }
  size_t length = written_day_read(text, &line->day);
  if (!length) return false;
  struct slice rest = marks_skip_bullets(ascii_skip(text, length));
  line->comments = -1;
  if (rest.length && !marks_take_number(&rest, &line->comments)) return false;
  line->has_day = !rest.length;
  return line->has_day;
}

/* "8 authors", and perhaps a day behind it. */
static bool read_authors(struct slice text, struct line *line) {
  static const char word[] = "author";
  if (!marks_take_number(&text, &line->count)) return false;
  if (text.length && text.at[0] == ' ') text = ascii_skip(text, 1);
  if (!ascii_begins(text, word)) return false;
  text = ascii_skip(text, sizeof word - 1);
  if (ascii_begins(text, "s")) text = ascii_skip(text, 1);
  if (text.length && ascii_is_word(text.at[0])) return false;
  text = marks_skip_bullets(text);
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
  line->is_glued =
      heading->extent == GLUED && rest.length && !heading_of(rest, &length);
  line->is_name = heading->is_name;
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

/* A line that was drawn, a day in figures whose order is in doubt, a page
** number such as "3/7". */
static bool is_figures(struct slice text) {
  return is_all_of(text, "0123456789./- _=*~#");
}

/* "Page 3", "Page 3 of 7" */
static bool is_page_number(struct slice text) {
  static const char page[] = "page ", of[] = " of ";
  int64_t number;
  if (ascii_begins(text, page)) text = ascii_skip(text, sizeof page - 1);
  if (!marks_take_number(&text, &number)) return false;
  if (!text.length) return true;
  if (!ascii_begins(text, of)) return false;
  text = ascii_skip(text, sizeof of - 1);
  return marks_take_number(&text, &number) && !text.length;
}

/* "© 2025 Hugging Face" */
static bool is_copyright(struct slice text) {
  static const char sign[] = "©", owner[] = "hugging face";
  size_t length = sizeof owner - 1;
  return text.length > length && text.length < BLOCK_LENGTH + length &&
         ascii_begins(text, sign) &&
         ascii_begins(ascii_skip(text, text.length - length), owner);
}

/* "11/21/26, 7:20 PM" */
static bool is_time(struct slice text) {
  return ascii_is_digit(text.at[0]) && is_all_of(text, "0123456789/.:, AMP") &&
         memchr(text.at, ':', text.length);
}

/* The margin of a printed page: "11/21/26, 7:20 PM Daily Papers - Hugging Face"
** and "https://huggingface.co/papers 2/7". */
static bool is_print_margin(struct slice text) {
  static const char end[] = "daily papers - hugging face";
  const char *space = memchr(text.at, ' ', text.length);
  size_t length = space ? (size_t)(space - text.at) : text.length;
  struct slice rest = ascii_skip(text, length);
  bool is_address = ascii_begins(text, "file://") ||
                    (ascii_begins(text, "https://huggingface.co/papers") &&
                     !ascii_begins(text, "https://huggingface.co/papers/2"));
  if (is_address && is_all_of(rest, "0123456789/ ")) return true;
  return text.length >= sizeof end - 1 && text.length < MARGIN_LENGTH &&
         ascii_is(ascii_skip(text, text.length - (sizeof end - 1)), end);
}

static bool is_margin(struct slice text) {
  return is_figures(text) || is_page_number(text) || is_time(text) ||
         is_print_margin(text);
}

static bool begins_with(struct slice text, const char *const *small) {
  while (*small && !ascii_begins(text, *small)) {
    small++;
  }
  return *small != NULL;
}

/* "Saved from https://huggingface.co/papers", "Clipped on 2025-11-04" */
static bool is_source(struct slice text) {
  bool has_digit = false;
  if (text.length > SOURCE_LENGTH || !begins_with(text, sources)) return false;
  for (size_t i = 0; i < text.length; i++) {
    has_digit = has_digit || ascii_is_digit(text.at[i]);
  }
  return has_digit || line_has_link(text);
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

/* A page that was mailed. In these very letters: DATE may be a paper's name. */
static bool is_mail_header(struct slice text) {
  static const char *const names[] = {
      "From: ",    "To: ",       "Cc: ",  "Date: ",           "Subject: ",
      "Sent: ",    "Reply-To: ", "Von: ", "Gesendet: ",       "An: ",
      "Betreff: ", "Datum: ",    "De : ", "Envoy\xc3\xa9 : ", "\xc3\x80 : ",
      "Objet : ",  "Date : ",    NULL};
  for (size_t i = 0; names[i]; i++) {
    struct slice name = slice_of(names[i]);
    if (text.length > name.length &&
        slice_equal((struct slice){text.at, name.length}, name)) {
      return true;
    }
  }
  return false;
}

/* "12. https://example.org/": text browsers list a page's links so. */
static bool is_listed_address(struct slice text) {
  int64_t number;
  struct slice rest = marks_skip_number(text, &number);
  return rest.at != text.at && line_has_link(rest) &&
         !memchr(rest.at, ' ', rest.length);
}

/* A tag of HTML, alone: converters to Markdown leave some, or write ":::". */
static bool is_tag(struct slice text) {
  static const char fence[] = ":::";
  if (ascii_begins(text, fence)) return true;
  if (text.length < 3 || text.at[0] != '<') return false;
  struct slice inside = {text.at + 1, text.length - 2};
  return text.at[text.length - 1] == '>' &&
         (ascii_is_letter(inside.at[0]) || inside.at[0] == '/') &&
         !memchr(inside.at, '<', inside.length) &&
         !memchr(inside.at, '>', inside.length);
}

/* "Sent from my phone" */
static bool is_of_program(struct slice text) {
  return text.length < BLOCK_LENGTH + MARGIN_LENGTH / 2 &&
         begins_with(text, mail_beginnings);
}

static bool is_furniture(struct slice text) {
  return ascii_is_one_of(text, furniture) || is_stars(text) ||
         is_mail_header(text) || is_period(text) || is_copyright(text) ||
         is_source(text) || begins_with(text, beginnings) ||
         is_of_program(text) || is_listed_address(text) || is_tag(text);
}

/* "Submitted by", perhaps with a login, which may be glued to it. */
static bool read_submitted(struct slice text, struct line *line) {
  static const char words[] = "submitted by";
  if (!ascii_begins(text, words)) return false;
  struct slice rest = slice_trim(ascii_skip(text, sizeof words - 1));
  const char *space = memchr(rest.at, ' ', rest.length);
  /* A text browser names the picture of the user: "[1674929746] akhaliq". */
  if (space && rest.at[0] == '[' && space[-1] == ']') {
    rest = slice_trim(slice_between(space, rest.at + rest.length));
  }
  line->login = rest;
  return !rest.length || line_is_login(rest);
}

/* "facebook AI at Meta · Oct 1, 2024": a block on one line. */
static bool read_organization_day(struct slice text, struct line *line) {
  size_t most = text.length < BLOCK_LINE_LENGTH ? text.length : 0;
  for (size_t i = 1; i < most; i++) {
    struct slice rest = ascii_skip(text, i);
    struct slice behind = marks_skip_dots(rest);
    if (text.at[i - 1] != ' ' || behind.at == rest.at) continue;
    line->organization = slice_trim((struct slice){text.at, i});
    if (line->organization.length && read_day(behind, line)) return true;
  }
  line->organization = (struct slice){0};
  return false;
}

static enum line_kind kind_of(struct slice text, struct line *line) {
  struct slice rest = marks_skip_bullets(text);
  if (!rest.length) return LINE_SEPARATOR;
  if (read_authors(rest, line)) return LINE_AUTHORS;
  if (read_day(rest, line)) return LINE_DAY;
  if (marks_take_number(&rest, &line->count) && !rest.length) {
    return LINE_NUMBER;
  }
  if (read_heading(text, line)) return LINE_HEADING;
  if (read_submitted(text, line)) return LINE_SUBMITTED;
  if (is_margin(text)) return LINE_MARGIN;
  if (is_furniture(text)) return LINE_FURNITURE;
  if (read_organization_day(text, line)) return LINE_DAY;
  return marks_skip_bullets(text).at == text.at ? LINE_TEXT : LINE_BULLET;
}

struct line line_read_rest(struct slice text) {
  struct line line = {.whole = text, .text = text, .comments = -1};
  if (text.length) line.kind = kind_of(text, &line);
  return line;
}

struct line line_read(struct slice text, bool is_numbered) {
  struct marks marks = marks_read(text, is_numbered);
  struct line line = {.whole = marks.text, .text = marks.text, .comments = -1};
  if (marks.is_paper) {
    bool is_named = !ascii_is_one_of(marks.text, link_words);
    line.kind = is_named ? LINE_TEXT : LINE_FURNITURE;
    line.id = marks.id;
    line.is_own = marks.is_own;
  } else if (text.length && !marks.text.length) {
    line.kind = LINE_FURNITURE;
  } else {
    line = line_read_rest(marks.text);
  }
  line.is_open = marks.is_open;
  line.is_title =
      line.kind == LINE_TEXT && (marks.is_paper || marks.is_heading);
  return line;
}

bool line_ends_sentence(struct slice text) {
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
         (line_ends_sentence(text) || has_two_sentences(text));
}

bool line_has_link(struct slice text) {
  for (size_t i = 0; i + 3 <= text.length; i++) {
    if (memcmp(text.at + i, "://", 3) == 0) return true;
  }
  return false;
}

bool line_is_sentence(struct slice text) {
  return line_has_link(text) ||
         (text.length >= SENTENCE_LENGTH && line_ends_sentence(text));
}

/* Quotes, brackets, the '$' of a formula, and what a wrong encoding makes of a
** letter begin titles; bullets and the marks of markup do not. */
static bool is_first_of_title(struct slice text) {
  char first = text.at[0];
  if (text.length > 1 && text.at[1] == ' ') return ascii_is_word(first);
  if (ascii_begins(text, "\xef\xbf\xbd")) return true;
  if (first & 0x80) return marks_skip_dots(text).at == text.at;
  return ascii_is_word(first) || ascii_is_in(first, "$\"'([?");
}

bool line_is_plain_title(struct slice text) {
  if (!text.length || line_is_prose(text) || line_is_sentence(text)) {
    return false;
  }
  struct arxiv_id id;
  bool is_marked = !is_first_of_title(text) || ascii_begins(text, "title:") ||
                   ascii_is_in(text.at[text.length - 1], ".,:;|\\/<>=~_^&@#[{");
  return !is_marked && !marks_has_link(text) && !arxiv_find(text, &id);
}

/* How many words a text has; *longer becomes how many are not short, and
** *capitals how many of these have a capital. */
static size_t count_words(struct slice text, size_t *longer, size_t *capitals) {
  size_t words = 0, length = 0;
  bool has_capital = false;
  *longer = *capitals = 0;
  for (size_t i = 0; i <= text.length; i++) {
    if (i < text.length && text.at[i] != ' ') {
      length += ascii_is_word(text.at[i]) || (text.at[i] & 0x80);
      has_capital = has_capital || ascii_is_upper(text.at[i]);
      continue;
    }
    words += length > 0;
    *longer += length >= LONG_WORD;
    *capitals += length >= LONG_WORD && has_capital;
    length = 0;
    has_capital = false;
  }
  return words;
}

bool line_is_sure_title(struct slice text) {
  size_t longer, capitals;
  return line_is_plain_title(text) &&
         count_words(text, &longer, &capitals) >= SURE_WORDS &&
         capitals * 2 > longer;
}

/* Appends the byte, and a number as one '0'. */
static size_t add_mark(char marks[LINE_MARKS_SIZE], size_t length, char byte) {
  bool is_digit = ascii_is_digit(byte);
  if (is_digit && length && marks[length - 1] == '0') return length;
  if (length + 1 < LINE_MARKS_SIZE) marks[length++] = is_digit ? '0' : byte;
  return length;
}

void line_first_marks(struct slice title, char marks[LINE_MARKS_SIZE]) {
  size_t length = 0, at = 0, end = 0;
  memset(marks, 0, LINE_MARKS_SIZE);
  while (at < title.length && !ascii_is_letter(title.at[at]) &&
         !(title.at[at] & 0x80)) {
    length = add_mark(marks, length, title.at[at++]);
  }
  while (end < title.length && title.at[end] != ' ') {
    end++;
  }
  bool is_label =
      end && end < title.length && ascii_is_in(title.at[end - 1], ".:)]>");
  if (at || !is_label || end >= LINE_MARKS_SIZE) end = 0;
  for (at = 0; at < end; at++) {
    length = add_mark(marks, length, title.at[at]);
  }
  /* "3D" and "2" are words. */
  if (slice_is((struct slice){marks, length}, "0")) marks[0] = 0;
}

bool line_is_address(struct slice text) {
  return line_has_link(text) ||
         (text.length && memchr(text.at, '@', text.length));
}

bool line_is_of_mail(struct slice text) {
  for (size_t i = 0; i < text.length; i++) {
    if (begins_with(ascii_skip(text, i), mail_words)) return true;
  }
  return false;
}

bool line_is_paper_address(struct slice text, struct arxiv_id *id,
                           bool *is_own) {
  static const char scheme[] = "https://", site[] = "huggingface.co/papers/",
                    archive[] = "arxiv.org/";
  if (!ascii_begins(text, scheme) || memchr(text.at, ' ', text.length)) {
    return false;
  }
  struct slice rest = ascii_skip(text, sizeof scheme - 1);
  *is_own = ascii_begins(rest, site);
  return (*is_own || ascii_begins(rest, archive)) && arxiv_find(text, id);
}

bool line_is_broken_block(struct slice text) {
  int64_t number;
  text = marks_skip_bullets(text);
  return text.length < BLOCK_LENGTH && marks_take_number(&text, &number);
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

bool line_begins_small(struct slice text) {
  return text.length && ascii_is_lower(text.at[0]);
}

bool line_has_figures(struct slice text) {
  bool has_figure = false;
  for (size_t i = 0; i < text.length; i++) {
    has_figure = has_figure || ascii_is_in(text.at[i], "0123456789.");
  }
  return has_figure && is_figures(text);
}

bool line_is_login(struct slice text) {
  size_t length = 0;
  while (length < text.length && (ascii_is_word(text.at[length]) ||
                                  ascii_is_in(text.at[length], "-_."))) {
    length++;
  }
  return length && length == text.length && length <= LOGIN_LENGTH;
}
