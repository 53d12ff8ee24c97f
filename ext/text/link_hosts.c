#include "text/link_hosts.h"

#include <string.h>

#include "text/ascii.h"

/* How the segments of a path name something. */
enum shape {
  SHAPE_PAIR,   /* OWNER/NAME */
  SHAPE_GROUPS, /* GROUP/.../NAME, and after /-/ the host's own pages */
  SHAPE_HUB,    /* OWNER/NAME, or datasets|spaces/OWNER/NAME */
  SHAPE_PREFIX, /* one of the prefixes, then NAME */
  SHAPE_PAGE    /* the whole path */
};

struct link_host {
  const char *name; /* canonical */
  enum link_kind kind;
  enum shape shape;
  bool holds_repos;
  const char *const *words; /* reserved first segments, or the prefixes, of
                               which the first is the canonical one */
};

static const char *const github_pages[] = {"about",       "account",
                                           "advisories",  "apps",
                                           "blog",        "codespaces",
                                           "collections", "contact",
                                           "copilot",     "customer-stories",
                                           "dashboard",   "discussions",
                                           "enterprise",  "events",
                                           "explore",     "features",
                                           "issues",      "join",
                                           "login",       "logout",
                                           "marketplace", "mobile",
                                           "new",         "notifications",
                                           "orgs",        "organizations",
                                           "pricing",     "pulls",
                                           "readme",      "resources",
                                           "search",      "security",
                                           "sessions",    "settings",
                                           "signup",      "site",
                                           "solutions",   "sponsors",
                                           "stars",       "team",
                                           "topics",      "trending",
                                           "users",       "watching",
                                           NULL};
static const char *const gist_pages[] = {"discover", "forked", "search",
                                         "starred", NULL};
static const char *const gitlab_pages[] = {
    "-",     "admin",  "api",      "dashboard", "explore",  "groups", "help",
    "login", "public", "projects", "search",    "snippets", "users",  NULL};
static const char *const bitbucket_pages[] = {
    "account", "blog",     "dashboard", "product", "repo",
    "site",    "snippets", "support",   "user",    NULL};
static const char *const codeberg_pages[] = {
    "admin",         "api", "assets", "explore", "issues", "milestones",
    "notifications", "org", "pulls",  "repo",    "user",   NULL};
static const char *const hub_pages[] = {"api",           "blog",
                                        "brand",         "buckets",
                                        "chat",          "collections",
                                        "docs",          "enterprise",
                                        "inference",     "join",
                                        "kernels",       "learn",
                                        "login",         "models",
                                        "new",           "notifications",
                                        "organizations", "papers",
                                        "posts",         "pricing",
                                        "privacy",       "search",
                                        "settings",      "support",
                                        "tasks",         "terms-of-service",
                                        "welcome",       NULL};
static const char *const anonymous_prefixes[] = {"r", "repository", NULL};
static const char *const sourceforge_prefixes[] = {"projects", "p", NULL};
static const char *const zenodo_prefixes[] = {"records", "record", NULL};

static const struct link_host hosts[] = {
    {"github.com", LINK_GITHUB, SHAPE_PAIR, true, github_pages},
    {"huggingface.co", LINK_HUGGINGFACE, SHAPE_HUB, true, hub_pages},
    {"gitlab.com", LINK_GITLAB, SHAPE_GROUPS, true, gitlab_pages},
    {"bitbucket.org", LINK_BITBUCKET, SHAPE_PAIR, true, bitbucket_pages},
    {"codeberg.org", LINK_CODEBERG, SHAPE_PAIR, true, codeberg_pages},
    {"gist.github.com", LINK_GIST, SHAPE_PAIR, false, gist_pages},
    {"anonymous.4open.science", LINK_ANONYMOUS, SHAPE_PREFIX, true,
     anonymous_prefixes},
    {"sourceforge.net", LINK_SOURCEFORGE, SHAPE_PREFIX, true,
     sourceforge_prefixes},
    {"zenodo.org", LINK_ZENODO, SHAPE_PREFIX, false, zenodo_prefixes},
};

enum { HUB = 1, GITLAB = 2 };

/* A GitLab that an institution runs; the name in the row is not used. */
static const struct link_host own_gitlab = {"", LINK_GITLAB, SHAPE_GROUPS, true,
                                            gitlab_pages};

static const struct link_host page_host = {"", LINK_PAGE, SHAPE_PAGE, false,
                                           NULL};

/* Hosts where every owner has a name of their own before these. */
static const char *const page_suffixes[] = {
    ".github.io",   ".gitlab.io",    ".hf.space",        ".netlify.app",
    ".vercel.app",  ".pages.dev",    ".codeberg.page",   ".readthedocs.io",
    ".web.app",     ".bitbucket.io", ".sourceforge.io",  ".sourceforge.net",
    ".notion.site", ".notion.site",  ".firebaseapp.com", NULL};
static const char *const page_names[] = {"sites.google.com", NULL};

static struct slice without_www(struct slice name) {
  return ascii_skip(name, ascii_begins(name, "www.") ? 4 : 0);
}

static bool is_page(struct slice name) {
  for (size_t i = 0; page_suffixes[i]; i++) {
    size_t length = strlen(page_suffixes[i]);
    if (name.length <= length) continue;
    if (ascii_is(ascii_skip(name, name.length - length), page_suffixes[i])) {
      return true;
    }
  }
  return ascii_is_one_of(name, page_names);
}

const struct link_host *link_host_find(struct slice name) {
  name = without_www(name);
  for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
    if (ascii_is(name, hosts[i].name)) return &hosts[i];
  }
  if (ascii_is(name, "hf.co")) return &hosts[HUB];
  if (is_page(name)) return &page_host;
  if (!ascii_begins(name, "gitlab.") || ascii_is(name, "gitlab.io")) {
    return NULL;
  }
  return &own_gitlab;
}

bool link_host_is_page(const struct link_host *host) {
  return host->shape == SHAPE_PAGE;
}

/* The next segment of the path, which is moved behind it. Empty segments are
** passed over; an empty result is the end. */
static struct slice next_segment(struct slice *path) {
  while (path->length && path->at[0] == '/')
    *path = ascii_skip(*path, 1);
  size_t length = 0;
  while (length < path->length && !ascii_is_in(path->at[length], "/?#")) {
    length++;
  }
  struct slice segment = {path->at, length};
  *path = ascii_skip(*path, length);
  return segment;
}

static bool is_hub_type(struct slice segment) {
  return ascii_is(segment, "datasets") || ascii_is(segment, "spaces");
}

size_t link_host_depth(const struct link_host *host, struct slice path) {
  if (host->shape == SHAPE_PAGE) return 0;
  return host->shape == SHAPE_HUB && is_hub_type(next_segment(&path)) ? 3 : 2;
}

bool link_host_names_only(const struct link_host *host) {
  return host->shape == SHAPE_GROUPS;
}

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
  if (!segment.length || segment.length > 96) return false;
  if (!ascii_is_word(segment.at[0])) return false;
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

/* A path that names no repository, without a slash at its end. */
static void add_rest(struct link *link, struct slice path) {
  while (path.length && ascii_is_in(path.at[path.length - 1], "/?#")) {
    path.length--;
  }
  add(link, path);
}

static void describe_pair(const struct link_host *host, struct slice path,
                          struct link *link) {
  struct slice rest = path;
  struct slice type = {0}, owner = next_segment(&rest);
  if (host->shape == SHAPE_HUB && is_hub_type(owner)) {
    type = owner;
    owner = next_segment(&rest);
  }
  struct slice name = repo_name(next_segment(&rest));
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
  if (!name.length) return;
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
  struct slice rest = path, segment = next_segment(&rest);
  if (!is_owner(host, segment) || ascii_is_one_of(segment, host->words)) {
    add_rest(link, path);
    return;
  }
  link->owner = add_segment(link, segment);
  for (size_t i = 1; (segment = next_segment(&rest)).length; i++) {
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
  struct slice rest = path, prefix = next_segment(&rest);
  struct slice name = repo_name(next_segment(&rest));
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
  struct slice rest = path, name = next_segment(&rest);
  if (!name.length || memchr(name.at, '.', name.length)) return;
  size_t before = (size_t)(name.at - path.at);
  link->name = (struct link_part){start + before, name.length};
}

/* Whether labels of letters, digits and hyphens stand between the dots, two
** at least, and the last begins with a letter. A port may follow. */
static bool host_is_valid(struct slice name) {
  size_t label = 0, labels = 1;
  if (name.length > 253) return false;
  for (size_t i = 0; i < name.length && name.at[i] != ':'; i++) {
    char byte = name.at[i];
    if (byte == '.') {
      if (i == label || i - label > 63) return false;
      label = i + 1;
      labels++;
    } else if (!ascii_is_word(byte) && byte != '-' && byte != '_') {
      return false;
    }
  }
  struct slice last = ascii_skip(name, label);
  return labels > 1 && last.length >= 2 && ascii_is_letter(last.at[0]) &&
         ascii_is_letter(last.at[1]);
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
  name = without_www(name);
  if (!host_is_valid(name)) return false;
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
