/* The papers of a page of cards, as the Hub's present page is when it is copied
** or printed. A card is "Submitted by" and a login, perhaps the upvotes, a
** title, a dot, "8 authors", and perhaps the number of comments. The lines of a
** title may be wrapped.
**
** A card that does not read so is an error that names its line: the page is
** another one than this reader knows. */
#ifndef PAPERS_SAVED_CARDS_H
#define PAPERS_SAVED_CARDS_H

#include "saved/draft.h"
#include "saved/line.h"

enum card_state {
  CARD_OUTSIDE, /* before the first card, or behind one */
  CARD_LOGIN,   /* behind "Submitted by": the login comes */
  CARD_UPVOTES, /* behind the login: the upvotes or the title come */
  CARD_TITLE,   /* in the title */
  CARD_BLOCK    /* behind the title */
};

struct cards {
  bool is_filled; /* several lines are as wide: titles may be wrapped */
  size_t longest; /* the width of the longest line, in characters */
  bool is_cut; /* lines are cut in the middle of words: titles cannot be joined
                */
  enum card_state state;
  size_t title_width;     /* of the title's last line */
  bool is_after_margin;   /* a margin came behind the title's last line */
  bool has_upvotes;       /* some card shows them */
  size_t number_title_at; /* the line of a title that is a number; 0: none */
  int strange;       /* lines behind a card that mean nothing to the reader */
  int long_lines;    /* long lines that are not of a card */
  size_t strange_at; /* the number of the first of them */
  char month[16];    /* of the page's day, whose number stands below; or "" */
};

/* All zeros, but for what the layout says, at the start of a page. */

/* Reads a line. false with the error set. */
bool cards_read(struct cards *cards, const struct line *line,
                struct page_papers *found, struct error *error);

/* Ends the page, which may break off in a card. false with the error set. */
bool cards_end(struct cards *cards, struct page_papers *found,
               struct error *error);

#endif
