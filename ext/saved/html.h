/* The listing in a saved HTML page: the element whose data-target is
** "DailyPapers"; its data-props, with the entities undone, is JSON, which goes
** on to a decoder as it comes. The rest of the page is passed over, in
** constant memory. Of several such elements the first one counts.
**
** Enough of HTML is known to find an attribute where it is one, and not in a
** comment, a script or another attribute's value: quoted and unquoted values,
** attributes in any order, names in capitals. */
#ifndef PAPERS_SAVED_HTML_H
#define PAPERS_SAVED_HTML_H

#include "hub/decode/decode.h"
#include "text/references.h"

/* Where data-props stands before data-target it is kept until it is known
** whose it is; longer ones are then an error. */
enum { HTML_MAX_KEPT = ENTRY_MAX_BYTES };

enum html_state {
  HTML_TEXT,         /* between tags */
  HTML_OPEN,         /* after '<' */
  HTML_BANG,         /* after "<!" or "<!-": a comment, perhaps */
  HTML_COMMENT,      /* up to "-->" */
  HTML_TAG,          /* the name of an element */
  HTML_BETWEEN,      /* in a tag, before an attribute */
  HTML_NAME,         /* the name of an attribute */
  HTML_AFTER_NAME,   /* behind it */
  HTML_BEFORE_VALUE, /* behind '=' */
  HTML_VALUE,        /* up to the quote, or to a space or '>' */
  HTML_RAW           /* in a script or the like, up to its end tag */
};

/* No name or value that matters here is longer. */
enum { HTML_WORD_SIZE = 32 };

struct html {
  struct decoder *decoder; /* not owned */
  enum html_state state;
  bool is_end_tag;
  char raw[HTML_WORD_SIZE + 1]; /* the element whose content is raw, or "" */
  char word[HTML_WORD_SIZE];    /* what is being collected: a name or a value */
  size_t length;                /* of all that was collected, kept or not */
  char quote;                   /* around the value; 0: none */
  enum html_attribute { HTML_OTHER, HTML_TARGET, HTML_PROPS } attribute;
  bool has_target; /* this tag has a data-target, */
  bool is_target;  /* which is the one */
  bool has_kept;   /* its data-props came before */
  bool found;      /* the listing was read to its end */
  struct references references;
  struct buffer kept; /* data-props of unknown use */
  struct buffer json; /* on its way to the decoder */
};

/* The decoder is for SHAPE_PAGE. Takes no memory. */
void html_init(struct html *html, struct decoder *decoder);
void html_clear(struct html *html);

/* The next piece, of any size. false with the error set. */
bool html_feed(struct html *html, const char *bytes, size_t length,
               struct error *error);

/* No more bytes come. false, with the error set, if there was no listing or
** the page breaks off in it. */
bool html_end(struct html *html, struct error *error);

#endif
