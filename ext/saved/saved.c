/* Recognises what kind of saved listing the bytes are and hands them to the
** reader of that kind: the JSON decoder, the HTML reader, the page reader.
** Knows nothing of SQL, nor of where the bytes come from. */
#include "saved/saved.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "saved/html.h"
#include "saved/page.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

enum { MARK_LENGTH = sizeof byte_order_mark - 1, BEGINNING_SIZE = 16 };

enum saved_kind { KIND_UNKNOWN, KIND_JSON, KIND_HTML, KIND_TEXT };

struct saved {
  field_set wanted;
  struct error error; /* the first error; it ended the reading */
  enum saved_kind kind;
  size_t mark;          /* bytes of a byte order mark that were skipped */
  bool has_space;       /* something else was skipped: no mark can follow */
  bool has_bracket;     /* a '[' was skipped */
  size_t skipped_lines; /* how many line ends were skipped */
  char beginning[BEGINNING_SIZE]; /* the first bytes of the listing */
  size_t length;                  /* how many bytes `beginning` holds */
  struct decoder *decoder;        /* for JSON and HTML; else NULL */
  struct html html;
  struct page page;
};

struct saved *saved_new(field_set wanted, int year, struct error *error) {
  struct saved *saved = calloc(1, sizeof *saved);
  if (!saved) {
    error_no_memory(error);
    return NULL;
  }
  saved->wanted = wanted;
  html_init(&saved->html, NULL);
  page_init(&saved->page, wanted, year);
  return saved;
}

void saved_free(struct saved *saved) {
  if (!saved) return;
  page_clear(&saved->page);
  html_clear(&saved->html);
  decode_free(saved->decoder);
  free(saved);
}

/* How files of other kinds begin, and the name of each kind. */
static const struct signature {
  const char *bytes;
  size_t length;
  const char *name;
} signatures[] = {
    {"\xff\xfe", 2, "UTF-16 text (save it as UTF-8)"},
    {"\xfe\xff", 2, "UTF-16 text (save it as UTF-8)"},
    {"\x1f\x8b", 2, "a gzip file"},
    {"PK\x03\x04", 4, "a ZIP archive"},
    {"%PDF-", 5, "a PDF"},
    {"SQLite format 3", 16,
     "an SQLite database (ATTACH it and read its tables)"},
    {"From: <Saved by", 15, "an MHTML archive (save the page as HTML)"},
    {"\x89PNG", 4, "a picture"},
    {"\xff\xd8\xff", 3, "a picture"},
};

static const char *signature_name(const struct saved *saved) {
  for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
    size_t length = signatures[i].length;
    if (length > saved->length) continue;
    if (memcmp(saved->beginning, signatures[i].bytes, length) == 0) {
      return signatures[i].name;
    }
  }
  return NULL;
}

static void keep_beginning(struct saved *saved, struct slice piece) {
  size_t room = BEGINNING_SIZE - saved->length;
  size_t length = piece.length < room ? piece.length : room;
  if (length) memcpy(saved->beginning + saved->length, piece.at, length);
  saved->length += length;
}

/* Sets the error: what this is, and which kinds would be read. */
static void refuse_unknown(struct saved *saved, const char *what) {
  const char *name = signature_name(saved);
  error_set(&saved->error, FAILED,
            "%s: neither API JSON, nor an HTML page with "
            "data-target=\"DailyPapers\", nor the text of a page of papers",
            name ? name : what);
}

static bool begin_kind(struct saved *saved, enum saved_kind kind) {
  bool is_json = kind == KIND_JSON;
  assert(saved->kind == KIND_UNKNOWN);
  saved->kind = kind;
  if (kind == KIND_TEXT) {
    page_skip_lines(&saved->page, saved->skipped_lines);
    return true;
  }
  saved->decoder = decode_new(&papers, is_json ? SHAPE_ANY : SHAPE_PAGE,
                              saved->wanted, &saved->error);
  saved->html.decoder = saved->decoder;
  return saved->decoder != NULL;
}

/* A text that is not a page is of an unknown kind. */
static bool read_text(struct saved *saved, struct slice piece, bool is_last) {
  struct error error = {0};
  bool is_read = is_last
                     ? page_end(&saved->page, &error)
                     : page_feed(&saved->page, piece.at, piece.length, &error);
  if (is_read) return true;
  if (error.outcome == FAILED && !page_is_recognised(&saved->page)) {
    refuse_unknown(saved, error.text);
    return false;
  }
  saved->error = error;
  return false;
}

/* Skips a byte of a byte order mark or of white space. false: the byte is
** neither, or the mark breaks off before it. */
static bool skip_byte(struct saved *saved, char byte) {
  bool is_in_mark = !saved->has_space && saved->mark < MARK_LENGTH;
  if (is_in_mark && byte == byte_order_mark[saved->mark]) {
    saved->mark++;
    return true;
  }
  bool is_broken = is_in_mark && saved->mark;
  if (is_broken || !ascii_is_space(byte)) return false;
  saved->has_space = true;
  saved->skipped_lines += byte == '\n';
  return true;
}

/* An array of JSON that can be a listing begins so. A text may begin with '[',
** too: "[A Title](address)". */
static bool is_json_behind_bracket(char byte) {
  return ascii_is_in(byte, "{[]\"");
}

static enum saved_kind kind_of(const struct saved *saved, char first) {
  if (saved->has_bracket) {
    return is_json_behind_bracket(first) ? KIND_JSON : KIND_TEXT;
  }
  return first == '{' ? KIND_JSON : first == '<' ? KIND_HTML : KIND_TEXT;
}

static bool read_piece(struct saved *saved, struct slice piece);

/* Reads what was withheld until the kind was known. */
static bool read_withheld(struct saved *saved) {
  bool is_part_of_mark = saved->mark && saved->mark < MARK_LENGTH;
  if (is_part_of_mark) {
    struct slice mark = {byte_order_mark, saved->mark};
    if (!read_piece(saved, mark)) return false;
  }
  return !saved->has_bracket || read_piece(saved, slice_of("["));
}

/* Skips a byte order mark and white space. The first character behind them
** tells the kind; of '[' the next one does. */
static bool recognise_kind(struct saved *saved, struct slice *piece) {
  for (; piece->length; *piece = ascii_skip(*piece, 1)) {
    char byte = piece->at[0];
    if (skip_byte(saved, byte)) continue;
    if (byte == '[' && !saved->has_bracket) {
      saved->has_bracket = saved->has_space = true;
      continue;
    }
    return begin_kind(saved, kind_of(saved, byte)) && read_withheld(saved);
  }
  return true;
}

static bool read_piece(struct saved *saved, struct slice piece) {
  switch (saved->kind) {
  case KIND_UNKNOWN:
    return true;
  case KIND_JSON:
    return decode_feed(saved->decoder, piece.at, piece.length, &saved->error);
  case KIND_HTML:
    return html_feed(&saved->html, piece.at, piece.length, &saved->error);
  case KIND_TEXT:
    return read_text(saved, piece, false);
  }
  return true;
}

/* A listing that ends behind its '[' is JSON that breaks off. */
static bool decide_kind(struct saved *saved) {
  if (saved->kind != KIND_UNKNOWN || !saved->has_bracket) return true;
  return begin_kind(saved, KIND_JSON) && read_withheld(saved);
}

static bool read_end(struct saved *saved) {
  bool truncated;
  switch (saved->kind) {
  case KIND_UNKNOWN:
    refuse_unknown(saved, "it is empty");
    return false;
  case KIND_JSON:
    return decode_end(saved->decoder, &truncated, &saved->error);
  case KIND_HTML:
    return html_end(&saved->html, &saved->error);
  case KIND_TEXT:
    return read_text(saved, (struct slice){0}, true);
  }
  return true;
}

/* Copies the error that ended the reading, if there is one, to the caller. */
static bool report_error(const struct saved *saved, struct error *error) {
  if (saved->error.outcome == OK) return true;
  error_set(error, saved->error.outcome, "%s", saved->error.text);
  return false;
}

bool saved_feed(struct saved *saved, const char *bytes, size_t length,
                struct error *error) {
  struct slice piece = {bytes, length};
  if (!report_error(saved, error)) return false;
  keep_beginning(saved, piece);
  if (saved->kind != KIND_UNKNOWN || recognise_kind(saved, &piece)) {
    read_piece(saved, piece);
  }
  return report_error(saved, error);
}

bool saved_end(struct saved *saved, struct error *error) {
  if (saved->error.outcome == OK && decide_kind(saved)) read_end(saved);
  return report_error(saved, error);
}

const struct values *saved_pop(struct saved *saved) {
  if (saved->kind == KIND_TEXT) return page_pop(&saved->page);
  return saved->decoder ? decode_pop(saved->decoder) : NULL;
}
