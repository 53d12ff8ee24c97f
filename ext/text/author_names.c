/* What one piece of a list says. This file does not know what separates the
** pieces. */
#include "text/author_names.h"

#include "base/ascii.h"
#include "base/utf8.h"

/* The width of the first character. Letters are all characters above Latin-1's
** signs but for punctuation, and bytes that are not valid UTF-8: those were
** letters before they were damaged. */
static size_t read_character(struct slice text, bool *is_letter) {
  uint32_t character;
  size_t width = utf8_read(text, &character);
  if (!width) {
    *is_letter = true;
    return 1;
  }
  if (width == 1) {
    *is_letter = ascii_is_letter(text.at[0]);
  } else {
    *is_letter = character >= 0xc0 &&
                 !(character >= 0x2000 && character < 0x2c00) &&
                 !(character >= 0x3000 && character < 0x3040);
  }
  return width;
}

/* Takes the next word off *text; empty at the end. */
static struct slice next_word(struct slice *text) {
  size_t start = 0;
  while (start < text->length && ascii_is_space(text->at[start]))
    start++;
  size_t end = start;
  while (end < text->length && !ascii_is_space(text->at[end]))
    end++;
  struct slice word = {text->at + start, end - start};
  *text = ascii_skip(*text, end);
  return word;
}

static bool has_letter(struct slice word) {
  bool is_letter = false;
  while (word.length && !is_letter) {
    word = ascii_skip(word, read_character(word, &is_letter));
  }
  return is_letter;
}

/* "J.", "J.K.", "J.-P." */
static bool is_initials_word(struct slice word) {
  if (word.length < 2) return false;
  for (size_t i = 0; i < word.length; i += 2) {
    if (i && word.at[i] == '-') i++;
    if (i + 1 >= word.length) return false;
    if (!ascii_is_upper(word.at[i]) || word.at[i + 1] != '.') return false;
  }
  return true;
}

size_t author_piece_words(struct slice piece) {
  size_t count = 0, last = 0;
  struct slice word;
  while ((word = next_word(&piece)).length) {
    count += has_letter(word);
    if (!is_initials_word(word)) last = count;
  }
  return last ? last : count;
}

static bool is_initials(struct slice piece) {
  struct slice word = next_word(&piece);
  if (!word.length) return false;
  for (; word.length; word = next_word(&piece)) {
    if (!is_initials_word(word)) return false;
  }
  return true;
}

/* Dots do not count. Roman numbers and degrees must be in capitals: Ii and Md
** are names. */
bool author_piece_is_suffix(struct slice piece) {
  static const char *const suffixes[] = {
      "Jr",  "jr",  "JR", "Sr",  "sr",  "SR",  "II",  "III", "IV",
      "PhD", "Phd", "MD", "MSc", "BSc", "MBA", "Esq", "FRS", NULL};
  char plain[4];
  size_t length = 0;
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

/* More digits are not a number of people. Sums of such numbers fit in 64 bits,
** however long the text is. */
enum { MOST_DIGITS = 9 };

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

/* The word without the brackets and the full stop of "(8 authors)." */
static struct slice bare_word(struct slice word) {
  while (word.length && word.at[0] == '(')
    word = ascii_skip(word, 1);
  while (word.length && ascii_is_in(word.at[word.length - 1], ").,:"))
    word.length--;
  return word;
}

/* Reads "8 authors", "12 co-authors", "5 more authors", "3 others". */
static bool read_number_of(struct slice piece, int64_t *number) {
  static const char *const people[] = {
      "author", "authors", "coauthor", "coauthors",  "co-author", "co-authors",
      "other",  "others",  "more",     "additional", "people",    NULL};
  struct slice word = next_word(&piece);
  while (word.length && !has_letter(word) && read_number(bare_word(word)) < 0) {
    word = next_word(&piece);
  }
  *number = read_number(bare_word(word));
  if (*number < 0) return false;
  size_t count = 0;
  while ((word = next_word(&piece)).length) {
    if (!ascii_is_one_of(bare_word(word), people)) return false;
    count++;
  }
  return count > 0;
}

/* "others", "many more"; but More is a family name. */
static bool is_more(struct slice piece) {
  static const char *const words[] = {
      "others", "colleagues", "coworkers", "co-workers", "collaborators", NULL};
  struct slice first = next_word(&piece), second = next_word(&piece);
  if (ascii_is(first, "many") || ascii_is(first, "several")) first = second;
  bool is_said = ascii_is_one_of(first, words) || slice_is(first, "more");
  return is_said && !next_word(&piece).length;
}

/* "...", or the character for it, by itself or at the end of a name. */
static bool is_ellipsis(struct slice piece) {
  static const char *const signs[] = {"...", "\xe2\x80\xa6"};
  for (size_t i = 0; i < 2; i++) {
    struct slice end =
        ascii_skip(piece, piece.length > 3 ? piece.length - 3 : 0);
    if (ascii_begins(piece, signs[i]) || ascii_is(end, signs[i])) return true;
  }
  return false;
}

/* Whether "et al" stands in it as words of its own. */
static bool has_et_al(struct slice piece) {
  struct slice word = next_word(&piece);
  while (word.length) {
    bool is_et = ascii_is(word, "et") || ascii_is(word, "et.");
    word = next_word(&piece);
    if (is_et && ascii_begins(word, "al") &&
        (word.length == 2 || !ascii_is_letter(word.at[2]) ||
         ascii_is(word, "alii"))) {
      return true;
    }
  }
  return false;
}

enum author_piece author_piece_read(struct slice piece, int64_t *number) {
  piece = slice_trim(piece);
  if (is_ellipsis(piece) || is_more(piece) || has_et_al(piece)) {
    return AUTHOR_MORE;
  }
  if (!has_letter(piece)) return AUTHOR_NOTHING;
  if (read_number_of(piece, number)) return AUTHOR_NUMBER;
  if (is_initials(piece)) return AUTHOR_INITIALS;
  return author_piece_is_suffix(piece) ? AUTHOR_SUFFIX : AUTHOR_NAME;
}
