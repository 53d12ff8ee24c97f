#include "text/link/describe.h"

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

/* What may be an owner: a word with hyphens; the Hub allows dots as well. */
static bool is_owner(const struct link_host *host, struct slice segment) {
  size_t longest = host->kind == LINK_GITHUB ? 39 : 96;
  if (!segment.length || segment.length > longest) return false;
  if (!ascii_is_word(segment.at[0])) return false;
  if (segment.at[segment.length - 1] == '.') return false;
  for (size_t i = 0; i < segment.length; i++) {
    char byte = segment.at[i];
    if (ascii_is_word(byte) || byte == '-' || byte == '_') continue;
    if (byte != '.' || host->kind == LINK_GITHUB) return false;
  }
  return true;
}

/* A repository's name without what git and sentences add to it; empty when
** nothing is left. */
static struct slice repo_name(struct slice segment) {
  static const char git[] = ".git";
  while (segment.length && ascii_is_in(segment.at[segment.length - 1], ".-")) {
    segment.length--;
  }
  if (segment.length >= 4 &&
      ascii_is(ascii_skip(segment, segment.length - 4), git)) {
    segment.length -= 4;
  }
  if (segment.length > 100) segment.length = 0;
  for (size_t i = 0; i < segment.length; i++) {
    char byte = segment.at[i];
    if (!ascii_is_word(byte) && !ascii_is_in(byte, "-_.")) segment.length = 0;
  }
  return segment;
}

/* A path that names no repository, without what may stand at the end of an
** address in a sentence: so the canonical form, read again, is itself. */
static void add_rest(struct link *link, struct slice path) {
  while (path.length && ascii_is_in(path.at[path.length - 1], "/?#.,;:!'*~$")) {
    path.length--;
  }
  add(link, path);
}

/* What the Hub shows about an owner, in the place of a model's name. */
static bool is_hub_tab(struct slice segment) {
  static const char *const tabs[] = {
      "activity", "collections", "datasets", "followers", "following",
      "likes",    "models",      "papers",   "spaces",    NULL};
  return ascii_is_one_of(segment, tabs);
}

static void describe_pair(const struct link_host *host, struct slice path,
                          struct link *link) {
  struct slice rest = path;
  struct slice type = {0}, owner = link_next_segment(&rest);
  if (host->shape == SHAPE_HUB && link_is_hub_type(owner)) {
    type = owner;
    owner = link_next_segment(&rest);
  }
  struct slice name = repo_name(link_next_segment(&rest));
  if (!is_owner(host, owner) ||
      (!type.length && ascii_is_one_of(owner, host->words))) {
    add_rest(link, path);
    return;
  }
  if (type.length) {
    add(link, slice_of("/"));
    add_lower(link, type);
  }
  link->owner = add_segment(link, owner);
  bool is_tab = host->shape == SHAPE_HUB && !type.length && is_hub_tab(name);
  if (!name.length || is_tab) return;
  link->name = add_segment(link, name);
  link->is_repo = host->holds_repos;
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
  if (!is_owner(host, segment) || ascii_is_one_of(segment, host->words)) {
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
  link->is_repo = link->name.length > 0;
}

static void describe_prefix(const struct link_host *host, struct slice path,
                            struct link *link) {
  struct slice rest = path, prefix = link_next_segment(&rest);
  struct slice name = repo_name(link_next_segment(&rest));
  if (!ascii_is_one_of(prefix, host->words) || !name.length) {
    add_rest(link, path);
    return;
  }
  add_segment(link, slice_of(host->words[0]));
  link->name = add_segment(link, name);
  link->is_repo = host->holds_repos;
}

/* A page of OWNER.github.io, and in its first segment perhaps the project. */
static void describe_page(struct slice path, struct link *link) {
  const char *host = link->url + link->host.start;
  const char *dot = memchr(host, '.', link->host.length);
  struct slice suffix = {dot, link->host.length - (size_t)(dot - host)};
  size_t start = link->length;
  add_rest(link, path);
  if (!ascii_is(suffix, ".github.io") && !ascii_is(suffix, ".gitlab.io")) {
    return;
  }
  link->owner = (struct link_part){link->host.start, (size_t)(dot - host)};
  if (link->length >= LINK_URL_SIZE) return;
  struct slice rest = {link->url + start, link->length - start};
  struct slice name = link_next_segment(&rest);
  if (!name.length || memchr(name.at, '.', name.length)) return;
  link->name = (struct link_part){(size_t)(name.at - link->url), name.length};
}

static void describe(const struct link_host *host, struct slice path,
                     struct link *link) {
  if (!host) {
    add_rest(link, path);
    return;
  }
  switch (host->shape) {
  case SHAPE_PAIR:
  case SHAPE_HUB:
    describe_pair(host, path, link);
    break;
  case SHAPE_GROUPS:
    describe_groups(host, path, link);
    break;
  case SHAPE_PREFIX:
    describe_prefix(host, path, link);
    break;
  case SHAPE_PAGE:
    describe_page(path, link);
    break;
  }
}

bool link_describe(const struct link_host *host, struct slice name,
                   struct slice path, struct link *link) {
  name = link_host_plain(name);
  link->kind = host ? host->kind : LINK_OTHER;
  link->is_repo = false;
  link->length = 0;
  link->owner = link->name = (struct link_part){0};
  add(link, slice_of("https://"));
  link->host = (struct link_part){link->length, 0};
  add_lower(link, host && host->name[0] ? slice_of(host->name) : name);
  link->host.length = link->length - link->host.start;
  describe(host, path, link);
  if (link->length >= LINK_URL_SIZE) return false;
  link->url[link->length] = 0;
  return true;
}

const char *link_kind_name(enum link_kind kind) {
  static const char *const names[] = {
      [LINK_GITHUB] = "github",       [LINK_GITLAB] = "gitlab",
      [LINK_BITBUCKET] = "bitbucket", [LINK_CODEBERG] = "codeberg",
      [LINK_GIST] = "gist",           [LINK_HUGGINGFACE] = "huggingface",
      [LINK_ANONYMOUS] = "anonymous", [LINK_SOURCEFORGE] = "sourceforge",
      [LINK_ZENODO] = "zenodo",       [LINK_PAGE] = "page",
      [LINK_OTHER] = "other",
  };
  return names[kind];
}

struct slice link_url(const struct link *link) {
  return (struct slice){link->url, link->length};
}

struct slice link_part(const struct link *link, struct link_part part) {
  if (!part.length) return (struct slice){0};
  return (struct slice){link->url + part.start, part.length};
}
