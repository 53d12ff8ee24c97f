#include "text/link/hosts.h"

#include <string.h>

#include "base/ascii.h"

/* user-attachments holds the pictures of issues, transformers the library's
** manual of former years. */
static const char *const github_pages[] = {"about",
                                           "account",
                                           "advisories",
                                           "apps",
                                           "blog",
                                           "codespaces",
                                           "collections",
                                           "contact",
                                           "copilot",
                                           "customer-stories",
                                           "dashboard",
                                           "discussions",
                                           "enterprise",
                                           "enterprises",
                                           "events",
                                           "explore",
                                           "features",
                                           "git-guides",
                                           "issues",
                                           "join",
                                           "login",
                                           "logout",
                                           "marketplace",
                                           "mobile",
                                           "new",
                                           "notifications",
                                           "organizations",
                                           "orgs",
                                           "pricing",
                                           "pulls",
                                           "readme",
                                           "resources",
                                           "search",
                                           "security",
                                           "sessions",
                                           "settings",
                                           "showcases",
                                           "signup",
                                           "site",
                                           "solutions",
                                           "sponsors",
                                           "stars",
                                           "team",
                                           "topics",
                                           "trending",
                                           "user-attachments",
                                           "users",
                                           "watching",
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
static const char *const hub_pages[] = {
    "api",          "blog",          "brand",
    "buckets",      "chat",          "collections",
    "course",       "docs",          "enterprise",
    "inference",    "inference-api", "inference-endpoints",
    "join",         "kernels",       "learn",
    "login",        "metrics",       "models",
    "new",          "notifications", "organizations",
    "papers",       "posts",         "pricing",
    "privacy",      "search",        "settings",
    "support",      "tasks",         "terms-of-service",
    "transformers", "welcome",       NULL};
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
    ".github.io",     ".gitlab.io",       ".hf.space",
    ".netlify.app",   ".vercel.app",      ".pages.dev",
    ".codeberg.page", ".readthedocs.io",  ".web.app",
    ".bitbucket.io",  ".sourceforge.io",  ".sourceforge.net",
    ".notion.site",   ".firebaseapp.com", NULL};
static const char *const page_names[] = {"sites.google.com", NULL};

struct slice link_host_plain(struct slice name) {
  while (ascii_begins(name, "www."))
    name = ascii_skip(name, 4);
  return name;
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
  name = link_host_plain(name);
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

/* The length of the label that the name begins with; 0 where it begins with
** something else. */
static size_t label_length(struct slice name) {
  size_t length = 0;
  while (length < name.length &&
         (ascii_is_word(name.at[length]) || name.at[length] == '-')) {
    length++;
  }
  return length;
}

static bool is_number(struct slice label) {
  for (size_t i = 0; i < label.length; i++) {
    if (!ascii_is_digit(label.at[i])) return false;
  }
  return label.length <= 3;
}

bool link_host_is_valid(struct slice name) {
  size_t labels = 0, numbers = 0;
  struct slice label;
  name = link_host_plain(name);
  if (name.length > LINK_LONGEST_HOST) return false;
  for (;;) {
    label = (struct slice){name.at, label_length(name)};
    if (!label.length || label.length > LINK_LONGEST_LABEL) return false;
    labels++;
    numbers += is_number(label);
    name = ascii_skip(name, label.length);
    if (!name.length || name.at[0] == ':') break;
    if (name.at[0] != '.') return false;
    name = ascii_skip(name, 1);
  }
  if (labels == 4 && numbers == 4) return true;
  return labels > 1 && label.length >= 2 && ascii_is_letter(label.at[0]) &&
         ascii_is_letter(label.at[1]);
}

bool link_host_is_page(const struct link_host *host) {
  return host->shape == SHAPE_PAGE;
}

struct slice link_next_segment(struct slice *path) {
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

bool link_is_hub_type(struct slice segment) {
  return ascii_is(segment, "datasets") || ascii_is(segment, "spaces");
}

size_t link_host_depth(const struct link_host *host, struct slice path) {
  if (host->shape == SHAPE_PAGE) return 0;
  return host->shape == SHAPE_HUB && link_is_hub_type(link_next_segment(&path))
             ? 3
             : 2;
}

bool link_host_names_only(const struct link_host *host) {
  return host->shape == SHAPE_GROUPS;
}
