/* Cuts a query into pieces from left to right. Looks ahead only as far as a
** piece needs it. Knows no tokenizer and no tree. */
#include "text/keyword/lex.h"

#include <string.h>

#include "base/ascii.h"
#include "base/number.h"

/* No text has more tokens, so a larger distance of a NEAR means the same. */
enum { LARGEST_DISTANCE = INT32_MAX };

void keyword_lex_init(struct keyword_lexer *lexer, struct slice query) {
  const char *zero = query.length ? memchr(query.at, 0, query.length) : NULL;
  if (zero) query = slice_between(query.at, zero);
  *lexer = (struct keyword_lexer){.query = query};
}

/* The byte at `at`; 0 after the end. */
static char byte_at(const struct keyword_lexer *lexer, size_t at) {
  return at < lexer->query.length ? lexer->query.at[at] : 0;
}

static bool is_query_space(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The bytes of FTS5's barewords. Its table has 0x1A too. */
static bool is_bare(char byte) {
  return ascii_is_word(byte) || byte == '_' || byte == 0x1a || (byte & 0x80);
}

static size_t skip_spaces(const struct keyword_lexer *lexer, size_t at) {
  while (is_query_space(byte_at(lexer, at)))
    at++;
  return at;
}

static enum keyword_piece operator_of(struct slice word) {
  if (slice_is(word, "AND")) return PIECE_AND;
  if (slice_is(word, "OR")) return PIECE_OR;
  if (slice_is(word, "NOT")) return PIECE_NOT;
  return PIECE_RUN;
}

/* Whether the `+` at `at`, which follows a part of a phrase, joins another part
** to it. */
static bool is_joint(const struct keyword_lexer *lexer, size_t at) {
  if (byte_at(lexer, at + 1) == '+' || (at && lexer->query.at[at - 1] == '+'))
    return false;
  size_t start = skip_spaces(lexer, at + 1), end = start;
  if (byte_at(lexer, start) == '"') return true;
  while (is_bare(byte_at(lexer, end)))
    end++;
  struct slice word = {lexer->query.at + start, end - start};
  return word.length && operator_of(word) == PIECE_RUN;
}

/* Whether the `-` at `at` excludes what follows: it stands at the beginning of
** a word. */
static bool is_minus(const struct keyword_lexer *lexer, size_t at) {
  char before = at ? lexer->query.at[at - 1] : ' ';
  char after = byte_at(lexer, at + 1);
  if (lexer->in_near || !(is_query_space(before) || before == '('))
    return false;
  return after && !is_query_space(after) && after != '-' && after != ')';
}

/* Whether the byte at `at` ends the run that began at `start`. */
static bool ends_run(const struct keyword_lexer *lexer, size_t start,
                     size_t at) {
  char byte = byte_at(lexer, at);
  if (!byte || is_query_space(byte) || strchr("()\"*^", byte)) return true;
  if (byte == ',') return lexer->in_near;
  return byte == '+' && at > start && is_joint(lexer, at);
}

/* Ends a string or a run. A `*` after it belongs to it, also after spaces. */
static enum keyword_piece end_phrase(struct keyword_lexer *lexer,
                                     enum keyword_piece piece, size_t start,
                                     size_t end) {
  lexer->text = (struct slice){lexer->query.at + start, end - start};
  lexer->at = end;
  size_t star = skip_spaces(lexer, end);
  lexer->prefix = byte_at(lexer, star) == '*';
  if (lexer->prefix) lexer->at = star + 1;
  lexer->after_phrase = true;
  return piece;
}

static enum keyword_piece lex_string(struct keyword_lexer *lexer) {
  size_t start = lexer->at, at = start + 1;
  while (at < lexer->query.length) {
    if (lexer->query.at[at++] != '"') continue;
    if (byte_at(lexer, at) != '"') {
      return end_phrase(lexer, PIECE_STRING, start, at);
    }
    at++;
  }
  lexer->text = (struct slice){lexer->query.at + start, at - start};
  return PIECE_BROKEN;
}

static enum keyword_piece lex_run(struct keyword_lexer *lexer) {
  size_t start = lexer->at, at = start;
  lexer->bare = true;
  for (; !ends_run(lexer, start, at); at++) {
    if (!is_bare(lexer->query.at[at])) lexer->bare = false;
  }
  lexer->text = (struct slice){lexer->query.at + start, at - start};
  size_t open = skip_spaces(lexer, at);
  if (!lexer->in_near && slice_is(lexer->text, "NEAR") &&
      byte_at(lexer, open) == '(') {
    lexer->text = (struct slice){lexer->query.at + open, 1};
    lexer->at = open + 1;
    return PIECE_NEAR;
  }
  enum keyword_piece piece = operator_of(lexer->text);
  if (piece == PIECE_RUN) return end_phrase(lexer, piece, start, at);
  lexer->at = at;
  return piece;
}

/* Reads the distance of a NEAR: `, 5` before the parenthesis. Any other comma
** in a NEAR is a space; false. */
static bool lex_distance(struct keyword_lexer *lexer) {
  size_t start = skip_spaces(lexer, lexer->at + 1);
  int64_t distance;
  size_t digits = digits_read(ascii_skip(lexer->query, start), &distance);
  size_t end = start + digits;
  if (!digits || byte_at(lexer, skip_spaces(lexer, end)) != ')') return false;
  if (distance > LARGEST_DISTANCE) distance = LARGEST_DISTANCE;
  lexer->distance = (long)distance;
  lexer->at = end;
  return true;
}

static enum keyword_piece lex_byte(struct keyword_lexer *lexer,
                                   enum keyword_piece piece) {
  lexer->text = (struct slice){lexer->query.at + lexer->at, 1};
  lexer->at++;
  return piece;
}

enum keyword_piece keyword_lex(struct keyword_lexer *lexer) {
  bool after_phrase = lexer->after_phrase;
  lexer->after_phrase = false;
  for (;; lexer->at++) {
    lexer->at = skip_spaces(lexer, lexer->at);
    switch (byte_at(lexer, lexer->at)) {
    case 0:
      return PIECE_END;
    case '(':
      return lex_byte(lexer, PIECE_OPEN);
    case ')':
      return lex_byte(lexer, PIECE_CLOSE);
    case '^':
      return lex_byte(lexer, PIECE_CARET);
    case '*':
      break;
    case '"':
      return lex_string(lexer);
    case ',':
      if (!lexer->in_near) return lex_run(lexer);
      if (lex_distance(lexer)) return PIECE_DISTANCE;
      break;
    case '+':
      if (after_phrase && is_joint(lexer, lexer->at)) {
        return lex_byte(lexer, PIECE_JOINT);
      }
      return lex_run(lexer);
    case '-':
      if (is_minus(lexer, lexer->at)) return lex_byte(lexer, PIECE_MINUS);
      return lex_run(lexer);
    default:
      return lex_run(lexer);
    }
  }
}
