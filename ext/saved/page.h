/* The text of a saved page of listings, as a browser copies it or a reader
** saves it: lines in, papers out, the bytes in pieces of any size.
**
** The grammar. A page is a header (headings, perhaps the page's day) and then
** papers. A paper is a title, an abstract, and perhaps a block: the number of
** authors or an organization, a dot, the day it was published, a number of
** comments. Each stands on a line of its own, more lines of an abstract being
** its paragraphs. Blank lines say nothing, because copying adds and removes
** them: a line is told by what it says (page_line.h) and by what came before.
** The last heading may be glued to the first title.
**
** Where that is not enough, the next line decides, never more than one:
**   - behind a title, a short line is the abstract, unless a long one follows:
**     then the first title has no abstract and the short line is a title;
**   - behind an abstract, a short line is the next title, unless a dot or a day
**     follows (then it is an organization), or it is a sentence or has a link
**     and no long line follows, or a bullet does (then it is a paragraph);
**   - behind a block, a day is a title, if a long line follows.
** A page that breaks off gives what is there. Lines before a heading, and short
** ones just before the page's day, belong to the header.
**
** A text is a page if it has a heading or a block as this site has them, or
** begins with titles and abstracts in turn; else it is refused before any
** paper is given.
**
** Days. The site leaves out the year that it is at the time. A day without one
** is `--06-10`, or in `year` if that is known; but no paper is listed before it
** is published, so a day of `year` that lies after the page's is one of the
** year before. */
#ifndef PAPERS_SAVED_PAGE_H
#define PAPERS_SAVED_PAGE_H

#include "hub/decode/queue.h"
#include "saved/draft.h"
#include "saved/lines.h"

/* How much of the text is quoted by an error. */
enum { PAGE_BEGINNING_SIZE = 48 };

enum page_state {
  PAGE_HEADER,        /* no paper yet */
  PAGE_TITLE,         /* a title */
  PAGE_TITLE_LINE,    /* and a short line, held */
  PAGE_ABSTRACT,      /* a title and an abstract */
  PAGE_ABSTRACT_LINE, /* and a short line, held */
  PAGE_BLOCK,         /* in the block */
  PAGE_BLOCK_DAY,     /* behind its dot: the day comes */
  PAGE_BLOCK_OVER     /* behind its day, a second one held */
};

struct page {
  struct page_facts facts;
  enum page_state state;
  struct draft draft; /* the paper that is being read */
  int evidence;       /* that this is a page, in points */
  bool has_heading;   /* one of those that other texts have, too */
  bool is_over;       /* no more lines come */
  size_t papers;      /* finished so far */
  struct queue queue;

  struct page_lines lines;
  struct buffer held; /* the line that the next one decides about */
  char beginning[PAGE_BEGINNING_SIZE];
};

/* Takes no memory. `year` is 0 where it is not known. */
void page_init(struct page *page, field_set wanted, int year);
void page_clear(struct page *page);

/* The next piece of the text. false with the error set. */
bool page_feed(struct page *page, const char *bytes, size_t length,
               struct error *error);

/* No more comes. false, with the error set, if this was no page. */
bool page_end(struct page *page, struct error *error);

/* Whether enough was read to say that this is a page. */
bool page_is_recognised(const struct page *page);

/* The next paper, or NULL; it is valid until the next call. */
const struct values *page_pop(struct page *page);

#endif
