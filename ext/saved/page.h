/* The text of a saved page, as a browser copies it or a reader saves it: bytes
** in, papers out, in pieces of any size.
**
** bytes -> lines (saved/lines) -> lines without wraps (saved/wrap) -> lines
** that are told apart (saved/line) -> papers (saved/abstracts, saved/cards).
** The beginning of the text is kept until it shows how the text is laid out
** (saved/layout).
**
** Days. The site leaves out the year that it is at the time. A day without one
** is `--06-10`, or in `year` if that is known; but no paper is listed before it
** is published, so a day of `year` that lies after the page's is one of the
** year before. */
#ifndef PAPERS_SAVED_PAGE_H
#define PAPERS_SAVED_PAGE_H

#include "saved/abstracts.h"
#include "saved/cards.h"
#include "saved/wrap.h"

/* How much of the text is quoted by an error, in bytes. */
enum { PAGE_BEGINNING_SIZE = 48 };

struct page {
  struct buffer sample; /* the beginning, until the layout is known */
  bool has_layout;
  struct layout layout;
  struct page_lines lines;
  struct wrap wrap;
  bool is_begun;        /* a line that is not blank was read */
  bool is_after_text;   /* the last line was a LINE_TEXT */
  bool is_after_gap;    /* the last line was blank */
  bool is_front_matter; /* of Markdown: between lines of dashes */
  char beginning[PAGE_BEGINNING_SIZE];
  struct page_papers papers;
  struct abstracts abstracts;
  struct cards cards;
};

/* Allocates nothing. `year` is 0 where it is not known. The struct must not be
** moved afterwards. */
void page_init(struct page *page, field_set wanted, int year);
void page_clear(struct page *page);

/* Counts lines that stand before the text, so that errors number its lines as
** the file does. */
void page_skip_lines(struct page *page, size_t count);

/* Reads the next piece of the text. false with the error set. */
bool page_feed(struct page *page, const char *bytes, size_t length,
               struct error *error);

/* Ends the text. false, with the error set, if it is not a page. */
bool page_end(struct page *page, struct error *error);

/* Whether enough was read to say that this is a page. */
bool page_is_recognised(const struct page *page);

/* The next paper, or NULL; it is valid until the next call. */
const struct values *page_pop(struct page *page);

#endif
