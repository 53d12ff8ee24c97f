/* Fuzzes the readers of links, authors and arXiv ids, with libFuzzer. The
** input stands at the end of its block of memory, so a checker sees reads
** beyond it. */
#include <stdlib.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/arxiv.h"
#include "text/authors.h"
#include "text/letters.h"
#include "text/link/links.h"

static void expect(bool holds) {
  if (!holds) abort();
}

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
  }
  expect(repo_link_find(text, &link) == (repos > 0));
  expect(!repos || link.repo != LINK_REPO_NONE);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length);

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  struct slice text = {length ? (const char *)bytes : "", length};
  struct arxiv_id id;
  check_links(text);
  if (arxiv_find(text, &id)) {
    expect(arxiv_is_id((struct slice){id.text, id.length}));
  }
  expect(authors_count(text) >= AUTHORS_UNKNOWN);
  return 0;
}
