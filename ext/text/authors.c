/* Lists of authors as people and programs write them. One pass takes the text
** apart into pieces and counts what they are; at its end the counts say which
** style the list has. This file does not look into a piece: text/author_names
** does. */
#include "text/authors.h"

#include <string.h>

#include "base/ascii.h"
#include "text/author_names.h"
#include "text/author_separators.h"

/* What stands between two "and"s or strong separators. */
struct item {
  size_t pieces;
  struct author_piece first, second;
  size_t whole;      /* pieces that are whole names */
  bool has_initials; /* some stand by themselves between commas */
};

/* All that is known when the text is read once. */
struct author_list {
  struct slice text;
  bool has_lines;     /* the text has more than one */
  bool unbalanced[2]; /* some ( or { is not closed by its own */
  bool no_closing[2]; /* no ) or } comes any more */
  bool has_strong, has_list_comma, is_open, is_unclear;
  bool has_serial_comma;  /* before "and" */
  bool has_number;        /* of people: "5 others" */
  bool has_total;         /* of all people: "8 authors" */
  bool has_capitals;      /* a name of several words has no small letter */
  bool has_long_initials; /* initials of three letters or more */
  bool is_after_slash;    /* the next piece must be a whole name */
  bool takes_initials;    /* the last name, if they come next */
  bool has_initials;      /* some name has taken its own */
  bool last_is_single;    /* the last name is one word */
  size_t last_length;     /* in bytes */
  size_t breaks;          /* pieces that a line's end breaks */
  size_t odd_breaks;      /* of these, those that do not leave a word a side */
  size_t groups;          /* before a colon */
  size_t pieces;          /* that are names or parts of one */
  size_t singles;         /* of these, single words: they may be half a name */
  size_t items;
  size_t inverted; /* items that are one name of two pieces */
  size_t doubtful; /* items of two pieces that are one name or two */
  size_t longer;   /* items of more pieces that may be one name */
  size_t names;    /* in all items, where a doubtful one counts as one */
  int64_t others;
  struct item first, current, last;
};

/* The place after the bracket that closes the one at `at`; 0 if none does. */
static size_t after_group(struct slice text, size_t at, char open, char close) {
  size_t depth = 0;
  for (; at < text.length; at++) {
    if (text.at[at] == open) depth++;
    if (text.at[at] == close && --depth == 0) return at + 1;
  }
  return 0;
}

/* The place after a group in brackets. Where brackets do not match, the group
** ends at the next closing one. A search that fails is not made again for that
** kind of bracket: so the whole stays linear. */
static size_t skip_bracket(struct author_list *list, size_t at) {
  bool is_brace = list->text.at[at] == '{';
  char open = is_brace ? '{' : '(', close = is_brace ? '}' : ')';
  if (!list->unbalanced[is_brace]) {
    size_t end = after_group(list->text, at, open, close);
    if (end) return end;
    list->unbalanced[is_brace] = true;
  }
  if (list->no_closing[is_brace]) return at + 1;
  struct slice rest = ascii_skip(list->text, at);
  const char *found = memchr(rest.at, close, rest.length);
  if (found) return at + (size_t)(found - rest.at) + 1;
  list->no_closing[is_brace] = true;
  return at + 1;
}

/* Whether two names are one, the family name first: "Lee, Ann". Lists of two
** have names of several words on both sides. */
static bool is_inverted(const struct item *item) {
  const struct author_piece *first = &item->first, *second = &item->second;
  if (item->pieces != 2 || first->is_whole || item->has_initials) return false;
  if (second->is_east_asian) return false;
  if (first->is_letter && second->is_letter) return false;
  bool is_upper = first->is_upper && second->is_upper;
  if (second->words > 1 && !is_upper && author_piece_is_group(first)) {
    return false;
  }
  return first->words == 1 || first->is_particle || second->words == 1;
}

/* Whether its pieces are names of their own. */
static bool is_list(const struct item *item) {
  return item->has_initials || item->whole == item->pieces;
}

static void end_item(struct author_list *list) {
  struct item *item = &list->current;
  if (!item->pieces) return;
  bool is_one = item->pieces == 1 || is_inverted(item);
  bool has_given = item->pieces == 1 && item->has_initials;
  if (is_inverted(item) || has_given) {
    list->inverted++;
  } else if (!is_list(item) && item->pieces == 2) {
    list->doubtful++;
    is_one = true;
  } else if (!is_list(item) && item->pieces > 2) {
    list->longer++;
  }
  list->names += is_one ? 1 : item->pieces;
  if (!list->items) list->first = *item;
  list->last = *item;
  list->items++;
  *item = (struct item){0};
}

static void add_name(struct author_list *list, const struct author_piece *piece,
                     size_t length) {
  struct item *item = &list->current;
  bool is_single = piece->words == 1 && !piece->is_whole &&
                   !piece->is_company && !piece->is_letter;
  if (!item->pieces) item->first = *piece;
  if (item->pieces == 1) item->second = *piece;
  item->pieces++;
  item->whole += piece->is_whole;
  list->singles += is_single;
  list->last_is_single = is_single;
  list->last_length = length;
  bool may_wait = !list->pieces || piece->words == 1 || list->has_initials;
  list->takes_initials = piece->is_particle || (may_wait && !piece->is_whole);
  list->pieces++;
}

/* Gives initials to the name before them. false if they are a name of their
** own: a list may begin with "A, B and C". */
static bool add_initials(struct author_list *list,
                         const struct author_piece *piece) {
  struct item *item = &list->current;
  bool takes = item->pieces && list->takes_initials &&
               (piece->has_dots || list->last_length > 1 || list->has_initials);
  if (!takes) return false;
  item->has_initials = list->has_initials = true;
  list->singles -= list->last_is_single;
  list->last_is_single = list->takes_initials = false;
  return true;
}

/* Notes whether a slash without spaces stands between two names, as in "Ann
** Lee/Bo Ray", and not in one thing, as in N/A, AC/DC, he/him and </b>. */
static void note_slash(struct author_list *list,
                       const struct author_piece *piece, bool is_before_slash) {
  struct slice text = piece->text;
  bool is_name = piece->words > 1 || piece->is_whole;
  bool is_tag =
      is_before_slash && text.length && text.at[text.length - 1] == '<';
  if ((is_before_slash || list->is_after_slash) && (!is_name || is_tag)) {
    list->is_unclear = true;
  }
  list->is_after_slash = is_before_slash;
}

static void add_piece(struct author_list *list, struct slice text,
                      bool is_before_slash) {
  text = slice_trim(text);
  struct author_piece piece = author_piece_read(text);
  note_slash(list, &piece, is_before_slash);
  switch (piece.kind) {
  case AUTHOR_NOTHING:
  case AUTHOR_SUFFIX:
    break;
  case AUTHOR_MORE:
    list->is_open = true;
    break;
  case AUTHOR_UNCLEAR:
    list->is_unclear = true;
    break;
  case AUTHOR_NUMBER:
    list->others += piece.number;
    list->has_number = true;
    list->has_total |= piece.is_total;
    break;
  case AUTHOR_INITIALS:
    list->has_long_initials |=
        !piece.has_dots && piece.words == 1 && text.length > 2;
    if (add_initials(list, &piece)) break;
    list->takes_initials = false;
    if (!piece.is_suffix) add_name(list, &piece, text.length);
    break;
  case AUTHOR_NAME:
    list->has_capitals |= piece.is_upper && piece.words > 1;
    add_name(list, &piece, text.length);
    break;
  }
}

/* A text without a separator: each line is an author. */
static void add_lines(struct author_list *list, struct slice text) {
  while (text.length) {
    struct slice line = author_next_line(&text);
    if (author_is_heading(line)) continue;
    add_piece(list, line, false);
    end_item(list);
  }
  if (list->items > 1 && list->singles == list->items) list->is_unclear = true;
}

/* Notes where a line's end stands in a piece. A list that is wrapped leaves one
** word of a name on each side; two whole names say that lines are authors. */
static void note_breaks(struct author_list *list, struct slice text) {
  size_t before = 0, count = 0;
  struct slice line = author_next_line(&text);
  if (!text.length) return;
  for (; line.length || text.length; line = author_next_line(&text)) {
    size_t words = author_piece_read(line).words;
    if (before && words) {
      list->breaks++;
      list->odd_breaks += before > 1 || words > 1;
      if (count++ || (before > 1 && words > 1)) list->is_unclear = true;
    }
    if (words) before = words;
  }
}

/* What stands before a colon: a heading, or a group of people whose names
** follow. */
static void end_heading(struct author_list *list, struct slice text) {
  bool is_first = !list->items && !list->has_number && !list->groups;
  if (author_is_heading(text) && !list->pieces && is_first) return;
  add_piece(list, text, false);
  bool has_name = slice_trim(text).length > 0;
  bool is_group = !has_name || author_piece_is_group(&list->current.first);
  if (!is_first || list->pieces != 1 || !is_group) list->is_unclear = true;
  list->groups++;
  list->pieces = list->singles = 0;
  list->takes_initials = false;
  list->current = (struct item){0};
}

static void end_piece(struct author_list *list, struct slice text,
                      enum author_separator separator) {
  if (separator == COLON) {
    end_heading(list, text);
    return;
  }
  if (separator == END && !list->pieces && !list->has_number) {
    add_lines(list, text);
    return;
  }
  if (list->has_lines) note_breaks(list, text);
  add_piece(list, text, separator == SLASH);
  if (separator == AND && list->current.pieces && !slice_trim(text).length) {
    list->has_serial_comma = true;
  }
  if (separator == STRONG || separator == SLASH) list->has_strong = true;
  if (separator == LIST_COMMA) list->has_list_comma = true;
  if (separator != COMMA && separator != LIST_COMMA) end_item(list);
}

/* Whether the list has no number, whatever else is in it. */
static bool is_decided(const struct author_list *list) {
  return list->is_open || list->is_unclear;
}

static void read_pieces(struct author_list *list) {
  struct slice text = list->text;
  size_t start = 0, at = 0, length;
  while (!is_decided(list) && (at = author_next_mark(text, at)) < text.length) {
    if (text.at[at] == '(' || text.at[at] == '{') {
      at = skip_bracket(list, at);
      continue;
    }
    enum author_separator separator = author_separator_at(text, at, &length);
    if (separator != NO_SEPARATOR) {
      end_piece(list, (struct slice){text.at + start, at - start}, separator);
      start = at + length;
    }
    at += length;
  }
  if (!is_decided(list)) end_piece(list, ascii_skip(text, start), END);
}

/* Whether half of the pieces or more are single words: then they may be halves
** of names. */
static bool may_be_halves(const struct author_list *list) {
  return list->pieces > 2 && list->singles > 1 &&
         list->singles * 2 >= list->pieces;
}

static int64_t count_pieces(const struct author_list *list) {
  return may_be_halves(list) ? AUTHORS_UNKNOWN : (int64_t)list->pieces;
}

/* "Lee, Ann, Bo Ray, and Cy Dee" in Chicago's style, where the first name is
** inverted; or "Ann Lee, Bo Ray, and Cy Dee". Chicago has the serial comma. */
static int64_t count_before_and(const struct author_list *list) {
  const struct author_piece *first = &list->first.first;
  const struct author_piece *second = &list->first.second;
  int64_t pieces = (int64_t)list->pieces;
  bool is_letters = first->is_letter && second->is_letter;
  bool is_upper = first->is_upper && second->is_upper;
  bool is_plain = !list->has_serial_comma && list->first.pieces > 2;
  if (is_list(&list->first) || first->is_whole || is_letters) {
    return count_pieces(list);
  }
  if (second->words > 1 && !is_upper && author_piece_is_group(first)) {
    return pieces;
  }
  if (first->words > 1 && !first->is_particle) {
    bool is_half = second->words == 1 && !second->is_whole && !is_plain;
    return is_half ? AUTHORS_UNKNOWN : count_pieces(list);
  }
  if (list->singles > 1u + (second->words == 1)) return AUTHORS_UNKNOWN;
  if (second->words == 1 || first->is_particle) return pieces - 1;
  return is_plain ? pieces : AUTHORS_UNKNOWN;
}

/* Two items of which the last has more pieces than one. */
static int64_t count_last_inverted(const struct author_list *list) {
  const struct item *first = &list->first;
  if (!list->inverted) {
    bool is_bibtex = first->pieces == 2 && !is_list(first);
    return is_bibtex ? AUTHORS_UNKNOWN : count_pieces(list);
  }
  return first->pieces < 3 ? (int64_t)list->names : AUTHORS_UNKNOWN;
}

static int64_t count_items(const struct author_list *list) {
  bool is_mixed = list->doubtful && !list->inverted;
  if (is_mixed || (list->longer && (list->inverted || list->has_strong))) {
    return AUTHORS_UNKNOWN;
  }
  if (list->longer && may_be_halves(list)) return AUTHORS_UNKNOWN;
  return (int64_t)list->names;
}

/* Commas and no "and". */
static int64_t count_commas(const struct author_list *list) {
  const struct item *item = &list->first;
  if (list->pieces == 1) {
    bool may_be_two = item->first.is_east_asian && item->first.words > 1;
    return may_be_two ? AUTHORS_UNKNOWN : 1;
  }
  bool is_line_each = list->breaks && list->breaks == list->pieces - 2;
  if (is_line_each && !item->first.is_whole) {
    bool is_sure =
        item->first.words == 1 && (list->breaks > 1 || list->last_is_single);
    return is_sure ? (int64_t)list->breaks + 1 : AUTHORS_UNKNOWN;
  }
  return is_inverted(item) ? 1 : count_pieces(list);
}

static int64_t count_names(const struct author_list *list) {
  if (list->has_list_comma) return (int64_t)list->pieces;
  if (!list->items) return 0;
  if (list->has_strong || list->items > 2) return count_items(list);
  if (list->items == 1) return count_commas(list);
  if (list->first.pieces == 1 && list->last.pieces == 1) return 2;
  return list->last.pieces == 1 ? count_before_and(list)
                                : count_last_inverted(list);
}

/* What stands in a field where no author is known; or a JSON object. */
static bool is_no_list(struct slice text) {
  static const char *const words[] = {
      "anonymous",  "n.a.",      "na",      "nan",     "nil",
      "no authors", "none",      "null",    "tba",     "tbd",
      "tbc",        "undefined", "unknown", "various", NULL};
  return ascii_is_one_of(text, words) || ascii_begins(text, "{\"");
}

/* Whether the text has more than one line. */
static bool has_lines(struct slice text) {
  author_next_line(&text);
  return text.length > 0;
}

/* Whether the whole list leaves a doubt that no piece of it shows. */
static bool is_doubtful(const struct author_list *list) {
  bool names_nobody =
      list->text.length && !list->pieces && !list->groups && !list->has_number;
  bool is_counted_twice = list->has_total && list->pieces;
  bool is_wrapped_oddly =
      list->odd_breaks * 2 > list->breaks && list->items < 2;
  /* "ANN LEE, YANG, BO RAY": Yang is a name here, and initials elsewhere. */
  bool is_in_capitals =
      list->has_capitals && list->has_long_initials && !list->has_strong;
  return names_nobody || is_counted_twice || is_wrapped_oddly || is_in_capitals;
}

int64_t authors_count(struct slice text) {
  struct author_list list = {.text = slice_trim(text)};
  if (is_no_list(list.text)) return AUTHORS_UNKNOWN;
  list.has_lines = has_lines(list.text);
  read_pieces(&list);
  if (is_decided(&list) || is_doubtful(&list)) return AUTHORS_UNKNOWN;
  int64_t names = count_names(&list);
  if (names == AUTHORS_UNKNOWN) return names;
  return names + (int64_t)list.groups + list.others;
}
