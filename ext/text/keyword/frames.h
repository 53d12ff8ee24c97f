/* Joins the parts of a query by lists and operators. There is a frame for the
** whole query and one for each open parenthesis. Used by the parser only. */
#ifndef PAPERS_TEXT_KEYWORD_FRAMES_H
#define PAPERS_TEXT_KEYWORD_FRAMES_H

#include "text/keyword/lex.h"
#include "text/keyword/tree.h"

/* The value of a part of a query: a node, or nothing (KEYWORD_NONE). A negative
** value excludes: the part has only a minus or a NOT. */
struct keyword_value {
  uint32_t node;
  bool negative;
};

extern const struct keyword_value keyword_nothing;

struct keyword_frames {
  struct keyword_tree *tree;
  struct error *error;  /* after it is set, nothing is added */
  struct buffer frames; /* of struct frame, the innermost one last */
};

/* Opens the frame of the whole query. false, with the error set, when there is
** no memory. The caller clears the frames in either case. */
bool keyword_frames_init(struct keyword_frames *frames,
                         struct keyword_tree *tree, struct error *error);
void keyword_frames_clear(struct keyword_frames *frames);

/* How many parentheses are open, and the place of the outermost one. */
size_t keyword_frames_depth(const struct keyword_frames *frames);
size_t keyword_frames_place(const struct keyword_frames *frames);

/* Opens a parenthesis at byte `place`; `minus`: a minus stands before it.
** Closes the innermost parenthesis, if one is open. */
void keyword_frames_open(struct keyword_frames *frames, size_t place,
                         bool minus);
void keyword_frames_close(struct keyword_frames *frames);

/* Adds the next part to the list; `minus`: a minus stands before it. */
void keyword_frames_add(struct keyword_frames *frames,
                        struct keyword_value value, bool minus);

/* Adds an operator: PIECE_AND, PIECE_OR or PIECE_NOT. */
void keyword_frames_operator(struct keyword_frames *frames,
                             enum keyword_piece piece);

/* Ends the innermost frame and returns its value. The frame of the whole query
** ends last. */
struct keyword_value keyword_frames_end(struct keyword_frames *frames);

#endif
