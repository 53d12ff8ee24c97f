/* Makes nodes of AND, OR, NOT, minus and lists. Each open parenthesis has a
** frame in an array, so that depth takes memory and no recursion. */
#include "text/keyword/frames.h"

#include <assert.h>

/* What is known between two parentheses, read so far: the left sides that
** wait for their right ones, loosest first, and the list being read. */
struct frame {
  size_t place; /* of the parenthesis */
  bool minus;   /* stands before it */
  struct keyword_value or_left, and_left, not_left;
  bool not_pending; /* NOT was read; it may have no left side */
  uint32_t wanted, unwanted;
};

const struct keyword_value keyword_nothing = {KEYWORD_NONE, false};

static bool failed(const struct keyword_frames *frames) {
  return frames->error->outcome != OK;
}

static struct frame *top(const struct keyword_frames *frames) {
  char *end = frames->frames.at + frames->frames.length;
  return (struct frame *)(void *)end - 1;
}

static uint32_t new_node(struct keyword_frames *frames, enum keyword_kind kind,
                         uint32_t left, uint32_t right) {
  return keyword_node_new(frames->tree, kind, left, right);
}

static uint32_t join(struct keyword_frames *frames, enum keyword_kind kind,
                     uint32_t left, uint32_t right) {
  if (left == KEYWORD_NONE) return right;
  if (right == KEYWORD_NONE) return left;
  return new_node(frames, kind, left, right);
}

static struct keyword_value both(struct keyword_frames *frames,
                                 struct keyword_value a,
                                 struct keyword_value b) {
  if (a.node == KEYWORD_NONE) return b;
  if (b.node == KEYWORD_NONE) return a;
  if (a.negative && b.negative) {
    return (struct keyword_value){new_node(frames, KEYWORD_OR, a.node, b.node),
                                  true};
  }
  if (a.negative) {
    return (struct keyword_value){new_node(frames, KEYWORD_NOT, b.node, a.node),
                                  false};
  }
  enum keyword_kind kind = b.negative ? KEYWORD_NOT : KEYWORD_AND;
  return (struct keyword_value){new_node(frames, kind, a.node, b.node), false};
}

/* A side that only says what is not wanted adds nothing to the other. */
static struct keyword_value either(struct keyword_frames *frames,
                                   struct keyword_value a,
                                   struct keyword_value b) {
  if (a.node == KEYWORD_NONE) return b;
  if (b.node == KEYWORD_NONE) return a;
  if (a.negative != b.negative) return a.negative ? b : a;
  enum keyword_kind kind = a.negative ? KEYWORD_AND : KEYWORD_OR;
  return (struct keyword_value){new_node(frames, kind, a.node, b.node),
                                a.negative};
}

/* `NOT -x` is `NOT x`: whoever writes both means one. */
static struct keyword_value without(struct keyword_frames *frames,
                                    struct keyword_value a,
                                    struct keyword_value b) {
  if (b.node == KEYWORD_NONE) return a;
  b.negative = true;
  return both(frames, a, b);
}

/* The operand that ends here: the list, with the NOT before it. */
static struct keyword_value end_operand(struct keyword_frames *frames) {
  struct frame *frame = top(frames);
  struct keyword_value value = {frame->wanted, false};
  if (value.node == KEYWORD_NONE) {
    value = (struct keyword_value){frame->unwanted, true};
  } else if (frame->unwanted != KEYWORD_NONE) {
    value.node = new_node(frames, KEYWORD_NOT, frame->wanted, frame->unwanted);
  }
  frame->wanted = frame->unwanted = KEYWORD_NONE;
  if (frame->not_pending) value = without(frames, frame->not_left, value);
  frame->not_pending = false;
  frame->not_left = keyword_nothing;
  return value;
}

void keyword_frames_operator(struct keyword_frames *frames,
                             enum keyword_piece piece) {
  struct keyword_value operand = end_operand(frames);
  struct frame *frame = top(frames);
  if (piece == PIECE_NOT) {
    frame->not_left = operand;
    frame->not_pending = true;
    return;
  }
  frame->and_left = both(frames, frame->and_left, operand);
  if (piece == PIECE_AND) return;
  frame->or_left = either(frames, frame->or_left, frame->and_left);
  frame->and_left = keyword_nothing;
}

/* Ends the innermost parentheses, or the whole. */
struct keyword_value keyword_frames_end(struct keyword_frames *frames) {
  keyword_frames_operator(frames, PIECE_OR);
  struct keyword_value value = top(frames)->or_left;
  frames->frames.length -= sizeof(struct frame);
  return value;
}

static bool is_empty(const struct keyword_frames *frames, uint32_t node) {
  return node != KEYWORD_NONE &&
         frames->tree->nodes[node].kind == KEYWORD_EMPTY;
}

/* A part of the list. One without tokens counts only when alone: FTS5. */
void keyword_frames_take(struct keyword_frames *frames,
                         struct keyword_value value, bool minus) {
  struct frame *frame = top(frames);
  if (value.node == KEYWORD_NONE || failed(frames)) return;
  if (minus || value.negative) {
    frame->unwanted = join(frames, KEYWORD_OR, frame->unwanted, value.node);
  } else if (is_empty(frames, frame->wanted)) {
    frame->wanted = value.node;
  } else if (frame->wanted == KEYWORD_NONE || !is_empty(frames, value.node)) {
    frame->wanted = join(frames, KEYWORD_AND, frame->wanted, value.node);
  }
}

void keyword_frames_open(struct keyword_frames *frames, size_t place,
                         bool minus) {
  struct frame frame = {.place = place,
                        .minus = minus,
                        .or_left = keyword_nothing,
                        .and_left = keyword_nothing,
                        .not_left = keyword_nothing,
                        .wanted = KEYWORD_NONE,
                        .unwanted = KEYWORD_NONE};
  if (frames->frames.length / sizeof frame > KEYWORD_MAX_DEPTH) {
    error_set(frames->error, TOO_BIG, "more than %d open parentheses",
              (int)KEYWORD_MAX_DEPTH);
    return;
  }
  buffer_append(&frames->frames, (const char *)&frame, sizeof frame);
  buffer_check(&frames->frames, frames->error);
}

void keyword_frames_close(struct keyword_frames *frames) {
  if (!keyword_frames_depth(frames)) return;
  bool minus = top(frames)->minus;
  struct keyword_value value = keyword_frames_end(frames);
  keyword_frames_take(frames, value, minus);
}

size_t keyword_frames_depth(const struct keyword_frames *frames) {
  return frames->frames.length / sizeof(struct frame) - 1;
}

size_t keyword_frames_place(const struct keyword_frames *frames) {
  return ((struct frame *)(void *)frames->frames.at)[1].place;
}

bool keyword_frames_init(struct keyword_frames *frames,
                         struct keyword_tree *tree, struct error *error) {
  *frames = (struct keyword_frames){.tree = tree, .error = error};
  buffer_init(&frames->frames,
              ((size_t)KEYWORD_MAX_DEPTH + 1) * sizeof(struct frame));
  keyword_frames_open(frames, 0, false);
  return error->outcome == OK;
}

void keyword_frames_clear(struct keyword_frames *frames) {
  buffer_clear(&frames->frames);
}
