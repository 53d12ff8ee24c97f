/* Parses a query piece by piece (lex.h). Words become phrases and phrases
** become groups; frames.h joins the groups by operators and lists. Must not
** know how a tokenizer works, nor any text that is searched. */
#include "text/keyword/parse.h"

#include <assert.h>

#include "text/keyword/frames.h"
#include "text/keyword/lex.h"

enum { DEFAULT_DISTANCE = 10 };

struct parser {
  struct keyword_tree *tree;
  const struct keyword_tokenizer *tokenizer;
  struct keyword_lexer lexer;
  struct keyword_frames frames;
  struct buffer scratch; /* a part of a phrase, for the tokenizer */
  struct error *error;
  uint32_t first_slot; /* of the phrase being read */
};

static bool has_failed(const struct parser *parser) {
  return parser->error->outcome != OK;
}

/* Counts one more word. false, with the error set, if there are too many. */
static bool count_word(struct parser *parser) {
  if (parser->tree->words < KEYWORD_MAX_WORDS) {
    parser->tree->words++;
    return true;
  }
  error_set(parser->error, TOO_BIG, "more than %d words",
            (int)KEYWORD_MAX_WORDS);
  return false;
}

/* Adds a token to the phrase that is being read: a new slot, or a synonym in
** the last slot. */
static int add_token(void *to, int flags, const char *bytes, int length,
                     int start, int end) {
  struct parser *parser = to;
  struct keyword_tree *tree = parser->tree;
  (void)start;
  (void)end;
  if (length < 0) length = 0;
  if (length > KEYWORD_MAX_TOKEN) length = KEYWORD_MAX_TOKEN;
  if (!count_word(parser)) return KEYWORD_STOP;
  assert(tree->token_count < KEYWORD_MAX_WORDS);
  uint32_t number = tree->token_count++;
  tree->tokens[number] =
      (struct keyword_token){(uint32_t)tree->bytes.length, (uint32_t)length};
  buffer_append(&tree->bytes, bytes, (size_t)length);
  if (!buffer_check(&tree->bytes, parser->error)) return KEYWORD_STOP;
  if ((flags & KEYWORD_COLOCATED) && tree->slot_count > parser->first_slot) {
    tree->slots[tree->slot_count - 1].count++;
  } else {
    tree->slots[tree->slot_count++] = (struct keyword_slot){number, 1, false};
  }
  return 0;
}

/* Appends the text of a string without its quotes. */
static void append_unquoted(struct buffer *to, struct slice string) {
  for (size_t i = 1; i + 1 < string.length; i++) {
    if (string.at[i] == '"') i++;
    buffer_append_byte(to, string.at[i]);
  }
}

/* Adds the tokens of the lexer's string or run to the phrase that is being
** read. As in FTS5, a `*` makes the last slot a prefix, even if this part has
** no token. */
static bool cut_part(struct parser *parser, enum keyword_piece piece) {
  struct buffer *scratch = &parser->scratch;
  struct keyword_tree *tree = parser->tree;
  bool prefix = parser->lexer.prefix;
  buffer_reset(scratch);
  if (piece == PIECE_STRING) {
    append_unquoted(scratch, parser->lexer.text);
  } else {
    buffer_append_slice(scratch, parser->lexer.text);
  }
  size_t length = scratch->length;
  buffer_append_byte(scratch, 0);
  if (!buffer_check(scratch, parser->error)) return false;
  bool done = parser->tokenizer->cut(
      parser->tokenizer->self, prefix ? KEYWORD_PREFIX : KEYWORD_QUERY,
      scratch->at, length, add_token, parser, parser->error);
  if (!done || has_failed(parser)) return false;
  if (tree->slot_count > parser->first_slot) {
    tree->slots[tree->slot_count - 1].prefix = prefix;
  }
  return true;
}

/* Reads a `+` and the part after it into *piece. false, with nothing read, if
** no such part follows. */
static bool read_joint(struct parser *parser, enum keyword_piece *piece) {
  struct keyword_lexer before = parser->lexer;
  if (keyword_lex(&parser->lexer) != PIECE_JOINT) {
    parser->lexer = before;
    return false;
  }
  before = parser->lexer;
  *piece = keyword_lex(&parser->lexer);
  if (*piece == PIECE_STRING || *piece == PIECE_RUN) return true;
  parser->lexer = before;
  return false;
}

enum phrase_result {
  PHRASE_NONE,  /* nothing that counts; also after a failure */
  PHRASE_EMPTY, /* a phrase without a token, which FTS5 accepts */
  PHRASE_ADDED  /* the last phrase of the tree */
};

/* Reads the phrase that begins with the lexer's piece. */
static enum phrase_result read_phrase(struct parser *parser,
                                      enum keyword_piece piece, bool first) {
  struct keyword_tree *tree = parser->tree;
  bool counts = false;
  parser->first_slot = tree->slot_count;
  do {
    if (piece == PIECE_STRING || parser->lexer.bare) counts = true;
    if (!cut_part(parser, piece)) return PHRASE_NONE;
  } while (read_joint(parser, &piece));
  uint32_t slots = tree->slot_count - parser->first_slot;
  if (!slots && !counts) return PHRASE_NONE;
  if (!slots) return count_word(parser) ? PHRASE_EMPTY : PHRASE_NONE;
  tree->phrases[tree->phrase_count++] =
      (struct keyword_phrase){parser->first_slot, slots, first};
  return PHRASE_ADDED;
}

/* Makes a group of the last `count` phrases. */
static struct keyword_value new_group(struct parser *parser, uint32_t count,
                                      long distance) {
  struct keyword_tree *tree = parser->tree;
  uint32_t node =
      keyword_node_new(tree, KEYWORD_GROUP, tree->group_count, KEYWORD_NONE);
  tree->groups[tree->group_count++] =
      (struct keyword_group){node, tree->phrase_count - count, count, distance};
  return (struct keyword_value){node, false};
}

static struct keyword_value new_empty(struct parser *parser) {
  uint32_t node =
      keyword_node_new(parser->tree, KEYWORD_EMPTY, KEYWORD_NONE, KEYWORD_NONE);
  return (struct keyword_value){node, false};
}

/* Sets the error about a quote or a parenthesis that is not closed. */
static void refuse_open(struct parser *parser, const char *what, size_t place) {
  size_t character = 1;
  for (size_t i = 0; i < place; i++) {
    if ((parser->lexer.query.at[i] & 0xc0) != 0x80) character++;
  }
  error_set(parser->error, FAILED, "the %s at character %zu is not closed",
            what, character);
}

static size_t place_of_piece(const struct parser *parser) {
  return (size_t)(parser->lexer.text.at - parser->lexer.query.at);
}

/* Reads up to the parenthesis that closes a NEAR. Ignores operators and inner
** parentheses. */
static struct keyword_value read_near(struct parser *parser) {
  size_t place = place_of_piece(parser), depth = 1;
  long distance = DEFAULT_DISTANCE;
  uint32_t count = 0;
  bool counts = false;
  parser->lexer.in_near = true;
  while (depth && !has_failed(parser)) {
    enum phrase_result phrase;
    enum keyword_piece piece = keyword_lex(&parser->lexer);
    switch (piece) {
    case PIECE_RUN:
    case PIECE_STRING:
      phrase = read_phrase(parser, piece, false);
      if (phrase == PHRASE_ADDED) count++;
      if (phrase == PHRASE_EMPTY) counts = true;
      break;
    case PIECE_OPEN:
      depth++;
      break;
    case PIECE_CLOSE:
      depth--;
      break;
    case PIECE_DISTANCE:
      if (depth == 1) distance = parser->lexer.distance;
      break;
    case PIECE_BROKEN:
      refuse_open(parser, "quote", place_of_piece(parser));
      break;
    case PIECE_END:
      refuse_open(parser, "parenthesis", place);
      break;
    default:
      break;
    }
  }
  parser->lexer.in_near = false;
  if (has_failed(parser)) return keyword_nothing;
  if (count) return new_group(parser, count, distance);
  return counts ? new_empty(parser) : keyword_nothing;
}

static struct keyword_value read_word(struct parser *parser,
                                      enum keyword_piece piece, bool first) {
  enum phrase_result phrase = read_phrase(parser, piece, first);
  if (has_failed(parser) || phrase == PHRASE_NONE) return keyword_nothing;
  if (phrase == PHRASE_EMPTY) return new_empty(parser);
  return new_group(parser, 1, 0);
}

/* Ends the query: an error if a parenthesis is open, else the root is known. */
static void finish_query(struct parser *parser) {
  if (keyword_frames_depth(&parser->frames)) {
    refuse_open(parser, "parenthesis", keyword_frames_place(&parser->frames));
    return;
  }
  struct keyword_value value = keyword_frames_end(&parser->frames);
  if (!value.negative) parser->tree->root = value.node;
}

static void read_query(struct parser *parser) {
  bool minus = false, first = false;
  while (!has_failed(parser)) {
    enum keyword_piece piece = keyword_lex(&parser->lexer);
    switch (piece) {
    case PIECE_MINUS:
      minus = true;
      continue;
    case PIECE_CARET:
      first = true;
      continue;
    case PIECE_RUN:
    case PIECE_STRING:
      keyword_frames_add(&parser->frames, read_word(parser, piece, first),
                         minus);
      break;
    case PIECE_NEAR:
      keyword_frames_add(&parser->frames, read_near(parser), minus);
      break;
    case PIECE_OPEN:
      keyword_frames_open(&parser->frames, place_of_piece(parser), minus);
      break;
    case PIECE_CLOSE:
      keyword_frames_close(&parser->frames);
      break;
    case PIECE_AND:
    case PIECE_OR:
    case PIECE_NOT:
      keyword_frames_operator(&parser->frames, piece);
      break;
    case PIECE_BROKEN:
      refuse_open(parser, "quote", place_of_piece(parser));
      return;
    case PIECE_END:
      finish_query(parser);
      return;
    default:
      break;
    }
    minus = first = false;
  }
}

bool keyword_parse(struct keyword_tree *tree, struct slice query,
                   const struct keyword_tokenizer *tokenizer,
                   struct error *error) {
  struct parser parser = {.tree = tree, .tokenizer = tokenizer, .error = error};
  tree->root = KEYWORD_NONE;
  tree->words = tree->node_count = tree->group_count = 0;
  tree->phrase_count = tree->slot_count = tree->token_count = 0;
  buffer_init(&tree->bytes, (size_t)KEYWORD_MAX_WORDS * KEYWORD_MAX_TOKEN);
  if (query.length > KEYWORD_MAX_QUERY) {
    error_set(error, TOO_BIG, "more than %d bytes", (int)KEYWORD_MAX_QUERY);
    return false;
  }
  keyword_lex_init(&parser.lexer, query);
  buffer_init(&parser.scratch, KEYWORD_MAX_QUERY + 1);
  if (keyword_frames_init(&parser.frames, tree, error)) read_query(&parser);
  keyword_frames_clear(&parser.frames);
  buffer_clear(&parser.scratch);
  return error->outcome == OK;
}
