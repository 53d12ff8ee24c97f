#include "text/keyword_parse.h"

#include <string.h>

#include "text/keyword_lex.h"

enum { DEFAULT_DISTANCE = 10 };

/* What a part of a query came to: a node, or nothing (KEYWORD_NONE).
** Negative: only what is not wanted was said. */
struct value {
  uint32_t node;
  bool negative;
};

static const struct value nothing = {KEYWORD_NONE, false};

/* What is known between two parentheses, read so far: the left sides that
** wait for their right ones, loosest first, and the list being read. */
struct frame {
  size_t place; /* of the parenthesis */
  bool minus;   /* stands before it */
  struct value or_left, and_left, not_left;
  bool not_pending; /* NOT was read; it may have no left side */
  uint32_t wanted, unwanted;
};

struct parser {
  struct keyword_tree *tree;
  const struct keyword_tokenizer *tokenizer;
  struct keyword_lexer lexer;
  struct buffer frames;
  struct buffer scratch; /* a part, as the tokenizer gets it */
  struct error *error;
  uint32_t first_slot; /* of the phrase being read */
};

static bool failed(const struct parser *parser) {
  return parser->error->outcome != OK;
}

/* Appends an element to one of the arrays. */
static bool add(struct parser *parser, struct buffer *array, const void *item,
                size_t size) {
  buffer_append(array, item, size);
  return buffer_check(array, parser->error);
}

static struct frame *top(const struct parser *parser) {
  char *end = parser->frames.at + parser->frames.length;
  return (struct frame *)(void *)end - 1;
}

static bool push_frame(struct parser *parser, size_t place, bool minus) {
  struct frame frame = {.place = place,
                        .minus = minus,
                        .or_left = nothing,
                        .and_left = nothing,
                        .not_left = nothing,
                        .wanted = KEYWORD_NONE,
                        .unwanted = KEYWORD_NONE};
  return add(parser, &parser->frames, &frame, sizeof frame);
}

/* A new node over up to two others; KEYWORD_NONE on failure. */
static uint32_t new_node(struct parser *parser, enum keyword_kind kind,
                         uint32_t left, uint32_t right) {
  struct keyword_tree *tree = parser->tree;
  struct keyword_node node = {kind, left, right, KEYWORD_NONE};
  uint32_t number = keyword_node_count(tree);
  if (failed(parser) || !add(parser, &tree->nodes, &node, sizeof node)) {
    return KEYWORD_NONE;
  }
  if (kind == KEYWORD_AND || kind == KEYWORD_OR || kind == KEYWORD_NOT) {
    keyword_node_at(tree, left)->parent = number;
    keyword_node_at(tree, right)->parent = number;
  }
  return number;
}

static uint32_t join(struct parser *parser, enum keyword_kind kind,
                     uint32_t left, uint32_t right) {
  if (left == KEYWORD_NONE) return right;
  if (right == KEYWORD_NONE) return left;
  return new_node(parser, kind, left, right);
}

static struct value both(struct parser *parser, struct value a,
                         struct value b) {
  if (a.node == KEYWORD_NONE) return b;
  if (b.node == KEYWORD_NONE) return a;
  if (a.negative && b.negative) {
    return (struct value){new_node(parser, KEYWORD_OR, a.node, b.node), true};
  }
  if (a.negative) {
    return (struct value){new_node(parser, KEYWORD_NOT, b.node, a.node), false};
  }
  enum keyword_kind kind = b.negative ? KEYWORD_NOT : KEYWORD_AND;
  return (struct value){new_node(parser, kind, a.node, b.node), false};
}

/* A side that only says what is not wanted adds nothing to the other. */
static struct value either(struct parser *parser, struct value a,
                           struct value b) {
  if (a.node == KEYWORD_NONE) return b;
  if (b.node == KEYWORD_NONE) return a;
  if (a.negative != b.negative) return a.negative ? b : a;
  enum keyword_kind kind = a.negative ? KEYWORD_AND : KEYWORD_OR;
  return (struct value){new_node(parser, kind, a.node, b.node), a.negative};
}

/* `NOT -x` is `NOT x`: whoever writes both means one. */
static struct value without(struct parser *parser, struct value a,
                            struct value b) {
  if (b.node == KEYWORD_NONE) return a;
  b.negative = true;
  return both(parser, a, b);
}

/* The operand that ends here: the list, with the NOT before it. */
static struct value end_operand(struct parser *parser) {
  struct frame *frame = top(parser);
  struct value value = {frame->wanted, false};
  if (value.node == KEYWORD_NONE) {
    value = (struct value){frame->unwanted, true};
  } else if (frame->unwanted != KEYWORD_NONE) {
    value.node = new_node(parser, KEYWORD_NOT, frame->wanted, frame->unwanted);
  }
  frame->wanted = frame->unwanted = KEYWORD_NONE;
  if (frame->not_pending) value = without(parser, frame->not_left, value);
  frame->not_pending = false;
  frame->not_left = nothing;
  return value;
}

static void take_operator(struct parser *parser, enum keyword_piece piece) {
  struct value operand = end_operand(parser);
  struct frame *frame = top(parser);
  if (piece == PIECE_NOT) {
    frame->not_left = operand;
    frame->not_pending = true;
    return;
  }
  frame->and_left = both(parser, frame->and_left, operand);
  if (piece == PIECE_AND) return;
  frame->or_left = either(parser, frame->or_left, frame->and_left);
  frame->and_left = nothing;
}

/* What the innermost parentheses came to; they are left. */
static struct value pop_frame(struct parser *parser) {
  take_operator(parser, PIECE_OR);
  struct value value = top(parser)->or_left;
  parser->frames.length -= sizeof(struct frame);
  return value;
}

static bool is_empty(const struct parser *parser, uint32_t node) {
  return node != KEYWORD_NONE &&
         keyword_node_at(parser->tree, node)->kind == KEYWORD_EMPTY;
}

/* A part of the list. One without tokens counts only when alone: FTS5. */
static void take_value(struct parser *parser, struct value value, bool minus) {
  struct frame *frame = top(parser);
  if (value.node == KEYWORD_NONE || failed(parser)) return;
  if (minus || value.negative) {
    frame->unwanted = join(parser, KEYWORD_OR, frame->unwanted, value.node);
  } else if (is_empty(parser, frame->wanted)) {
    frame->wanted = value.node;
  } else if (frame->wanted == KEYWORD_NONE || !is_empty(parser, value.node)) {
    frame->wanted = join(parser, KEYWORD_AND, frame->wanted, value.node);
  }
}

/* A token of the phrase being read: a slot more, or a synonym in the last. */
static int take_token(void *to, int flags, const char *bytes, int length,
                      int start, int end) {
  struct parser *parser = to;
  struct keyword_tree *tree = parser->tree;
  (void)start;
  (void)end;
  if (length < 0) length = 0;
  if (length > KEYWORD_MAX_TOKEN) length = KEYWORD_MAX_TOKEN;
  struct keyword_token token = {(uint32_t)tree->bytes.length, (uint32_t)length};
  struct keyword_slot slot = {keyword_token_count(tree), 1, false};
  if (!add(parser, &tree->bytes, bytes, (size_t)length)) return KEYWORD_STOP;
  if (!add(parser, &tree->tokens, &token, sizeof token)) return KEYWORD_STOP;
  uint32_t slots = keyword_slot_count(tree);
  if ((flags & KEYWORD_COLOCATED) && slots > parser->first_slot) {
    keyword_slot_at(tree, slots - 1)->count++;
    return 0;
  }
  return add(parser, &tree->slots, &slot, sizeof slot) ? 0 : KEYWORD_STOP;
}

/* The text of a string without its quotes. */
static void append_unquoted(struct buffer *to, struct slice string) {
  for (size_t i = 1; i + 1 < string.length; i++) {
    if (string.at[i] == '"') i++;
    buffer_append_byte(to, string.at[i]);
  }
}

/* Adds the tokens of the lexer's string or run to the phrase being read. The
** last slot takes the `*`, also when this part had no token: FTS5. */
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
      scratch->at, length, take_token, parser, parser->error);
  if (!done || failed(parser)) return false;
  uint32_t slots = keyword_slot_count(tree);
  if (slots > parser->first_slot) {
    keyword_slot_at(tree, slots - 1)->prefix = prefix;
  }
  return true;
}

/* Whether another part follows, joined with `+`; it is the piece then. */
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

enum reading {
  READ_NOTHING, /* or failed */
  READ_EMPTY,   /* a phrase of FTS5's without a token */
  READ_PHRASE   /* the last of the tree's */
};

/* Reads the phrase that begins with the lexer's piece. */
static enum reading read_phrase(struct parser *parser, enum keyword_piece piece,
                                bool first) {
  struct keyword_tree *tree = parser->tree;
  bool counts = false;
  parser->first_slot = keyword_slot_count(tree);
  do {
    if (piece == PIECE_STRING || parser->lexer.bare) counts = true;
    if (!cut_part(parser, piece)) return READ_NOTHING;
  } while (read_joint(parser, &piece));
  uint32_t slots = keyword_slot_count(tree) - parser->first_slot;
  if (!slots) return counts ? READ_EMPTY : READ_NOTHING;
  struct keyword_phrase phrase = {parser->first_slot, slots, first};
  if (!add(parser, &tree->phrases, &phrase, sizeof phrase)) return READ_NOTHING;
  return READ_PHRASE;
}

/* The node of the last `count` phrases. */
static struct value new_group(struct parser *parser, uint32_t count,
                              long distance) {
  struct keyword_tree *tree = parser->tree;
  uint32_t number = keyword_group_count(tree);
  uint32_t node = new_node(parser, KEYWORD_GROUP, number, KEYWORD_NONE);
  struct keyword_group group = {node, keyword_phrase_count(tree) - count, count,
                                distance};
  if (failed(parser) || !add(parser, &tree->groups, &group, sizeof group)) {
    return nothing;
  }
  return (struct value){node, false};
}

static struct value empty_value(struct parser *parser) {
  uint32_t node = new_node(parser, KEYWORD_EMPTY, KEYWORD_NONE, KEYWORD_NONE);
  return (struct value){node, false};
}

static void fail_open(struct parser *parser, const char *what, size_t place) {
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

/* Reads up to the parenthesis that closes a NEAR. Operators and parentheses
** in it are nothing. */
static struct value read_near(struct parser *parser) {
  size_t place = place_of_piece(parser), depth = 1;
  long distance = DEFAULT_DISTANCE;
  uint32_t count = 0;
  bool counts = false;
  parser->lexer.in_near = true;
  while (depth && !failed(parser)) {
    enum reading reading;
    enum keyword_piece piece = keyword_lex(&parser->lexer);
    switch (piece) {
    case PIECE_RUN:
    case PIECE_STRING:
      reading = read_phrase(parser, piece, false);
      if (reading == READ_PHRASE) count++;
      if (reading == READ_EMPTY) counts = true;
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
      fail_open(parser, "quote", place_of_piece(parser));
      break;
    case PIECE_END:
      fail_open(parser, "parenthesis", place);
      break;
    default:
      break;
    }
  }
  parser->lexer.in_near = false;
  if (failed(parser)) return nothing;
  if (count) return new_group(parser, count, distance);
  return counts ? empty_value(parser) : nothing;
}

static struct value read_word(struct parser *parser, enum keyword_piece piece,
                              bool first) {
  enum reading reading = read_phrase(parser, piece, first);
  if (failed(parser) || reading == READ_NOTHING) return nothing;
  if (reading == READ_EMPTY) return empty_value(parser);
  return new_group(parser, 1, 0);
}

static void close_frame(struct parser *parser) {
  if (parser->frames.length == sizeof(struct frame)) return;
  bool minus = top(parser)->minus;
  struct value value = pop_frame(parser);
  take_value(parser, value, minus);
}

/* What has been read of a query ends with an open parenthesis, or well. */
static void finish(struct parser *parser) {
  if (parser->frames.length > sizeof(struct frame)) {
    struct frame *base = (struct frame *)(void *)parser->frames.at;
    fail_open(parser, "parenthesis", base[1].place);
    return;
  }
  struct value value = pop_frame(parser);
  if (!value.negative) parser->tree->root = value.node;
}

static void read_all(struct parser *parser) {
  bool minus = false, first = false;
  while (!failed(parser)) {
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
      take_value(parser, read_word(parser, piece, first), minus);
      break;
    case PIECE_NEAR:
      take_value(parser, read_near(parser), minus);
      break;
    case PIECE_OPEN:
      push_frame(parser, place_of_piece(parser), minus);
      break;
    case PIECE_CLOSE:
      close_frame(parser);
      break;
    case PIECE_AND:
    case PIECE_OR:
    case PIECE_NOT:
      take_operator(parser, piece);
      break;
    case PIECE_BROKEN:
      fail_open(parser, "quote", place_of_piece(parser));
      return;
    case PIECE_END:
      finish(parser);
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
  if (query.length > KEYWORD_MAX_QUERY) {
    error_set(error, TOO_BIG, "more than %d bytes", (int)KEYWORD_MAX_QUERY);
    return false;
  }
  keyword_lex_init(&parser.lexer, query);
  buffer_init(&parser.frames, (size_t)1 << 28);
  buffer_init(&parser.scratch, KEYWORD_MAX_QUERY + 1);
  if (push_frame(&parser, 0, false)) read_all(&parser);
  buffer_clear(&parser.frames);
  buffer_clear(&parser.scratch);
  return error->outcome == OK;
}
