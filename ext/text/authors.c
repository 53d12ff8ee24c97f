/* Lists of authors as people and programs write them. One pass over the text
** takes it apart; what the list is made of is decided at its end. */
#include "text/authors.h"

#include <string.h>

#include "base/ascii.h"
#include "text/author_names.h"

enum separator {
  NO_SEPARATOR,
  COMMA,
  LIST_COMMA, /* one that stands between names only */
  SEMICOLON,
  AND,
  END
};

/* What stands between two "and"s. */
struct item {
  size_t pieces;
  size_t words[2]; /* of its first two pieces */
  bool small;      /* begins with a small letter, as "van Gogh" */
  bool whole;      /* its first piece is no family name that waits for more */
  bool initials;   /* some stand by themselves between commas */
};

/* All that is known when the text is read once. */
struct tally {
  struct slice text;
  bool unbalanced[2]; /* some ( or { is not closed by its own */
  bool no_closing[2]; /* no ) or } comes any more */
  bool has_semicolon, has_list_comma, is_open;
  bool has_long_item;  /* of three pieces or more */
  bool has_number;     /* of people: "5 others" */
  bool in_group;       /* something counts since the last semicolon or "and" */
  bool takes_initials; /* the last name, if they come next */
  size_t groups;       /* between semicolons and "and"s */
  size_t pieces;
  size_t items; /* between "and"s */
  int64_t others;
  struct item first, current, last;
};

/* Behind the bracket that closes the one at `at`, 0 if none does. */
static size_t behind_group(struct slice text, size_t at, char open,
                           char close) {
  size_t depth = 0;
  for (; at < text.length; at++) {
    if (text.at[at] == open) depth++;
    if (text.at[at] == close && --depth == 0) return at + 1;
  }
  return 0;
}

/* Where brackets do not match, a group goes up to the next closing one. Each
** kind is looked for in vain only once, which keeps this linear. */
static size_t skip_bracket(struct tally *tally, size_t at) {
  bool is_brace = tally->text.at[at] == '{';
  char open = is_brace ? '{' : '(', close = is_brace ? '}' : ')';
  if (!tally->unbalanced[is_brace]) {
    size_t end = behind_group(tally->text, at, open, close);
    if (end) return end;
    tally->unbalanced[is_brace] = true;
  }
  if (tally->no_closing[is_brace]) return at + 1;
  struct slice rest = ascii_skip(tally->text, at);
  const char *found = memchr(rest.at, close, rest.length);
  if (found) return at + (size_t)(found - rest.at) + 1;
  tally->no_closing[is_brace] = true;
  return at + 1;
}

static enum separator wide_separator(struct slice rest) {
  if (ascii_begins(rest, "\xef\xbc\x9b") || ascii_begins(rest, "\xd8\x9b")) {
    return SEMICOLON;
  }
  bool is_comma = ascii_begins(rest, "\xef\xbc\x8c") ||
                  ascii_begins(rest, "\xe3\x80\x81") ||
                  ascii_begins(rest, "\xd8\x8c");
  return is_comma ? LIST_COMMA : NO_SEPARATOR;
}

/* "and" or "&" as a word of its own. */
static size_t and_length(struct slice text, size_t at) {
  if (at > 0 && !ascii_is_space(text.at[at - 1]) &&
      !ascii_is_in(text.at[at - 1], ",;)}")) {
    return 0;
  }
  struct slice rest = ascii_skip(text, at);
  size_t length = ascii_begins(rest, "and") ? 3 : ascii_begins(rest, "&");
  if (!length || (length < rest.length && !ascii_is_space(rest.at[length]))) {
    return 0;
  }
  return length;
}

/* The separator at `at`, its length in *length. */
static enum separator separator_at(struct slice text, size_t at,
                                   size_t *length) {
  unsigned char byte = (unsigned char)text.at[at];
  *length = 1;
  if (byte == ';') return SEMICOLON;
  if (byte == ',') {
    bool is_thousand =
        at > 0 && ascii_is_digit(text.at[at - 1]) && at + 3 < text.length &&
        ascii_is_digit(text.at[at + 1]) && ascii_is_digit(text.at[at + 2]) &&
        ascii_is_digit(text.at[at + 3]);
    return is_thousand ? NO_SEPARATOR : COMMA;
  }
  if (byte >= 0xd8) {
    *length = byte < 0xe0 ? 2 : 3;
    return wide_separator(ascii_skip(text, at));
  }
  if (byte != '&' && byte != 'a' && byte != 'A') return NO_SEPARATOR;
  *length = and_length(text, at);
  return *length ? AND : NO_SEPARATOR;
}

/* Whether "Lee, Ann" cannot be meant: the piece is one letter, or in a script
** (Han, kana, Hangul) whose names have no comma inside. */
static bool is_whole(struct slice piece) {
  unsigned char first = (unsigned char)piece.at[0];
  return piece.length == 1 || (first >= 0xe3 && first <= 0xed);
}

static void add_name(struct tally *tally, struct slice piece) {
  struct item *item = &tally->current;
  piece = slice_trim(piece);
  size_t words = author_piece_words(piece);
  bool is_small = ascii_is_lower(piece.at[0]);
  if (item->pieces < 2) item->words[item->pieces] = words;
  if (!item->pieces) {
    item->small = is_small;
    item->whole = is_whole(piece);
  }
  tally->takes_initials = words == 1 || is_small || !tally->pieces;
  item->pieces++;
  tally->pieces++;
  tally->in_group = true;
}

static void add_piece(struct tally *tally, struct slice piece) {
  int64_t number = 0;
  switch (author_piece_read(piece, &number)) {
  case AUTHOR_NOTHING:
  case AUTHOR_SUFFIX:
    break;
  case AUTHOR_MORE:
    tally->is_open = true;
    break;
  case AUTHOR_NUMBER:
    tally->others += number;
    tally->has_number = true;
    break;
  case AUTHOR_INITIALS:
    if (tally->in_group && tally->takes_initials) {
      tally->current.initials = true;
    } else if (!author_piece_is_suffix(piece)) {
      add_name(tally, piece);
    }
    tally->takes_initials = false;
    break;
  case AUTHOR_NAME:
    add_name(tally, piece);
    break;
  }
}

static void end_item(struct tally *tally) {
  if (!tally->current.pieces) return;
  if (!tally->items) tally->first = tally->current;
  if (tally->current.pieces > 2) tally->has_long_item = true;
  tally->last = tally->current;
  tally->current = (struct item){0};
  tally->items++;
}

static void end_piece(struct tally *tally, struct slice piece,
                      enum separator separator) {
  add_piece(tally, piece);
  if (separator == SEMICOLON) tally->has_semicolon = true;
  if (separator == LIST_COMMA) tally->has_list_comma = true;
  if (separator == COMMA || separator == LIST_COMMA) return;
  tally->groups += tally->in_group;
  tally->in_group = false;
  if (separator != SEMICOLON) end_item(tally);
}

static void read_pieces(struct tally *tally) {
  struct slice text = tally->text;
  size_t start = 0, at = 0;
  while (at < text.length) {
    size_t length;
    enum separator separator;
    if (text.at[at] == '(' || text.at[at] == '{') {
      at = skip_bracket(tally, at);
      continue;
    }
    separator = separator_at(text, at, &length);
    if (separator == NO_SEPARATOR) {
      at++;
      continue;
    }
    end_piece(tally, (struct slice){text.at + start, at - start}, separator);
    start = at += length;
  }
  end_piece(tally, (struct slice){text.at + start, at - start}, END);
}

/* Whether two pieces are one name, the family name first: "Lee, Ann". Lists
** of two have names of several words on both sides. */
static bool is_inverted(const struct item *item) {
  if (item->pieces != 2 || item->whole || item->initials) return false;
  return item->words[0] == 1 || item->small || item->words[1] == 1;
}

/* The number of names of a list with commas and "and"s. */
static size_t count_names(const struct tally *tally) {
  if (tally->has_semicolon) return tally->groups;
  if (tally->has_list_comma || tally->has_long_item) return tally->pieces;
  if (tally->items < 2) return is_inverted(&tally->first) ? 1 : tally->pieces;
  if (tally->items > 2 || tally->last.pieces > 1) return tally->items;
  /* "Knuth, Donald and Lamport, L." */
  if (tally->last.initials && is_inverted(&tally->first)) return tally->items;
  /* "Knuth, Donald E. and Leslie Lamport" */
  bool is_mixed = is_inverted(&tally->first) && tally->first.words[0] == 1 &&
                  tally->first.words[1] == 1 && tally->last.words[0] > 1;
  return is_mixed ? tally->items : tally->pieces;
}

int64_t authors_count(struct slice text) {
  struct tally tally = {.text = slice_trim(text)};
  read_pieces(&tally);
  bool names_nobody = tally.text.length && !tally.pieces && !tally.has_number;
  if (tally.is_open || names_nobody) return AUTHORS_UNKNOWN;
  return (int64_t)count_names(&tally) + tally.others;
}
