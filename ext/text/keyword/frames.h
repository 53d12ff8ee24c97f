/* How the parts of a query are put together: the lists and operators between
** its parentheses, each pair of which is a frame. Used by the parser alone. */
#ifndef PAPERS_TEXT_KEYWORD_FRAMES_H
#define PAPERS_TEXT_KEYWORD_FRAMES_H

#include "text/keyword/lex.h"
#include "text/keyword/tree.h"

/* What a part of a query came to: a node, or nothing (KEYWORD_NONE).
** Negative: only what is not wanted was said. */
struct keyword_value {
  uint32_t node;
  bool negative;
};

extern const struct keyword_value keyword_nothing;

struct keyword_frames {
  struct keyword_tree *tree;
  struct error *error; /* once it is set, nothing here does anything */
  struct buffer frames;
};

/* Begins with the frame of the whole query. To be cleared in any case. */
bool keyword_frames_init(struct keyword_frames *frames,
                         struct keyword_tree *tree, struct error *error);
void keyword_frames_clear(struct keyword_frames *frames);

/* How many parentheses are open, and the place of the first. */
size_t keyword_frames_depth(const struct keyword_frames *frames);
size_t keyword_frames_place(const struct keyword_frames *frames);

/* A parenthesis opens at byte `place`, perhaps with a minus before it; one
** closes, if one is open. */
void keyword_frames_open(struct keyword_frames *frames, size_t place,
                         bool minus);
void keyword_frames_close(struct keyword_frames *frames);

/* The next part of the list, perhaps with a minus before it. */
void keyword_frames_take(struct keyword_frames *frames,
                         struct keyword_value value, bool minus);

/* AND, OR, NOT. */
void keyword_frames_operator(struct keyword_frames *frames,
                             enum keyword_piece piece);

/* The whole query. */
struct keyword_value keyword_frames_end(struct keyword_frames *frames);

#endif
