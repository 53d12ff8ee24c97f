/* From a host and a path to the parts of a link and its canonical url. This
** file knows nothing of the text in which the link stands. */
#include "text/link/describe.h"

#include <assert.h>
#include <string.h>

#include "base/ascii.h"

static struct link_part add(struct link *link, struct slice text) {
  struct link_part part = {link->length, text.length};
  if (text.length >= LINK_URL_SIZE - link->length) {
    /* Too long for good: nothing that follows fits either. */
    link->length = LINK_URL_SIZE;
    return (struct link_part){0};
  }
  memcpy(link->url + link->length, text.at, text.length);
  link->length += text.length;
  return part;
}

static void add_lower(struct link *link, struct slice text) {
  struct link_part part = add(link, text);
  for (size_t i = 0; i < part.length; i++) {
    char *byte = &link->url[part.start + i];
    *byte = ascii_lower(*byte);
  }
}

static struct link_part add_segment(struct link *link, struct slice segment) {
  add(link, slice_of("/"));
  return add(link, segment);
}

/* Whether the segment can be an owner's name: letters, digits, hyphens and
** underscores; dots as well, except at GitHub. */
static bool is_owner(const struct link_host *host, struct slice segment) {
  size_t longest = host->has_plain_owners ? 39 : 96;
  if (!segment.length || segment.length > longest) return false;
  if (!ascii_is_word(segment.at[0])) return false;
  if (segment.at[segment.length - 1] == '.') return false;
  for (size_t i = 0; i < segment.length; i++) {
    char byte = segment.at[i];
    if (ascii_is_word(byte) || byte == '-' || byte == '_') continue;
    if (byte != '.' || host->has_plain_owners) return false;
  }
  return true;
}

/* A repository's name without ".git" and without a sentence's full stop; empty
** if the segment is no such name. */
static struct slice repo_name(struct slice segment) {
  for (;;) {
    size_t before = segment.length < 4 ? 0 : segment.length - 4;
    if (segment.length && ascii_is_in(segment.at[segment.length - 1], ".-")) {
      segment.length--;
    } else if (ascii_is(ascii_skip(segment, before), ".git")) {
      segment.length = before;
    } else {
      break;
    }
  }
  if (segment.length > 100) segment.length = 0;
  for (size_t i = 0; i < segment.length; i++) {
    char byte = segment.at[i];
    if (!ascii_is_word(byte) && !ascii_is_in(byte, "-_.")) segment.length = 0;
  }
  return segment;
}

/* Adds a path that names no repository, without the punctuation and the escaped
** spaces at its end: a reader of links would drop those, and the url must be
** read as itself. */
static void add_rest(struct link *link, struct slice path) {
  for (;;) {
    struct slice tail = ascii_skip(path, path.length < 3 ? 0 : path.length - 3);
    if (path.length && ascii_is_in(path.at[path.length - 1], "/?#.,;:!'*~$")) {
      path.length--;
    } else if (slice_is(tail, "%20")) {
      path.length -= 3;
    } else {
      break;
    }
  }
  add(link, path);
}

/* What the Hub shows about an owner, where a model's name stands otherwise. */
static bool is_hub_tab(struct slice segment) {
  static const char *const tabs[] = {
      "activity", "collections", "datasets", "followers", "following",
      "likes",    "models",      "papers",   "spaces",    NULL};
  return ascii_is_one_of(segment, tabs);
}

static bool is_one_of(struct slice segment, const char *const *words) {
  return words && ascii_is_one_of(segment, words);
}

static void describe_pair(const struct link_host *host, struct slice path,
                          struct link *link) {
  struct slice rest = path;
  struct slice prefix = {0}, owner = link_next_segment(&rest);
  if (link_host_has_prefix(host, owner)) {
    prefix = owner;
    owner = link_next_segment(&rest);
  }
  struct slice name = repo_name(link_next_segment(&rest));
  bool is_reserved = prefix.length ? false : is_one_of(owner, host->pages);
  bool lacks_prefix = host->shape == PATH_TYPED && !prefix.length;
  if (!is_owner(host, owner) || is_reserved || lacks_prefix) {
    add_rest(link, path);
    return;
  }
  if (prefix.length) {
    add(link, slice_of("/"));
    add_lower(link, prefix);
  }
  link->owner = add_segment(link, owner);
  bool is_tab = host->prefixes && !prefix.length && is_hub_tab(name);
  if (!name.length || is_tab) return;
  link->name = add_segment(link, name);
  link->repo = host->repo;
}

/* GitLab's pages about a repository, from the time before /-/. */
static bool is_inside_repo(struct slice segment) {
  static const char *const words[] = {
      "-",      "tree",  "blob",           "raw",   "issues", "commits",
      "commit", "wikis", "merge_requests", "blame", NULL};
  return ascii_is_one_of(segment, words);
}

static void describe_groups(const struct link_host *host, struct slice path,
                            struct link *link) {
  struct slice rest = path, segment = link_next_segment(&rest);
  if (!is_owner(host, segment) || is_one_of(segment, host->pages)) {
    add_rest(link, path);
    return;
  }
  link->owner = add_segment(link, segment);
  for (size_t i = 1; (segment = link_next_segment(&rest)).length; i++) {
    if (ascii_is(segment, "-") || (i > 1 && is_inside_repo(segment))) break;
    segment = repo_name(segment);
    if (!segment.length) break;
    struct link_part last = link->name;
    link->name = add_segment(link, segment);
    if (last.length)
      link->owner.length = last.start + last.length - link->owner.start;
  }
  if (link->name.length) link->repo = host->repo;
}

static void describe_prefix(const struct link_host *host, struct slice path,
                            struct link *link) {
  struct slice rest = path, prefix = link_next_segment(&rest);
  struct slice name = repo_name(link_next_segment(&rest));
  if (!ascii_is_one_of(prefix, host->prefixes) || !name.length) {
    add_rest(link, path);
    return;
  }
  add_segment(link, slice_of(host->prefixes[0]));
  link->name = add_segment(link, name);
  link->repo = host->repo;
}

/* A page of OWNER.github.io; its first segment may be the project's name. */
static void describe_site(struct slice path, struct link *link) {
  size_t start = link->length;
  add_rest(link, path);
  if (link->length >= LINK_URL_SIZE) return;
  const char *host = link->url + link->host.start;
  const char *dot = memchr(host, '.', link->host.length);
  assert(dot);
  link->owner = (struct link_part){link->host.start, (size_t)(dot - host)};
  struct slice rest = {link->url + start, link->length - start};
  struct slice name = link_next_segment(&rest);
  if (!name.length || memchr(name.at, '.', name.length)) return;
  link->name = (struct link_part){(size_t)(name.at - link->url), name.length};
}

static void describe(const struct link_host *host, struct slice path,
                     struct link *link) {
  switch (host ? host->shape : PATH_PAGE) {
  case PATH_PAIR:
  case PATH_TYPED:
    describe_pair(host, path, link);
    break;
  case PATH_GROUPS:
    describe_groups(host, path, link);
    break;
  case PATH_PREFIX:
    describe_prefix(host, path, link);
    break;
  case PATH_PAGE:
    add_rest(link, path);
    break;
  case PATH_SITE:
    describe_site(path, link);
    break;
  }
}

bool link_describe(const struct link_host *host, struct slice name,
                   struct slice path, bool is_http, struct link *link) {
  if (host) name = link_host_plain(name);
  link->kind = host ? host->kind : "other";
  link->repo = LINK_REPO_NONE;
  link->length = 0;
  link->owner = link->name = (struct link_part){0};
  add(link, slice_of(is_http && !host ? "http://" : "https://"));
  link->host = (struct link_part){link->length, 0};
  bool has_canonical = host && host->canonical;
  add_lower(link, has_canonical ? slice_of(host->canonical) : name);
  link->host.length = link->length - link->host.start;
  describe(host, path, link);
  if (link->length >= LINK_URL_SIZE) return false;
  link->url[link->length] = 0;
  return true;
}

struct slice link_url(const struct link *link) {
  return (struct slice){link->url, link->length};
}

struct slice link_part(const struct link *link, struct link_part part) {
  if (!part.length) return (struct slice){0};
  return (struct slice){link->url + part.start, part.length};
}
