/* What one piece of a list says. This file does not know what separates the
** pieces, nor which style the list has. */
#include "text/author_names.h"

#include <string.h>

#include "base/ascii.h"
#include "text/author_words.h"

/* What is outside of brackets in a word. *depth counts the brackets that are
** open before and after it. */
static struct slice outside_brackets(struct slice word, size_t *depth) {
  size_t length = *depth ? 0 : word.length;
  for (size_t i = 0; i < word.length; i++) {
    char byte = word.at[i];
    if (byte == '(' || byte == '<') {
      if (!*depth && i < length) length = i;
      ++*depth;
    } else if ((byte == ')' || byte == '>') && *depth) {
      --*depth;
    }
  }
  word.length = length;
  return word;
}

/* Which bytes a piece has. Most of what is looked for in a piece needs one of
** them, and most pieces have none. */
enum {
  HAS_DIGIT = 1,
  HAS_DOT = 2,
  HAS_BRACKET = 4,
  HAS_ADDRESS = 8,  /* what stands in addresses */
  HAS_BEYOND = 0x80 /* a byte beyond ASCII: all of them have this bit */
};

static unsigned bytes_of(struct slice text) {
  static const unsigned char bits[256] = {
      ['0'] = HAS_DIGIT,   ['1'] = HAS_DIGIT,   ['2'] = HAS_DIGIT,
      ['3'] = HAS_DIGIT,   ['4'] = HAS_DIGIT,   ['5'] = HAS_DIGIT,
      ['6'] = HAS_DIGIT,   ['7'] = HAS_DIGIT,   ['8'] = HAS_DIGIT,
      ['9'] = HAS_DIGIT,   ['.'] = HAS_DOT,     ['/'] = HAS_ADDRESS,
      [':'] = HAS_ADDRESS, ['@'] = HAS_ADDRESS, ['('] = HAS_BRACKET,
      ['<'] = HAS_BRACKET};
  unsigned found = 0;
  for (size_t i = 0; i < text.length; i++) {
    unsigned char byte = (unsigned char)text.at[i];
    found |= bits[byte] | (byte & HAS_BEYOND);
  }
  return found;
}

static bool is_all_upper(struct slice word) {
  size_t capitals = 0;
  for (size_t i = 0; i < word.length; i++) {
    if (ascii_is_lower(word.at[i]) || (unsigned char)word.at[i] >= 0x80) {
      return false;
    }
    capitals += ascii_is_upper(word.at[i]);
  }
  return capitals > 3;
}

/* Reads "8 authors", "12 co-authors", "5 more authors", "3 others". */
static bool read_number_of(struct slice text, struct author_piece *piece) {
  static const char *const people_words[] = {"author", "authors", "people",
                                             NULL};
  static const char *const others[] = {"coauthor",   "coauthors",  "co-author",
                                       "co-authors", "other",      "others",
                                       "more",       "additional", NULL};
  struct slice word = author_next_word(&text);
  while (word.length && !author_has_letter(word) &&
         author_word_number(word) < 0) {
    word = author_next_word(&text);
  }
  int64_t people = author_word_number(word);
  size_t count = 0;
  bool has_others = false;
  if (people < 0) return false;
  while ((word = author_bare_word(author_next_word(&text))).length) {
    bool is_other = ascii_is_one_of(word, others);
    if (!is_other && !ascii_is_one_of(word, people_words)) return false;
    has_others |= is_other;
    count++;
  }
  if (!count) return false;
  piece->number = people;
  piece->is_total = !has_others;
  return true;
}

/* "others", "many more", "al." after an ampersand, perhaps before a year; but
** More is a family name, and Al and al stand before others. */
static bool is_more_words(struct slice piece) {
  static const char *const surely[] = {
      "others", "colleagues", "coworkers", "co-workers", "collaborators", NULL};
  static const char *const many[] = {"many", "several", NULL};
  struct slice word = author_next_word(&piece);
  if (ascii_is_one_of(word, many)) word = author_next_word(&piece);
  if (ascii_is_one_of(word, surely)) return true;
  if (!word.length || !ascii_is_in(word.at[0], "ma")) return false;
  bool is_said =
      slice_is(word, "more") || slice_is(word, "al") || slice_is(word, "al.");
  return is_said && !author_has_letter(piece);
}

static bool ends_with(struct slice text, const char *ending) {
  struct slice end = slice_of(ending);
  return text.length >= end.length &&
         slice_equal(ascii_skip(text, text.length - end.length), end);
}

/* What closes an open list as its last characters: "and others" in other
** languages, Chinese, Japanese and Russian first. */
static bool has_open_end(struct slice piece) {
  static const char *const endings[] = {
      "\xe7\xad\x89",                /* Chinese */
      "\xe7\xad\x89\xe4\xba\xba",    /* with people */
      "\xe3\x81\xbb\xe3\x81\x8b",    /* Japanese */
      " \xd0\xb8 \xd0\xb4\xd1\x80.", /* Russian */
      " \xd0\xb8 \xd0\xb4\xd1\x80\xd1\x83\xd0\xb3\xd0\xb8\xd0\xb5",
      " u. a.",
      " u.a.",
      " u. Mitarb.",
      " e.a.",
      " y otros",
      " y cols.",
      " e outros",
      " m. fl.",
      " m.fl.",
      " i in.",
      " i dr.",
      " i sur.",
      " ve ark.",
      " a kol.",
      NULL};
  char last = piece.length ? piece.at[piece.length - 1] : 'a';
  bool may_end = !ascii_is_word(last) || last == 's'; /* as the endings do */
  for (size_t i = 0; may_end && endings[i]; i++) {
    if (ends_with(piece, endings[i])) return true;
  }
  return ascii_begins(piece, ". . .");
}

/* An ellipsis, also before what Scholar's results say of the journal:
** "B Ray... - Nature". */
static bool has_ellipsis(struct slice piece) {
  for (; piece.length >= 3; piece = ascii_skip(piece, 1)) {
    bool may_begin = piece.at[0] == '.' || piece.at[0] == '\xe2';
    if (may_begin &&
        (ascii_begins(piece, "...") || ascii_begins(piece, "\xe2\x80\xa6"))) {
      return true;
    }
  }
  return false;
}

/* "2015 - nature.com" is what Scholar's results end with. */
static bool is_year_of(struct slice piece) {
  struct slice year = author_next_word(&piece), dash = author_next_word(&piece);
  return author_word_number(year) > 999 && slice_is(dash, "-");
}

/* What is known of an "and" in a language whose word for it does not separate:
** it may also stand in one name, such as Ramon y Cajal. A dash between names is
** taken for one, too. */
struct foreign_and {
  size_t before, after; /* words */
  bool is_found;
  bool is_sure; /* the word stands in no name */
};

/* What the words of a piece are. */
struct word_tally {
  size_t count;   /* with a letter */
  size_t to_name; /* of these, up to the last name */
  size_t names, initials, dotted, joined;
  size_t long_initials; /* two capitals or more in a row */
  bool begins_initial;  /* "A. Lee", "A.Lee", "AB Lee" */
  bool ends_initial;    /* "Lee A.", "Lee AB" */
  bool is_et;           /* the last word is */
  bool is_plus;         /* the last word is a plus sign */
  bool is_open;         /* "et al", "+ 3 more", "etc." */
  bool ends_more;       /* the last word says that there are more */
  bool is_number_less;  /* "authors" without a number of them */
  bool has_address;
  bool has_stop;      /* a full stop after a name */
  bool has_sentences; /* a name after such a full stop */
  bool has_inner_capital;
  struct foreign_and foreign;
};

/* Whether the word is this one, perhaps with a full stop or the like. */
static bool is_word(struct slice word, const char *name) {
  size_t length = strlen(name);
  return ascii_begins(word, name) &&
         (word.length == length || !ascii_is_letter(word.at[length]));
}

/* Notes "et al". */
static void note_et_al(struct word_tally *tally, struct slice word) {
  bool is_al = is_word(word, "al") || is_word(word, "alii");
  if (tally->is_et && is_al) tally->is_open = true;
  tally->is_et = word.length < 4 && ascii_begins(word, "et") &&
                 (word.length == 2 || word.at[2] == '.');
}

/* Notes a plus sign before a number. */
static void note_plus(struct word_tally *tally, struct slice word) {
  struct slice sign = word.at[0] == '(' ? ascii_skip(word, 1) : word;
  bool is_plus = sign.length && sign.at[0] == '+';
  struct slice number = is_plus ? ascii_skip(sign, 1) : word;
  if ((tally->is_plus || is_plus) && author_word_number(number) >= 0) {
    tally->is_open = true;
  }
  tally->is_plus = is_plus && !number.length;
}

/* Notes what says that there are more authors. */
static void note_open(struct word_tally *tally, struct slice word) {
  static const char *const closing[] = {"etc", "etc.", "etal", "etal.", NULL};
  note_et_al(tally, word);
  note_plus(tally, word);
  if (word.at[0] == 'e' && ascii_is_one_of(word, closing)) {
    tally->is_open = true;
  }
}

static void note_foreign_and(struct foreign_and *foreign, struct slice word) {
  /* The last two are dashes. */
  static const char *const surely[] = {
      "und", "et", "och", "og",  "\xd0\xb8",     "vs",           "vs.",
      "+",   "-",  "--",  "---", "\xe2\x80\x93", "\xe2\x80\x94", NULL};
  static const char *const perhaps[] = {"y",  "e",    "i", "en",
                                        "ve", "with", NULL};
  static const char *const company[] = {"co", "co.", "\xd0\x9a\xd0\xbe", NULL};
  if (foreign->is_found) {
    if (ascii_is_one_of(word, company)) foreign->is_sure = false;
    foreign->after++;
    return;
  }
  bool is_short = word.length < 5 && foreign->before > 0;
  if (is_short) {
    foreign->is_sure = ascii_is_one_of(word, surely);
    foreign->is_found = foreign->is_sure || ascii_is_one_of(word, perhaps);
  }
  foreign->before += !foreign->is_found;
}

static bool separates(struct foreign_and foreign) {
  bool is_between_names = foreign.before > 1 && foreign.after > 1;
  return foreign.is_found &&
         (is_between_names || (foreign.is_sure && foreign.after > 0));
}

/* "(and 3 more)", "[and others]"; a number before that is read elsewhere. */
static bool is_more_or_others(struct slice word) {
  static const bool may_begin[256] = {
      ['('] = true, ['['] = true, ['m'] = true, ['o'] = true};
  if (!may_begin[(unsigned char)word.at[0]]) return false;
  while (word.length && ascii_is_in(word.at[0], "(["))
    word = ascii_skip(word, 1);
  while (word.length && ascii_is_in(word.at[word.length - 1], ").]"))
    word.length--;
  return slice_is(word, "more") || slice_is(word, "others");
}

/* "ann@example.org", "https://...", "doi:10.1000/1" */
static bool is_address(struct slice word) {
  for (size_t i = 0; i < word.length; i++) {
    char next = i + 1 < word.length ? word.at[i + 1] : ' ';
    if (word.at[i] == '@') return true;
    if (word.at[i] == ':' && (next == '/' || ascii_is_digit(next))) return true;
    if (word.at[i] == '/' && next == '/') return true;
  }
  return false;
}

/* A word of three letters or more that ends with a full stop, as a list of "Ann
** Lee. Bo Ray." has; but not a title. */
static bool is_stopped(struct slice word) {
  static const char *const titles[] = {
      "assoc.", "chr.", "dept.", "dipl.", "ing.", "inst.", "intl.", "lab.",
      "mohd.",  "mrs.", "muh.",  "prof.", "rev.", "univ.", NULL};
  if (word.length < 4 || word.at[word.length - 1] != '.') return false;
  struct slice letters = {word.at, word.length - 1};
  return author_word_is_plain(letters) && !ascii_is_one_of(word, titles);
}

/* Notes what single names do not have. `word` is without its brackets, `whole`
** is with them. */
static void note_doubts(struct word_tally *tally, struct slice word,
                        struct slice whole, unsigned bytes) {
  static const char *const authors[] = {"authors", "coauthors", "co-authors",
                                        NULL};
  tally->ends_more = is_more_or_others(whole);
  bool is_long = whole.length > 6;
  if (is_long && ascii_is_one_of(author_bare_word(whole), authors)) {
    tally->is_number_less = true;
  }
  if ((bytes & HAS_ADDRESS) && is_address(word)) tally->has_address = true;
  if (!(bytes & HAS_DOT)) return;
  if (tally->has_stop && author_has_letter(word)) tally->has_sentences = true;
  tally->has_stop |= is_stopped(word);
}

static void add_plain_word(struct word_tally *tally, struct slice word) {
  tally->ends_initial = false;
  tally->joined += ascii_is_lower(word.at[0]);
  tally->names++;
  tally->to_name = ++tally->count;
}

static void add_word(struct word_tally *tally, struct slice word,
                     bool has_dot) {
  enum word_kind kind = author_word_read(word);
  if (kind == WORD_EMPTY) return;
  bool is_glued = has_dot && author_word_has_initial(word);
  bool is_initial = kind == WORD_INITIALS;
  if (!tally->count) tally->begins_initial = is_initial || is_glued;
  if (kind != WORD_SUFFIX) tally->ends_initial = is_initial;
  tally->dotted += has_dot && author_word_is_dotted(word);
  tally->initials += is_initial;
  tally->long_initials +=
      is_initial && word.length > 1 && ascii_is_upper(word.at[1]);
  tally->count += 1 + is_glued;
  if (kind != WORD_NAME) return;
  tally->names++;
  tally->to_name = tally->count;
  tally->joined += ascii_is_lower(word.at[0]);
  if (author_word_has_inner_capital(word)) tally->has_inner_capital = true;
}

static struct word_tally read_words(struct slice piece, unsigned bytes) {
  struct word_tally tally = {0};
  size_t depth = 0;
  struct slice word;
  while ((word = author_next_word(&piece)).length) {
    struct slice whole = word;
    note_open(&tally, whole);
    note_foreign_and(&tally.foreign, whole);
    if (bytes & HAS_BRACKET) word = outside_brackets(whole, &depth);
    note_doubts(&tally, word, whole, bytes);
    if (author_word_is_plain(word)) {
      add_plain_word(&tally, word);
    } else {
      add_word(&tally, word, bytes & HAS_DOT);
    }
  }
  return tally;
}

/* The words for "and" between two names of two characters or more. */
static bool has_east_asian_and(struct slice piece) {
  static const char *const words[] = {"\xe5\x92\x8c", "\xe4\xb8\x8e",
                                      "\xe8\x88\x87", "\xe5\x8f\x8a",
                                      "\xe3\x81\xa8", NULL};
  for (size_t at = 6; at + 9 <= piece.length; at++) {
    struct slice rest = ascii_skip(piece, at);
    for (size_t i = 0; words[i]; i++) {
      if (ascii_begins(rest, words[i])) return true;
    }
  }
  return false;
}

/* Whether a tag of HTML stands in the text, other than those around a footnote
** mark; but <ann@example.org> is none. */
static bool has_tag(struct slice text) {
  for (; text.length; text = ascii_skip(text, 1)) {
    bool is_mark = ascii_begins(text, "<sup>") || ascii_begins(text, "<sub>") ||
                   ascii_begins(text, "</sup>") || ascii_begins(text, "</sub>");
    if (text.at[0] != '<' || is_mark) continue;
    size_t end = 1;
    while (end < text.length && !ascii_is_in(text.at[end], "<>@"))
      end++;
    if (end > 1 && end < text.length && text.at[end] == '>') return true;
  }
  return false;
}

/* "Team" alone may be half of a name: Scholar writes "Team, Kestrel". */
bool author_piece_is_group(const struct author_piece *piece) {
  struct slice rest = piece->text, word;
  if (piece->is_company) return true;
  if (piece->words < 2) return false;
  while ((word = author_next_word(&rest)).length) {
    if (author_word_is_group(word)) return true;
  }
  return false;
}

/* More words or characters are no name of a person. */
enum { MOST_WORDS = 6, MOST_EAST_ASIAN = 7 };

static bool is_unclear(struct slice text, const struct author_piece *piece,
                       const struct word_tally *tally, unsigned bytes) {
  if (piece->is_east_asian) {
    size_t characters = author_count_east_asian(text);
    return characters > MOST_EAST_ASIAN || piece->words > 2 ||
           has_east_asian_and(text);
  }
  if (separates(tally->foreign)) return true;
  if (tally->has_address || tally->has_sentences) return true;
  bool is_one_word = tally->count == 1 && !(bytes & HAS_DIGIT);
  if (tally->is_number_less && !is_one_word) return true;
  if ((bytes & HAS_BRACKET) && has_tag(text)) return true;
  if (text.length == 1 && ascii_is_lower(text.at[0])) return true;
  if ((bytes & HAS_DIGIT) && is_year_of(text)) return true;
  return piece->words - tally->joined > MOST_WORDS &&
         !author_piece_is_group(piece);
}

static enum author_kind read_kind(struct slice text,
                                  const struct word_tally *tally,
                                  unsigned bytes, struct author_piece *piece) {
  bool may_have_ellipsis = bytes & (HAS_DOT | HAS_BEYOND);
  bool is_open = tally->is_open || has_open_end(text) || is_more_words(text) ||
                 (may_have_ellipsis && has_ellipsis(text));
  if (is_open) return AUTHOR_MORE;
  if ((bytes & HAS_DIGIT) && read_number_of(text, piece)) return AUTHOR_NUMBER;
  if (tally->ends_more) return AUTHOR_MORE;
  if (!tally->count) return AUTHOR_NOTHING;
  piece->has_dots = tally->dotted == tally->count;
  bool is_in_capitals = tally->long_initials > 1;
  bool is_initials = tally->initials == tally->count && !is_in_capitals;
  if (piece->has_dots && (is_initials || !piece->is_suffix)) {
    return AUTHOR_INITIALS;
  }
  if (piece->is_suffix) return AUTHOR_SUFFIX;
  if (is_initials) return AUTHOR_INITIALS;
  return is_unclear(text, piece, tally, bytes) ? AUTHOR_UNCLEAR : AUTHOR_NAME;
}

/* What stands after the names of those who edited a book. */
static bool is_role(struct slice text) {
  static const char *const roles[] = {"ed.",     "eds.",  "eds", "editor",
                                      "editors", "hrsg.", NULL};
  return text.length < 8 && ascii_is_one_of(text, roles);
}

struct author_piece author_piece_read(struct slice text) {
  text = slice_trim(text);
  unsigned bytes = bytes_of(text);
  struct word_tally tally = read_words(text, bytes);
  struct author_piece piece = {
      .text = text, .is_suffix = author_is_suffix(text) || is_role(text)};
  piece.words = tally.names ? tally.to_name : tally.count;
  piece.is_letter = text.length == 1;
  piece.is_east_asian =
      (bytes & HAS_BEYOND) && author_count_east_asian(text) > 0;
  piece.is_particle =
      text.length && ascii_is_lower(text.at[0]) && !tally.begins_initial;
  piece.is_whole =
      piece.is_east_asian ||
      (tally.names && (tally.begins_initial || tally.ends_initial));
  piece.is_upper = is_all_upper(text);
  /* "DAVID BAU" and "RAY BC" look alike. */
  if (piece.is_upper && tally.long_initials) piece.words = tally.count;
  piece.is_company = piece.is_upper || tally.has_inner_capital;
  piece.kind = read_kind(text, &tally, bytes, &piece);
  return piece;
}

bool author_is_heading(struct slice text) {
  static const char *const headings[] = {"author",  "authors",    "author(s)",
                                         "by",      "written by", "editor",
                                         "editors", NULL};
  return ascii_is_one_of(slice_trim(text), headings);
}
