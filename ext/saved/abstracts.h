/* The papers of a page that has their abstracts.
**
** The grammar. A page is a header (headings, perhaps the page's day) and then
** papers. A paper is a title, an abstract, and perhaps a block: the number of
** authors or an organization, a dot, the day it was published, a number of
** comments. Each stands on a line of its own, more lines of an abstract being
** its paragraphs. Blank lines say nothing, because copying adds and removes
** them: a line is told by what it says (saved/line.h) and by what came before.
** The last heading may be glued to the first title.
**
** Where that is not enough, the next line decides, never more than one:
**   - behind a title, a short line is the abstract, unless a long one follows:
**     then the first title has no abstract and the short line is a title;
**   - behind an abstract, a short line is the next title, unless a dot or a day
**     follows (then it is an organization), or it is a sentence or has a link
**     and no long line follows, or a bullet does (then it is a paragraph);
**   - behind a block, a day is a title, if a long line follows;
**   - a heading of Markdown and a link to a paper are always titles.
** A page that breaks off gives what is there. Lines before a heading, and short
** ones just before the page's day, belong to the header.
**
** A text is a page if it has something that only this site has: its heading, a
** block with a number of authors, a link to a paper of it; or its name as a
** heading, and then titles and abstracts in turn.
**
** A paper is certain by its block or its link. In a text with the site's
** heading, a title with an abstract is a paper, too; in other texts few papers
** are nothing else. Whatever is none of these is an error that names its line,
** so that a foreign text before, between or behind the papers never makes a
** row. Only the end of a text may break a paper off: then its title is a sure
** one. */
#ifndef PAPERS_SAVED_ABSTRACTS_H
#define PAPERS_SAVED_ABSTRACTS_H

#include "saved/draft.h"
#include "saved/layout.h"

enum abstracts_state {
  ABSTRACTS_HEADER,        /* no paper yet */
  ABSTRACTS_TITLE,         /* a title */
  ABSTRACTS_TITLE_LINE,    /* and a short line, held */
  ABSTRACTS_ABSTRACT,      /* a title and an abstract */
  ABSTRACTS_ABSTRACT_LINE, /* and a short line, held */
  ABSTRACTS_BLOCK,         /* in the block */
  ABSTRACTS_BLOCK_DAY,     /* behind its dot: the day comes */
  ABSTRACTS_BLOCK_OVER     /* behind its day, a second one held */
};

struct abstracts {
  enum abstracts_state state;
  const struct layout *layout; /* not owned */
  struct page_papers *papers;  /* not owned */
  bool has_heading;            /* one of those that other texts have, too */
  bool has_site_heading;       /* one that only this site has */
  bool has_site_name;          /* "Daily Papers" */
  bool has_blocks;             /* some block has a number of authors */
  bool has_links; /* some title is a link to a paper of this site */
  size_t bare;    /* pairs without block, link and heading */
  char marks[LINE_MARKS_SIZE]; /* that the last title begins with */
  int alike;                   /* titles in turn that begin with them */
  bool is_marked;       /* the title is marked, as headings of any text are */
  bool has_marks;       /* the first title is */
  bool is_in_sentence;  /* the last abstract ends in the middle of a sentence */
  bool has_whole_block; /* the paper before the draft does */
  int in_turn;          /* papers up to it that have no block */
  bool is_after_text;   /* a line of text stands directly before this one */
  bool is_over;         /* no more lines come */
  struct buffer held;   /* the line that the next one decides about */
  bool is_behind_margin;      /* of this line; see struct line */
  bool is_held_behind_margin; /* of the held line */
  size_t held_at, line;       /* the numbers of the held line and of this one */
};

/* The layout and the papers must stay where they are. Allocates nothing. */
void abstracts_init(struct abstracts *page, const struct layout *layout,
                    struct page_papers *found, size_t most);
void abstracts_clear(struct abstracts *page);

/* Reads a line. false with the error set. */
bool abstracts_read(struct abstracts *page, const struct line *line,
                    struct error *error);

/* Ends the page, which may break off in a paper. false with the error set. */
bool abstracts_end(struct abstracts *page, struct error *error);

/* Whether enough was read to say that this is a page. */
bool abstracts_is_recognised(const struct abstracts *page);

#endif
