#include "text/arxiv_context.h"

#include <string.h>

#include "base/ascii.h"

/* Whether the text before `end` closes with this, in any case. */
static bool ends_with(struct slice text, size_t end, const char *small) {
  size_t length = strlen(small);
  if (length > end) return false;
  return ascii_is((struct slice){text.at + end - length, length}, small);
}

bool arxiv_is_marked(struct slice text, size_t start) {
  /* The last one is a full-width colon. */
  static const char *const marks[] = {"/abs/",
                                      "/pdf/",
                                      "/html/",
                                      "/papers/",
                                      "/format/",
                                      "/src/",
                                      "/e-print/",
                                      "/ps/",
                                      "arxiv/",
                                      "arxiv.",
                                      "arxiv_",
                                      "arxiv-",
                                      "arxiv\xef\xbc\x9a",
                                      NULL};
  for (size_t i = 0; marks[i]; i++) {
    if (ends_with(text, start, marks[i])) return true;
  }
  size_t at = start;
  while (at > 0 && start - at < 4 && ascii_is_space(text.at[at - 1]))
    at--;
  if (at > 0 && text.at[at - 1] == ':') at--;
  while (at > 0 && start - at < 8 && ascii_is_space(text.at[at - 1]))
    at--;
  return at < start && ends_with(text, at, "arxiv");
}

/* Words beside which YYMM.NNNNN is a number of another kind. */
static const char *const foreign_words[] = {
    "version", "ver",    "v",    "release", "build",     "revision", "tel",
    "phone",   "fax",    "call", "mobile",  "telephone", "price",    "cost",
    "costs",   "usd",    "eur",  "gbp",     "cny",       "rmb",      "inr",
    "jpy",     "chf",    "rs",   "dollar",  "dollars",   "euro",     "euros",
    "yuan",    "pounds", "yen",  "rupees",  "percent",   NULL};

/* The word that ends at `end`, perhaps before a dot or colon. */
static struct slice word_before(struct slice text, size_t end) {
  if (end > 0 && (text.at[end - 1] == '.' || text.at[end - 1] == ':')) end--;
  size_t at = end;
  while (at > 0 && end - at < 12 && ascii_is_letter(text.at[at - 1]))
    at--;
  return (struct slice){text.at + at, end - at};
}

static struct slice word_after(struct slice text, size_t start) {
  size_t at = start;
  while (at < text.length && at - start < 12 && ascii_is_letter(text.at[at])) {
    at++;
  }
  return (struct slice){text.at + start, at - start};
}

/* Skips at most a few spaces and hyphens backwards from `at`. */
static size_t before_gap(struct slice text, size_t at) {
  for (int i = 0; i < 3 && at > 0; i++) {
    char byte = text.at[at - 1];
    if (!ascii_is_space(byte) && byte != '-' && byte != '(') break;
    at--;
  }
  return at;
}

/* Signs of money outside ASCII, in UTF-8; the last two are what yuan and yen
** are written with behind an amount. */
static const char *const signs[] = {
    "\xe2\x82\xac", "\xc2\xa3",     "\xc2\xa5", "\xe2\x82\xb9",
    "\xe5\x85\x83", "\xe5\x86\x86", NULL};

static bool sign_before(struct slice text, size_t end) {
  for (size_t i = 0; signs[i]; i++) {
    if (ends_with(text, end, signs[i])) return true;
  }
  return false;
}

static bool sign_at(struct slice text, size_t at) {
  for (size_t i = 0; signs[i]; i++) {
    if (ascii_begins(ascii_skip(text, at), signs[i])) return true;
  }
  return false;
}

bool arxiv_left_is_free(struct slice text, size_t start, size_t previous) {
  if (start == 0) return true;
  char byte = text.at[start - 1];
  bool is_ascii = (unsigned char)byte < 0x80;
  if (is_ascii && !ascii_is_space(byte) && !ascii_is_in(byte, "([{<\"',;:")) {
    return false;
  }
  if (sign_before(text, start)) return false;
  size_t at = before_gap(text, start);
  if (at == 0 || (previous && at == previous)) return true;
  byte = text.at[at - 1];
  if (ascii_is_digit(byte) || ascii_is_in(byte, "+$)")) return false;
  if (sign_before(text, at)) return false;
  return !ascii_is_one_of(word_before(text, at), foreign_words);
}

bool arxiv_right_is_free(struct slice text, size_t end) {
  if (end == text.length) return true;
  size_t next = end + 1;
  char byte = text.at[end];
  if (ascii_is_in(byte, "-+%$/_=@*\\")) return false;
  if (byte == ',' && arxiv_new_length(text, next)) return true;
  if ((byte == '.' || byte == ',') && next < text.length &&
      ascii_is_digit(text.at[next])) {
    return false;
  }
  if (sign_at(text, end) || sign_at(text, next)) return false;
  if (!ascii_is_space(byte)) return true;
  if (next == text.length) return true;
  if (ascii_is_in(text.at[next], "$%")) return false;
  if (ascii_is_one_of(word_after(text, next), foreign_words)) return false;
  return !ascii_is_digit(text.at[next]) || arxiv_new_length(text, next);
}
