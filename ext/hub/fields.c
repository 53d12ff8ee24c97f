#include "hub/fields.h"

#include <string.h>

/* Several columns are made from these. */
#define FOR_AUTHORS (PAPER_BIT(PAPER_AUTHORS) | PAPER_BIT(PAPER_AUTHOR_COUNT))
#define FOR_MOMENTS (PAPER_BIT(PAPER_PUBLISHED) | PAPER_BIT(PAPER_SUBMITTED))
#define FOR_DAYS (PAPER_BIT(PAPER_LISTED) | PAPER_BIT(PAPER_SUBMITTED))
#define FOR_ORGANIZATIONS                                                      \
  (PAPER_BIT(PAPER_ORGANIZATION) | PAPER_BIT(PAPER_ORGANIZATION_NAME))
#define FOR_REPOS (PAPER_BIT(PAPER_REPO) | PAPER_BIT(PAPER_REPO_SOURCE))
#define FOR_ABSTRACTS (PAPER_BIT(PAPER_ABSTRACT) | FOR_REPOS)

const struct field fields[] = {
    {"paper.id", FIELD_TEXT, SLOT_ID, PAPER_BIT(PAPER_ID)},
    {"paper.title", FIELD_TEXT, SLOT_TITLE, PAPER_BIT(PAPER_TITLE)},
    {"title", FIELD_TEXT, SLOT_ENTRY_TITLE, PAPER_BIT(PAPER_TITLE)},
    {"paper.summary", FIELD_TEXT, SLOT_SUMMARY, FOR_ABSTRACTS},
    {"summary", FIELD_TEXT, SLOT_ENTRY_SUMMARY, FOR_ABSTRACTS},
    {"paper.authors", FIELD_LIST, SLOT_AUTHORS, FOR_AUTHORS},
    {"paper.authors[].name", FIELD_TEXT, SLOT_ITEM, FOR_AUTHORS},
    {"paper.authors[].hidden", FIELD_FLAG, SLOT_HIDDEN, FOR_AUTHORS},
    {"paper.publishedAt", FIELD_TEXT, SLOT_PUBLISHED,
     PAPER_BIT(PAPER_PUBLISHED)},
    {"publishedAt", FIELD_TEXT, SLOT_ENTRY_PUBLISHED, FOR_MOMENTS},
    {"paper.submittedOnDailyAt", FIELD_TEXT, SLOT_SUBMITTED, FOR_DAYS},
    {"paper.submittedOnDailyBy.user", FIELD_TEXT, SLOT_SUBMITTED_BY,
     PAPER_BIT(PAPER_SUBMITTER)},
    {"submittedBy.name", FIELD_TEXT, SLOT_SUBMITTER,
     PAPER_BIT(PAPER_SUBMITTER)},
    {"paper.organization.name", FIELD_TEXT, SLOT_ORGANIZATION,
     FOR_ORGANIZATIONS},
    {"paper.organization.fullname", FIELD_TEXT, SLOT_ORGANIZATION_NAME,
     FOR_ORGANIZATIONS},
    {"organization.name", FIELD_TEXT, SLOT_ENTRY_ORGANIZATION,
     FOR_ORGANIZATIONS},
    {"organization.fullname", FIELD_TEXT, SLOT_ENTRY_ORGANIZATION_NAME,
     FOR_ORGANIZATIONS},
    {"submitterOrganization.name", FIELD_TEXT, SLOT_SUBMITTER_ORGANIZATION,
     FOR_ORGANIZATIONS},
    {"submitterOrganization.fullname", FIELD_TEXT,
     SLOT_SUBMITTER_ORGANIZATION_NAME, FOR_ORGANIZATIONS},
    {"paper.ai_keywords", FIELD_LIST, SLOT_KEYWORDS, PAPER_BIT(PAPER_KEYWORDS)},
    {"paper.ai_keywords[]", FIELD_TEXT, SLOT_ITEM, PAPER_BIT(PAPER_KEYWORDS)},
    {"paper.ai_summary", FIELD_TEXT, SLOT_AI_SUMMARY,
     PAPER_BIT(PAPER_AI_SUMMARY)},
    {"paper.githubRepo", FIELD_TEXT, SLOT_REPO, FOR_REPOS},
    {"paper.githubRepoAddedBy", FIELD_TEXT, SLOT_REPO_ADDED_BY,
     PAPER_BIT(PAPER_REPO_SOURCE)},
    {"paper.githubStars", FIELD_NUMBER, SLOT_STARS,
     PAPER_BIT(PAPER_REPO_STARS)},
    {"paper.projectPage", FIELD_TEXT, SLOT_PROJECT_PAGE,
     PAPER_BIT(PAPER_PROJECT_PAGE)},
    {"paper.mediaUrls", FIELD_LIST, SLOT_MEDIA, PAPER_BIT(PAPER_MEDIA)},
    {"paper.mediaUrls[]", FIELD_TEXT, SLOT_ITEM, PAPER_BIT(PAPER_MEDIA)},
    {"mediaUrls", FIELD_LIST, SLOT_ENTRY_MEDIA, PAPER_BIT(PAPER_MEDIA)},
    {"mediaUrls[]", FIELD_TEXT, SLOT_ITEM, PAPER_BIT(PAPER_MEDIA)},
    {"mediaUrl", FIELD_TEXT, SLOT_ENTRY_MEDIUM, PAPER_BIT(PAPER_MEDIA)},
    {"thumbnail", FIELD_TEXT, SLOT_THUMBNAIL, PAPER_BIT(PAPER_THUMBNAIL)},
    {"paper.thumbnail", FIELD_TEXT, SLOT_PAPER_THUMBNAIL,
     PAPER_BIT(PAPER_THUMBNAIL)},
    {"paper.upvotes", FIELD_NUMBER, SLOT_UPVOTES, PAPER_BIT(PAPER_UPVOTES)},
    {"numComments", FIELD_NUMBER, SLOT_COMMENTS, PAPER_BIT(PAPER_COMMENTS)},
    {"isAuthorParticipating", FIELD_FLAG, SLOT_PARTICIPATING,
     PAPER_BIT(PAPER_AUTHOR_PARTICIPATING)},
};

const size_t field_count = sizeof fields / sizeof fields[0];

static struct node *node_add(struct tree *tree, struct node *parent,
                             struct slice name, enum field_kind kind) {
  if (tree->count == TREE_NODES) return NULL;
  struct node *node = &tree->nodes[tree->count++];
  *node = (struct node){.name = name, .path = name, .kind = kind};
  struct node **end = &parent->first;
  while (*end) {
    end = &(*end)->next;
  }
  *end = node;
  return node;
}

struct node *node_child(const struct node *node, struct slice key) {
  struct node *child = node->first;
  while (child && (child->name.length != key.length ||
                   memcmp(child->name.at, key.at, key.length) != 0)) {
    child = child->next;
  }
  return child;
}

/* The next part of a path: a name, or the "[]" after one. */
static struct slice part_at(const char *path) {
  size_t length = path[0] == '[' ? 2 : strcspn(path, ".[");
  return (struct slice){path, length};
}

/* Puts what stands at the end of `path` into the tree, and what leads to it. */
static void add_path(struct tree *tree, struct node *root, const char *path,
                     const struct field *field) {
  struct node *node = root;
  const char *rest = path;
  while (node && *rest) {
    struct slice part = part_at(rest);
    node->slots |= SLOT_BIT(field->slot);
    struct node *child = node_child(node, part);
    node = child ? child : node_add(tree, node, part, FIELD_OBJECT);
    rest += part.length;
    if (node) node->path = slice_between(path, rest);
    rest += *rest == '.';
  }
  if (!node) return;
  node->kind = field->kind;
  node->slot = field->slot;
  node->slots |= SLOT_BIT(field->slot);
}

static struct node *add_root(struct tree *tree, enum field_kind kind) {
  struct node *node = &tree->nodes[tree->count++];
  *node = (struct node){.kind = kind};
  return node;
}

/* The keys of an entry. */
static void add_entry(struct tree *tree, struct node *root,
                      paper_fields wanted) {
  root->entry = true;
  for (size_t i = 0; i < field_count; i++) {
    if (fields[i].serves & wanted) {
      add_path(tree, root, fields[i].path, &fields[i]);
    }
  }
}

static bool has_path(const struct node *node, const char *path) {
  while (node && *path) {
    struct slice part = part_at(path);
    node = node_child(node, part);
    path += part.length;
    path += *path == '.';
  }
  return node != NULL;
}

/* The keys of a paper without an entry around it, which are those of "paper".
** Where an entry may stand as well, its own keys are there already. */
static void add_paper(struct tree *tree, struct node *root, bool alone,
                      paper_fields wanted) {
  static const char paper[] = "paper.";
  size_t prefix = sizeof paper - 1;
  root->entry = true;
  for (size_t i = 0; i < field_count; i++) {
    struct field field = fields[i];
    if (!(field.serves & wanted)) continue;
    if (strncmp(field.path, paper, prefix) != 0) continue;
    field.path += prefix;
    if (!alone && field.slot == SLOT_ID) field.slot = SLOT_ENTRY_ID;
    if (!has_path(root, field.path)) add_path(tree, root, field.path, &field);
  }
}

/* What is saved is one or the other. */
static void add_any(struct tree *tree, struct node *root, paper_fields wanted) {
  add_entry(tree, root, wanted);
  add_paper(tree, root, false, wanted);
}

static void add_text(struct tree *tree, const char *name, enum slot slot) {
  struct field field = {name, FIELD_TEXT, slot, 0};
  add_path(tree, tree->object, name, &field);
}

static struct node *add_element(struct tree *tree, struct node *array) {
  return node_add(tree, array, slice_of("[]"), FIELD_OBJECT);
}

/* The properties of a page. */
static void add_page(struct tree *tree, paper_fields wanted) {
  add_text(tree, "date", SLOT_PAGE_DAY);
  add_text(tree, "dateString", SLOT_PAGE_DAY);
  struct node *array =
      node_add(tree, tree->object, slice_of("dailyPapers"), FIELD_ENTRIES);
  add_entry(tree, add_element(tree, array), wanted);
}

void tree_build(struct tree *tree, enum tree_shape shape, paper_fields wanted) {
  wanted |= PAPER_BIT(PAPER_ID);
  *tree = (struct tree){0};
  tree->object = add_root(tree, FIELD_OBJECT);
  add_text(tree, "error", SLOT_ERROR);
  if (shape == TREE_LISTING || shape == TREE_ANY) {
    tree->array = add_root(tree, FIELD_ENTRIES);
  }
  switch (shape) {
  case TREE_LISTING:
    add_entry(tree, add_element(tree, tree->array), wanted);
    return;
  case TREE_PAPER:
    add_paper(tree, tree->object, true, wanted);
    return;
  case TREE_ANY:
    add_page(tree, wanted);
    add_any(tree, tree->object, wanted);
    add_any(tree, add_element(tree, tree->array), wanted);
    return;
  case TREE_PAGE:
    add_page(tree, wanted);
    return;
  }
}
