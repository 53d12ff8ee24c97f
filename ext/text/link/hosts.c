/* The table of link hosts and what is read from it. This file knows names and
** the segments of paths; it does not know how either is read from a text. */
#include "text/link/hosts.h"

#include <assert.h>
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
static const char *const hub_prefixes[] = {"datasets", "spaces", NULL};
static const char *const gitee_pages[] = {
    "about", "blog",  "dashboard",     "education", "enterprises", "explore",
    "help",  "login", "organizations", "search",    "signup",      NULL};
static const char *const modelscope_prefixes[] = {"models", "datasets",
                                                  "studios", NULL};
static const char *const anonymous_prefixes[] = {"r", "repository", NULL};
static const char *const sourceforge_prefixes[] = {"projects", "p", NULL};
static const char *const zenodo_prefixes[] = {"records", "record", NULL};

/* The first row that has a name counts: sourceforge.net stands before the
** names that end so. */
static const struct link_host hosts[] = {
    {.name = "github.com",
     .kind = "github",
     .shape = PATH_PAIR,
     .repo = LINK_REPO_CODE,
     .has_plain_owners = true,
     .pages = github_pages},
    {.name = "huggingface.co",
     .kind = "huggingface",
     .shape = PATH_PAIR,
     .repo = LINK_REPO_MODEL,
     .pages = hub_pages,
     .prefixes = hub_prefixes},
    {.name = "hf.co",
     .canonical = "huggingface.co",
     .kind = "huggingface",
     .shape = PATH_PAIR,
     .repo = LINK_REPO_MODEL,
     .pages = hub_pages,
     .prefixes = hub_prefixes},
    {.name = "gitlab.com",
     .kind = "gitlab",
     .shape = PATH_GROUPS,
     .repo = LINK_REPO_CODE,
     .pages = gitlab_pages},
    {.name = "bitbucket.org",
     .kind = "bitbucket",
     .shape = PATH_PAIR,
     .repo = LINK_REPO_CODE,
     .pages = bitbucket_pages},
    {.name = "codeberg.org",
     .kind = "codeberg",
     .shape = PATH_PAIR,
     .repo = LINK_REPO_CODE,
     .pages = codeberg_pages},
    {.name = "gitee.com",
     .kind = "gitee",
     .shape = PATH_PAIR,
     .repo = LINK_REPO_CODE,
     .pages = gitee_pages},
    {.name = "modelscope.cn",
     .kind = "modelscope",
     .shape = PATH_TYPED,
     .repo = LINK_REPO_MODEL,
     .prefixes = modelscope_prefixes},
    {.name = "gist.github.com",
     .kind = "gist",
     .shape = PATH_PAIR,
     .pages = gist_pages},
    {.name = "anonymous.4open.science",
     .kind = "anonymous",
     .shape = PATH_PREFIX,
     .repo = LINK_REPO_CODE,
     .prefixes = anonymous_prefixes},
    {.name = "sourceforge.net",
     .kind = "sourceforge",
     .shape = PATH_PREFIX,
     .repo = LINK_REPO_CODE,
     .prefixes = sourceforge_prefixes},
    {.name = "zenodo.org",
     .kind = "zenodo",
     .shape = PATH_PREFIX,
     .prefixes = zenodo_prefixes},
    {.name = "doi.org", .kind = "other", .shape = PATH_PAGE},
    {.name = "dx.doi.org",
     .canonical = "doi.org",
     .kind = "other",
     .shape = PATH_PAGE},
    {.name = "sites.google.com", .kind = "page", .shape = PATH_PAGE},
    {.name = ".github.io", .kind = "page", .shape = PATH_SITE},
    {.name = ".gitlab.io", .kind = "page", .shape = PATH_SITE},
    {.name = ".gitee.io", .kind = "page", .shape = PATH_SITE},
    {.name = ".hf.space", .kind = "page", .shape = PATH_PAGE},
    {.name = ".netlify.app", .kind = "page", .shape = PATH_PAGE},
    {.name = ".vercel.app", .kind = "page", .shape = PATH_PAGE},
    {.name = ".pages.dev", .kind = "page", .shape = PATH_PAGE},
    {.name = ".codeberg.page", .kind = "page", .shape = PATH_PAGE},
    {.name = ".readthedocs.io", .kind = "page", .shape = PATH_PAGE},
    {.name = ".web.app", .kind = "page", .shape = PATH_PAGE},
    {.name = ".firebaseapp.com", .kind = "page", .shape = PATH_PAGE},
    {.name = ".bitbucket.io", .kind = "page", .shape = PATH_PAGE},
    {.name = ".sourceforge.io", .kind = "page", .shape = PATH_PAGE},
    {.name = ".sourceforge.net", .kind = "page", .shape = PATH_PAGE},
    {.name = ".notion.site", .kind = "page", .shape = PATH_PAGE},
    /* A GitLab that an institution runs. */
    {.name = "gitlab.",
     .kind = "gitlab",
     .shape = PATH_GROUPS,
     .repo = LINK_REPO_CODE,
     .pages = gitlab_pages},
};

enum { HOST_COUNT = sizeof hosts / sizeof hosts[0] };

const struct link_host *link_host_row(size_t index) {
  return index < HOST_COUNT ? &hosts[index] : NULL;
}

struct slice link_host_plain(struct slice name) {
  while (ascii_begins(name, "www."))
    name = ascii_skip(name, 4);
  return name;
}

static bool is_ending(const struct link_host *host) {
  return host->name[0] == '.';
}

static bool is_beginning(const struct link_host *host) {
  return host->name[strlen(host->name) - 1] == '.';
}

static bool ends_with(struct slice name, const char *ending) {
  size_t length = strlen(ending);
  return name.length > length &&
         ascii_is(ascii_skip(name, name.length - length), ending);
}

/* The row of such a beginning means names of three labels or more: gitlab.io
** itself is no GitLab. */
static bool begins_with(struct slice name, const char *beginning) {
  struct slice rest = ascii_skip(name, strlen(beginning));
  return ascii_begins(name, beginning) && memchr(rest.at, '.', rest.length);
}

static bool has_name(const struct link_host *host, struct slice name) {
  if (is_ending(host)) return ends_with(name, host->name);
  if (is_beginning(host)) return begins_with(name, host->name);
  return ascii_is(name, host->name);
}

const struct link_host *link_host_find(struct slice name) {
  name = link_host_plain(name);
  for (size_t i = 0; i < HOST_COUNT; i++) {
    if (has_name(&hosts[i], name)) return &hosts[i];
  }
  return NULL;
}

/* Whether the row's name begins with the label and a dot. */
static bool has_first_label(const char *name, struct slice label) {
  size_t i = 0;
  while (i < label.length && name[i] == ascii_lower(label.at[i]))
    i++;
  return i == label.length && name[i] == '.';
}

bool link_host_may_begin(struct slice label, struct slice rest,
                         bool is_broken) {
  assert(label.length > 0);
  for (size_t i = 0; i < HOST_COUNT; i++) {
    const char *name = hosts[i].name;
    if (is_ending(&hosts[i])) {
      if (!is_broken && ascii_begins(rest, name + 1)) return true;
    } else if (has_first_label(name, label)) {
      return true;
    }
  }
  return false;
}

bool link_host_is_next(struct slice text) {
  for (size_t i = 0; i < HOST_COUNT; i++) {
    bool is_whole = !is_ending(&hosts[i]) && !is_beginning(&hosts[i]);
    if (is_whole && ascii_begins(text, hosts[i].name)) return true;
  }
  return false;
}

/* The length of the label that the name begins with. */
static size_t label_length(struct slice name) {
  size_t length = 0;
  while (length < name.length && !ascii_is_in(name.at[length], ".:"))
    length++;
  return length;
}

static bool is_number(struct slice label) {
  for (size_t i = 0; i < label.length; i++) {
    if (!ascii_is_digit(label.at[i])) return false;
  }
  return label.length <= 3;
}

/* Whether a name may end in the label: two letters or more of one script, or
** the coded form of an international name. */
static bool is_last_label(struct slice label) {
  size_t letters = 0, others = 0, beyond = 0;
  for (size_t i = 0; i < label.length; i++) {
    char byte = label.at[i];
    letters += ascii_is_letter(byte);
    others += ascii_is_digit(byte) || byte == '-';
    beyond += (unsigned char)byte >= 0x80;
  }
  if (ascii_begins(label, "xn--")) {
    return label.length > 4 && letters + others == label.length;
  }
  bool is_one_script = letters == label.length || beyond == label.length;
  return label.length > 1 && is_one_script;
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
    name = ascii_skip(name, 1);
  }
  if (labels == 4 && numbers == 4) return true;
  return labels > 1 && is_last_label(label);
}

bool link_host_is_page(const struct link_host *host) {
  return host->shape == PATH_PAGE || host->shape == PATH_SITE;
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

bool link_host_has_prefix(const struct link_host *host, struct slice segment) {
  bool is_before_pair = host->shape == PATH_PAIR || host->shape == PATH_TYPED;
  return is_before_pair && host->prefixes &&
         ascii_is_one_of(segment, host->prefixes);
}

size_t link_host_depth(const struct link_host *host, struct slice path) {
  if (link_host_is_page(host)) return 0;
  return link_host_has_prefix(host, link_next_segment(&path)) ? 3 : 2;
}
