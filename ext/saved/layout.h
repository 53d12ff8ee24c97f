/* How a text is laid out, told from its beginning: whether its lines were
** wrapped, whether it is a page of cards, whether its titles are numbered. */
#ifndef PAPERS_SAVED_LAYOUT_H
#define PAPERS_SAVED_LAYOUT_H

#include "saved/line.h"
#include "saved/lines.h"

/* How much of a text is looked at, in bytes. */
enum { LAYOUT_SAMPLE = 64 * 1024 };

struct layout {
  bool is_quoted;   /* its lines begin with ">", as a mail quotes a text */
  bool has_cards;   /* papers without abstracts, each "Submitted by" somebody */
  bool is_numbered; /* titles are "1. A Title", "2. Another" */
  bool is_wrapped;  /* lines without a blank line between them are one */
  bool is_printable; /* quoted-printable: its lines go on behind a "=" */
  bool is_escaped;   /* Markdown: "\\" stands before its punctuation */
  bool is_cut;       /* its long lines are cut inside words */
  bool has_comments; /* numbers of comments stand behind the days */
  size_t width;      /* at which lines are wrapped, in characters */
  size_t longest;    /* the width of the longest line of words */
  bool is_filled;    /* more than one line is nearly as long */
};

/* Reads the beginning of a text, which may end inside a line. false, with the
** error set, if there is no memory. */
bool layout_read(struct slice sample, struct layout *layout,
                 struct error *error);

/* Whether a line holds words that can go on on the next line. */
bool layout_may_continue(const struct line *line);

/* Whether a line can be a part of the paragraph before it. */
bool layout_can_follow(const struct line *line);

#endif
