/* Makes the nodes of AND, OR, NOT, minus and lists. Must know neither tokens
** nor texts.
**
** Operators bind from loosest to tightest: OR, AND, NOT, list. A frame keeps
** for each operator the left side that waits for its right side, and the list
** that is being read. An operator ends the list, which completes every tighter
** operator; then the result waits as a left side. The frames of open
** parentheses stand in an array, so depth needs memory and no recursion. */
#include "text/keyword/frames.h"

#include <assert.h>

/* What was read of one pair of parentheses. */
struct frame {
  size_t place; /* of the parenthesis */
  bool minus;   /* a minus stands before it */
  struct keyword_value or_left, and_left, not_left;
  bool not_pending;          /* NOT was read, perhaps without a left side */
  uint32_t wanted, unwanted; /* the list: without and with a minus */
};

const struct keyword_value keyword_nothing = {KEYWORD_NONE, false};

static bool has_failed(const struct keyword_frames *frames) {
  return frames->error->outcome != OK;
}

/* The innermost frame. Valid until a frame is opened. */
static struct frame *top_frame(const struct keyword_frames *frames) {
  assert(frames->frames.length >= sizeof(struct frame));
  char *end = frames->frames.at + frames->frames.length;
  return (struct frame *)(void *)end - 1;
}

static uint32_t new_node(struct keyword_frames *frames, enum keyword_kind kind,
                         uint32_t left, uint32_t right) {
  return keyword_node_new(frames->tree, kind, left, right);
}

static uint32_t join_nodes(struct keyword_frames *frames,
                           enum keyword_kind kind, uint32_t left,
                           uint32_t right) {
  if (left == KEYWORD_NONE) return right;
  if (right == KEYWORD_NONE) return left;
  return new_node(frames, kind, left, right);
}

/* `a` AND `b`. Negative values exclude from the other side. */
static struct keyword_value make_and(struct keyword_frames *frames,
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

/* `a` OR `b`. A negative side adds nothing to one that is not. */
static struct keyword_value make_or(struct keyword_frames *frames,
                                    struct keyword_value a,
                                    struct keyword_value b) {
  if (a.node == KEYWORD_NONE) return b;
  if (b.node == KEYWORD_NONE) return a;
  if (a.negative != b.negative) return a.negative ? b : a;
  enum keyword_kind kind = a.negative ? KEYWORD_AND : KEYWORD_OR;
  return (struct keyword_value){new_node(frames, kind, a.node, b.node),
                                a.negative};
}

/* `a` NOT `b`. `NOT -x` means `NOT x`: people who write both mean one. */
static struct keyword_value make_not(struct keyword_frames *frames,
                                     struct keyword_value a,
                                     struct keyword_value b) {
  if (b.node == KEYWORD_NONE) return a;
  b.negative = true;
  return make_and(frames, a, b);
}

/* Ends the list and returns its value, together with a NOT before it. */
static struct keyword_value end_operand(struct keyword_frames *frames) {
  struct frame *frame = top_frame(frames);
  struct keyword_value value = {frame->wanted, false};
  if (value.node == KEYWORD_NONE) {
    value = (struct keyword_value){frame->unwanted, true};
  } else if (frame->unwanted != KEYWORD_NONE) {
    value.node = new_node(frames, KEYWORD_NOT, frame->wanted, frame->unwanted);
  }
  frame->wanted = frame->unwanted = KEYWORD_NONE;
  if (frame->not_pending) value = make_not(frames, frame->not_left, value);
  frame->not_pending = false;
  frame->not_left = keyword_nothing;
  return value;
}

void keyword_frames_operator(struct keyword_frames *frames,
                             enum keyword_piece piece) {
  struct keyword_value operand = end_operand(frames);
  struct frame *frame = top_frame(frames);
  if (piece == PIECE_NOT) {
    frame->not_left = operand;
    frame->not_pending = true;
    return;
  }
  frame->and_left = make_and(frames, frame->and_left, operand);
  if (piece == PIECE_AND) return;
  frame->or_left = make_or(frames, frame->or_left, frame->and_left);
  frame->and_left = keyword_nothing;
}

struct keyword_value keyword_frames_end(struct keyword_frames *frames) {
  keyword_frames_operator(frames, PIECE_OR);
  struct keyword_value value = top_frame(frames)->or_left;
  frames->frames.length -= sizeof(struct frame);
  return value;
}

static bool is_empty_phrase(const struct keyword_frames *frames,
                            uint32_t node) {
  return node != KEYWORD_NONE &&
         frames->tree->nodes[node].kind == KEYWORD_EMPTY;
}

/* As in FTS5, a phrase without tokens counts only if it is alone in the
** list. */
void keyword_frames_add(struct keyword_frames *frames,
                        struct keyword_value value, bool minus) {
  struct frame *frame = top_frame(frames);
  if (value.node == KEYWORD_NONE || has_failed(frames)) return;
  if (minus || value.negative) {
    frame->unwanted =
        join_nodes(frames, KEYWORD_OR, frame->unwanted, value.node);
  } else if (is_empty_phrase(frames, frame->wanted)) {
    frame->wanted = value.node;
  } else if (frame->wanted == KEYWORD_NONE ||
             !is_empty_phrase(frames, value.node)) {
    frame->wanted = join_nodes(frames, KEYWORD_AND, frame->wanted, value.node);
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
  bool minus = top_frame(frames)->minus;
  struct keyword_value value = keyword_frames_end(frames);
  keyword_frames_add(frames, value, minus);
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
