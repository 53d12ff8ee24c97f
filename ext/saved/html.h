/* Reads the listing of a saved HTML page. The element whose data-target is
** "DailyPapers" has it: the value of its data-props, with the character
** references decoded, is JSON and goes to a decoder piece by piece. The rest of
** the page is skipped in constant memory. The first such element counts.
**
** The reader knows enough of HTML to find a real attribute, and not one in a
** comment, a script or another attribute's value. It reads values with and
** without quotes, attributes in any order and names in capital letters. */
#ifndef PAPERS_SAVED_HTML_H
#define PAPERS_SAVED_HTML_H

#include "hub/decode/decode.h"
#include "text/references.h"

/* A data-props that stands before the data-target of its element is kept, up
** to this many bytes, until the target is known. A longer one is an error if
** the target is the right one. */
enum { HTML_MAX_KEPT = ENTRY_MAX_BYTES };

enum html_state {
  HTML_TEXT,         /* between tags */
  HTML_OPEN,         /* after '<' */
  HTML_BANG,         /* after "<!" or "<!-": a comment, perhaps */
  HTML_COMMENT,      /* up to "-->" */
  HTML_TAG,          /* the name of an element */
  HTML_BETWEEN,      /* in a tag, before an attribute */
  HTML_NAME,         /* the name of an attribute */
  HTML_AFTER_NAME,   /* behind the name of an attribute */
  HTML_BEFORE_VALUE, /* behind '=' */
  HTML_VALUE,        /* up to the quote, or to a space or '>' */
  HTML_RAW           /* in a script or the like, up to its end tag */
};

/* The longest name or value that the reader compares, in bytes. */
enum { HTML_WORD_SIZE = 32 };

struct html {
  struct decoder *decoder; /* not owned */
  enum html_state state;
  bool is_end_tag;
  char raw[HTML_WORD_SIZE + 1]; /* in HTML_RAW: the element; else "" */
  char word[HTML_WORD_SIZE];    /* the first bytes of a name or a value */
  size_t length; /* of the whole name or value, longer than `word` or not */
  char quote;    /* around the value; 0: the value has no quotes */
  enum html_attribute { HTML_OTHER, HTML_TARGET, HTML_PROPS } attribute;
  bool has_target; /* this tag has a data-target */
  bool is_target;  /* and it is "DailyPapers" */
  bool has_kept;   /* `kept` is the data-props of this tag */
  bool is_found;   /* the listing was read to its end */
  struct references references;
  struct buffer kept; /* a data-props that came before its data-target */
  struct buffer json; /* on its way to the decoder */
};

/* The decoder reads the shape SHAPE_PAGE. Allocates nothing. */
void html_init(struct html *html, struct decoder *decoder);
void html_clear(struct html *html);

/* Reads the next piece, of any size. false with the error set. */
bool html_feed(struct html *html, const char *bytes, size_t length,
               struct error *error);

/* Ends the page. false, with the error set, if it has no listing or breaks off
** inside the listing. */
bool html_end(struct html *html, struct error *error);

#endif
