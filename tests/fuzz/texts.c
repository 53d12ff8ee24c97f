/* Fuzzes the readers of links, authors, arXiv ids, character references and
** white space. libcurl must read the same host in the canonical form of a link.
** The input stands at the end of its block of memory, so a checker sees reads
** beyond it. */
#include <curl/curl.h>

#include "base/ascii.h"
#include "fuzz/check.h"
#include "text/arxiv.h"
#include "text/authors.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/letters.h"
#include "text/link/links.h"
#include "text/references.h"

/* ASCII that prints, and letters. */
static bool is_printable(struct slice text) {
  uint32_t character;
  while (text.length) {
    size_t width = utf8_read(text, &character);
    bool is_sign = character > 0x20 && character < 0x7f;
    if (!width || (!is_sign && !letter_is_in_names(character))) return false;
    text = ascii_skip(text, width);
  }
  return true;
}

/* The canonical form of a link must be read as itself. */
static void check_again(const struct link *link) {
  struct link_scan scan;
  struct link again;
  link_scan_init(&scan, link_url(link));
  expect(link_scan_next(&scan, &again));
  expect(slice_equal(link_url(link), link_url(&again)));
  expect(link->kind == again.kind && link->repo == again.repo);
  expect(
      slice_equal(link_part(link, link->name), link_part(&again, again.name)));
}

/* libcurl can use the canonical form, and finds the same host in it. */
static void check_address(const struct link *link) {
  char *host = NULL, *port = NULL, both[LINK_URL_SIZE + 8];
  CURLU *url = curl_url();
  expect(curl_url_set(url, CURLUPART_URL, link->url,
                      CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK);
  expect(curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK);
  curl_url_get(url, CURLUPART_PORT, &port, 0);
  snprintf(both, sizeof both, "%s%s%s", host, port ? ":" : "",
           port ? port : "");
  expect(slice_is(link_part(link, link->host), both));
  curl_free(host);
  curl_free(port);
  curl_url_cleanup(url);
}

static void check_links(struct slice text) {
  struct link_scan scan;
  struct link link;
  const char *end = text.at;
  size_t start = 0, repos = 0;
  link_scan_init(&scan, text);
  while (link_scan_next(&scan, &link)) {
    expect(link.raw.at >= end && link.raw.length > 0);
    end = link.raw.at + link.raw.length;
    expect(end <= text.at + text.length);
    expect(link.start >= start && link.start <= (size_t)(end - text.at));
    start = link.start;
    expect(is_printable(link_url(&link)));
    expect(link.host.length > 0 && link.kind[0]);
    expect(link.repo == LINK_REPO_NONE || link.name.length);
    repos += link.repo != LINK_REPO_NONE;
    check_again(&link);
    check_address(&link);
  }
  expect(repo_link_find(text, &link) == (repos > 0));
  expect(!repos || link.repo != LINK_REPO_NONE);
}

/* --- texts -------------------------------------------------------------- */

/* Undoes references in pieces of this size. */
static void read_references(struct slice text, size_t size, struct buffer *to) {
  struct references references = {0};
  for (; text.length; text = ascii_skip(text, size)) {
    size_t length = size < text.length ? size : text.length;
    references_append(&references, (struct slice){text.at, length}, to);
  }
  references_end(&references, to);
}

static void check_references(struct slice text) {
  struct buffer whole, pieces;
  buffer_init(&whole, 1 << 26);
  buffer_init(&pieces, 1 << 26);
  read_references(text, SIZE_MAX / 2, &whole);
  read_references(text, 1 + text.length % 7, &pieces);
  expect(slice_compare(buffer_slice(&whole), buffer_slice(&pieces)) == 0);
  buffer_clear(&whole);
  buffer_clear(&pieces);
}

/* Folds `text` again; returns whether that gives `line`. */
static bool folds_to(struct slice text, struct slice line) {
  struct buffer again;
  buffer_init(&again, 1 << 26);
  fold_line(text, &again);
  bool is_same = slice_compare(buffer_slice(&again), line) == 0;
  buffer_clear(&again);
  return is_same;
}

static bool has_two_spaces(struct slice text) {
  for (size_t i = 1; i < text.length; i++) {
    if (text.at[i - 1] == ' ' && text.at[i] == ' ') return true;
  }
  return false;
}

/* A line stays as it is, and paragraphs have the words of the line. */
static void check_fold(struct slice text) {
  struct buffer line, paragraphs;
  buffer_init(&line, 1 << 26);
  buffer_init(&paragraphs, 1 << 26);
  fold_line(text, &line);
  fold_paragraphs(text, &paragraphs);
  expect(is_text(buffer_slice(&line)));
  expect(is_text(buffer_slice(&paragraphs)));
  expect(!has_two_spaces(buffer_slice(&line)));
  expect(folds_to(buffer_slice(&line), buffer_slice(&line)));
  expect(folds_to(buffer_slice(&paragraphs), buffer_slice(&line)));
  buffer_clear(&line);
  buffer_clear(&paragraphs);
}

static void check_clean(struct slice text) {
  struct buffer clean;
  buffer_init(&clean, 3 * text.length);
  clean_append(&clean, text);
  expect(clean.failed == OK);
  expect(is_text(buffer_slice(&clean)));
  check_fold(buffer_slice(&clean));
  buffer_clear(&clean);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  struct slice text = {length ? (const char *)bytes : "", length};
  struct arxiv_id id;
  check_links(text);
  check_references(text);
  check_clean(text);
  if (arxiv_find(text, &id)) {
    expect(arxiv_is_id((struct slice){id.text, id.length}));
  }
  expect(authors_count(text) >= AUTHORS_UNKNOWN);
  return 0;
}
