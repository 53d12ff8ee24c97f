#include "saved/saved.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "saved/html.h"
#include "saved/page.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

enum { MARK_LENGTH = sizeof byte_order_mark - 1, BEGINNING_SIZE = 16 };

struct saved {
  field_set wanted;
  struct error error; /* the first, which ended the reading */
  enum { UNKNOWN, JSON, HTML, TEXT } kind;
  size_t mark;   /* how much of a byte order mark was passed over */
  bool is_begun; /* something else was */
  char beginning[BEGINNING_SIZE]; /* the first bytes of all */
  size_t length;                  /* how many they are */
  struct decoder *decoder;        /* of JSON and HTML */
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

/* What files of other kinds begin with, and what they are called. */
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

/* Puts into the error what this is, and what it is not. Always false. */
static bool is_unknown(struct saved *saved, const char *what) {
  const char *name = signature_name(saved);
  error_set(&saved->error, FAILED,
            "%s: neither API JSON, nor an HTML page with "
            "data-target=\"DailyPapers\", nor the text of a page of papers",
            name ? name : what);
  return false;
}

static bool read_begin(struct saved *saved, char first) {
  bool is_json = first == '[' || first == '{';
  saved->kind = is_json ? JSON : first == '<' ? HTML : TEXT;
  if (saved->kind == TEXT) return true;
  saved->decoder = decode_new(&papers, is_json ? SHAPE_ANY : SHAPE_PAGE,
                              saved->wanted, &saved->error);
  saved->html.decoder = saved->decoder;
  return saved->decoder != NULL;
}

/* A text that turned out to be no page is something unknown. */
static bool read_text(struct saved *saved, struct slice piece, bool is_last) {
  struct error error = {0};
  bool is_read = is_last
                     ? page_end(&saved->page, &error)
                     : page_feed(&saved->page, piece.at, piece.length, &error);
  if (is_read) return true;
  if (error.outcome == FAILED && !page_is_recognised(&saved->page)) {
    return is_unknown(saved, error.text);
  }
  saved->error = error;
  return false;
}

/* Passes over what stands before the first character, and lets that say what
** is read. */
static bool recognise(struct saved *saved, struct slice *piece) {
  for (; piece->length; *piece = ascii_skip(*piece, 1)) {
    char byte = piece->at[0];
    bool in_mark = saved->mark == 1 || saved->mark == 2;
    if (!saved->is_begun && saved->mark < MARK_LENGTH &&
        byte == byte_order_mark[saved->mark]) {
      saved->mark++;
    } else if (in_mark && !saved->is_begun) {
      /* Half a mark is no mark. */
      return read_begin(saved, byte_order_mark[0]) &&
             read_text(saved, (struct slice){byte_order_mark, saved->mark},
                       false);
    } else if (ascii_is_space(byte)) {
      saved->is_begun = true;
    } else {
      return read_begin(saved, byte);
    }
  }
  return true;
}

static bool read_piece(struct saved *saved, struct slice piece) {
  switch (saved->kind) {
  case UNKNOWN:
    return true;
  case JSON:
    return decode_feed(saved->decoder, piece.at, piece.length, &saved->error);
  case HTML:
    return html_feed(&saved->html, piece.at, piece.length, &saved->error);
  case TEXT:
    return read_text(saved, piece, false);
  }
  return true;
}

static bool read_end(struct saved *saved) {
  bool truncated;
  switch (saved->kind) {
  case UNKNOWN:
    return is_unknown(saved, "it is empty");
  case JSON:
    return decode_end(saved->decoder, &truncated, &saved->error);
  case HTML:
    return html_end(&saved->html, &saved->error);
  case TEXT:
    return read_text(saved, (struct slice){0}, true);
  }
  return true;
}

/* Gives the caller the error that ended the reading, if one did. */
static bool is_well(const struct saved *saved, struct error *error) {
  if (saved->error.outcome == OK) return true;
  error_set(error, saved->error.outcome, "%s", saved->error.text);
  return false;
}

bool saved_feed(struct saved *saved, const char *bytes, size_t length,
                struct error *error) {
  struct slice piece = {bytes, length};
  if (!is_well(saved, error)) return false;
  keep_beginning(saved, piece);
  if (saved->kind != UNKNOWN || recognise(saved, &piece)) {
    read_piece(saved, piece);
  }
  return is_well(saved, error);
}

bool saved_end(struct saved *saved, struct error *error) {
  if (saved->error.outcome == OK) read_end(saved);
  return is_well(saved, error);
}

const struct values *saved_pop(struct saved *saved) {
  if (saved->kind == TEXT) return page_pop(&saved->page);
  return saved->decoder ? decode_pop(saved->decoder) : NULL;
}
