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
** A text is a page if it has a heading, a block or a link to a paper as this
** site has them, or begins with titles and abstracts in turn. Where many papers
** are not a title with an abstract, the text is something else: an error says
** at which line that begins. */
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

enum { ODD_TITLE_SIZE = 64 };

struct abstracts {
  enum abstracts_state state;
  const struct layout *layout; /* not owned */
  struct page_papers *papers;  /* not owned */
  int evidence;                /* that this is a page, in points */
  bool has_heading;            /* one of those that other texts have, too */
  bool has_own_words;          /* it has words of this site */
  bool has_marks;        /* titles are marked, as headings of any text are */
  bool is_over;          /* no more lines come */
  struct buffer held;    /* the line that the next one decides about */
  bool is_behind_margin; /* of this line; see struct line */
  bool is_held_behind_margin; /* of the held line */
  size_t held_at, line;       /* the numbers of the held line and of this one */
  size_t odd;                 /* papers that are not a title with an abstract */
  size_t odd_at;              /* the line of the first of them, */
  char odd_title[ODD_TITLE_SIZE]; /* and how it begins */
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
