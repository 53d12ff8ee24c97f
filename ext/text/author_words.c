/* Words of author lists, character by character. This file does not know what
** words are beside each other. */
#include "text/author_words.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/letters.h"

/* Reads the first character of a text that is not empty. A byte that is not
** valid UTF-8 counts as a letter: it was one before the text was damaged. */
static size_t read_character(struct slice text, uint32_t *character) {
  size_t width = utf8_read(text, character);
  if (width) return width;
  *character = 0xdf; /* a small letter */
  return 1;
}

/* What a space between words may begin with. */
static const bool may_be_space[256] = {
    [' '] = true,  ['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true,
    ['\r'] = true, ['~'] = true,  ['&'] = true,  [0xc2] = true};

/* The length of the space at the start: white space, the no-break space, TeX's
** and HTML's marks for it; 0 if there is none. */
static size_t space_length(struct slice text) {
  if (!text.length || !may_be_space[(unsigned char)text.at[0]]) return 0;
  if (ascii_is_space(text.at[0]) || text.at[0] == '~') return 1;
  if (text.at[0] == '&') return ascii_begins(text, "&nbsp;") ? 6 : 0;
  return ascii_begins(text, "\xc2\xa0") ? 2 : 0;
}

struct slice author_next_word(struct slice *text) {
  size_t length, end = 0;
  while ((length = space_length(*text)) > 0)
    *text = ascii_skip(*text, length);
  while (end < text->length && (!may_be_space[(unsigned char)text->at[end]] ||
                                !space_length(ascii_skip(*text, end)))) {
    end++;
  }
  struct slice word = {text->at, end};
  *text = ascii_skip(*text, end);
  return word;
}

bool author_has_letter(struct slice text) {
  uint32_t character;
  while (text.length) {
    text = ascii_skip(text, read_character(text, &character));
    if (letter_is(character)) return true;
  }
  return false;
}

/* Takes a letter with its accents off *text. */
static bool take_initial(struct slice *text, bool may_be_small) {
  uint32_t character;
  if (!text->length) return false;
  size_t width = read_character(*text, &character);
  bool is_small = may_be_small && letter_is(character);
  if (!letter_is_capital(character) && !is_small) return false;
  do {
    *text = ascii_skip(*text, width);
    if (!text->length) return true;
    width = read_character(*text, &character);
  } while (letter_is_accent(character));
  return true;
}

static bool skip_hyphen(struct slice *text) {
  bool is_wide = ascii_begins(*text, "\xe2\x80\x90") ||
                 ascii_begins(*text, "\xe2\x80\x91");
  bool is_hyphen = text->length && text->at[0] == '-';
  *text = ascii_skip(*text, is_wide ? 3 : is_hyphen);
  return is_wide || is_hyphen;
}

/* "J.", "J.K.", "J.-P.", and small letters: "W.-t.", "L. v." */
static bool is_dotted(struct slice word) {
  if (!word.length) return false;
  while (word.length) {
    if (!take_initial(&word, true)) return false;
    if (!word.length || word.at[0] != '.') return false;
    word = ascii_skip(word, 1);
    if (skip_hyphen(&word) && !word.length) return false;
  }
  return true;
}

enum { MOST_INITIALS = 4 };

/* "J", "JK", "J-P": initials without full stops. */
static bool is_bare_initials(struct slice word) {
  size_t count = 0;
  bool is_after_hyphen = false;
  while (word.length && count <= MOST_INITIALS) {
    if (!take_initial(&word, is_after_hyphen)) return false;
    count++;
    is_after_hyphen = skip_hyphen(&word);
    if (is_after_hyphen && !word.length) return false;
  }
  return count > 0 && count <= MOST_INITIALS;
}

/* "Yu.", "Ch.": a digraph that stands for a given name. */
static bool is_digraph(struct slice word) {
  uint32_t character;
  if (!take_initial(&word, false) || !word.length) return false;
  size_t width = read_character(word, &character);
  return letter_is(character) && slice_is(ascii_skip(word, width), ".");
}

bool author_word_is_dotted(struct slice word) {
  return is_dotted(word) || is_digraph(word);
}

bool author_word_has_initial(struct slice word) {
  uint32_t character;
  if (!word.length) return false;
  size_t width = read_character(word, &character);
  if (!letter_is(character) || is_dotted(word)) return false;
  struct slice rest = ascii_skip(word, width);
  return rest.length > 2 && rest.at[0] == '.' && author_has_letter(rest);
}

/* Dots do not count. Roman numbers and degrees must be in capitals: Ii and Md
** are names. */
bool author_is_suffix(struct slice piece) {
  static const char *const suffixes[] = {
      "Jr",  "jr",  "JR", "Sr",  "sr",  "SR",  "II",  "III", "IV",
      "PhD", "Phd", "MD", "MSc", "BSc", "MBA", "Esq", "FRS", NULL};
  static const bool may_begin[256] = {
      ['J'] = true, ['j'] = true, ['S'] = true, ['s'] = true, ['I'] = true,
      ['P'] = true, ['M'] = true, ['B'] = true, ['E'] = true, ['F'] = true};
  char plain[4];
  size_t length = 0;
  if (!piece.length || !may_begin[(unsigned char)piece.at[0]]) return false;
  for (size_t i = 0; i < piece.length; i++) {
    if (piece.at[i] == '.' || piece.at[i] == ' ') continue;
    if (length == sizeof plain) return false;
    plain[length++] = piece.at[i];
  }
  struct slice bare = {plain, length};
  for (size_t i = 0; suffixes[i]; i++) {
    if (slice_is(bare, suffixes[i])) return true;
  }
  return false;
}

bool author_word_has_inner_capital(struct slice word) {
  static const char *const beginnings[] = {
      "mc", "mac", "de", "del", "la", "le", "van", "di", "du", "fitz", "o", 0};
  bool is_small = false;
  for (size_t i = 0; i < word.length; i++) {
    if (is_small && ascii_is_upper(word.at[i])) {
      return !ascii_is_one_of((struct slice){word.at, i}, beginnings);
    }
    is_small = ascii_is_lower(word.at[i]);
  }
  return false;
}

bool author_word_is_group(struct slice word) {
  static const char *const words[] = {
      "ai",          "alliance",      "center",
      "centre",      "collaboration", "committee",
      "community",   "consortium",    "corp",
      "corporation", "foundation",    "group",
      "inc",         "inc.",          "initiative",
      "institute",   "lab",           "laboratories",
      "labs",        "laboratory",    "ltd",
      "network",     "organization",  "project",
      "research",    "team",          "university",
      NULL};
  return ascii_is_one_of(word, words);
}

/* More digits are not a number of people. Sums of such numbers fit in 64 bits,
** however long the text is. */
enum { MOST_DIGITS = 9 };

struct slice author_bare_word(struct slice word) {
  while (word.length && word.at[0] == '(')
    word = ascii_skip(word, 1);
  while (word.length && ascii_is_in(word.at[word.length - 1], ").,:"))
    word.length--;
  return word;
}

/* The value of a number with or without commas between thousands; -1 if the
** word is not such a number. */
static int64_t read_number(struct slice word) {
  int64_t number = 0;
  size_t digits = 0;
  for (size_t i = 0; i < word.length; i++) {
    if (word.at[i] == ',' && digits) continue;
    if (!ascii_is_digit(word.at[i]) || ++digits > MOST_DIGITS) return -1;
    number = number * 10 + (word.at[i] - '0');
  }
  return digits ? number : -1;
}

int64_t author_word_number(struct slice word) {
  return read_number(author_bare_word(word));
}

bool author_word_is_plain(struct slice word) {
  if (word.length < 2 || !ascii_is_letter(word.at[0])) return false;
  for (size_t i = 1; i < word.length; i++) {
    if (!ascii_is_lower(word.at[i])) return false;
  }
  return word.length > 3 || !author_is_suffix(word); /* all are short */
}

enum word_kind author_word_read(struct slice word) {
  if (!author_has_letter(word)) return WORD_EMPTY;
  if (slice_is(word, "III")) return WORD_SUFFIX; /* "Ray II" has initials */
  if (is_dotted(word) || is_bare_initials(word)) return WORD_INITIALS;
  return author_is_suffix(word) ? WORD_SUFFIX : WORD_NAME;
}

size_t author_count_east_asian(struct slice text) {
  size_t count = 0;
  uint32_t character;
  while (text.length) {
    text = ascii_skip(text, read_character(text, &character));
    count += letter_is_east_asian(character);
    if (!count) return 0;
  }
  return count;
}
