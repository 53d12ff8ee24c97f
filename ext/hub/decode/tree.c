/* Builds the tree of wanted places from a relation's declaration. Must know no
** relation by name, and reads no JSON. */
#include "hub/decode/tree.h"

#include <assert.h>
#include <string.h>

/* --- nodes -------------------------------------------------------------- */

static struct node *add_node(struct tree *tree, struct node *parent,
                             struct slice name) {
  assert(tree->count < TREE_NODES);
  struct node *node = &tree->nodes[tree->count++];
  *node = (struct node){.name = name, .path = name, .kind = NODE_OBJECT};
  struct node **end = &parent->first;
  while (*end) {
    end = &(*end)->next;
  }
  *end = node;
  return node;
}

static struct node *add_root(struct tree *tree, enum node_kind kind) {
  struct node *node = &tree->nodes[tree->count++];
  *node = (struct node){.kind = kind};
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

/* --- paths -------------------------------------------------------------- */

/* The first part of a path: a key, or the "[]" after one. */
static struct slice part_at(const char *path) {
  size_t length = path[0] == '[' ? 2 : strcspn(path, ".[:");
  return (struct slice){path, length};
}

static struct node *find_path(struct node *node, const char *path) {
  while (node && *path && *path != ':') {
    struct slice part = part_at(path);
    node = node_child(node, part);
    path += part.length;
    path += *path == '.';
  }
  return node;
}

/* A value to be read: its place and its slot. */
struct want {
  const char *path;
  enum node_kind kind;
  int slot;
};

/* Adds the nodes of the path from `from` up to `end`, a part of want->path.
** Notes the slot in each node on the way. Returns the last node. */
static struct node *add_path(struct tree *tree, struct node *root,
                             const struct want *want, const char *from,
                             const char *end) {
  struct node *node = root;
  for (const char *rest = from; rest < end;) {
    struct slice part = part_at(rest);
    struct node *child = node_child(node, part);
    node->slots |= SLOT_BIT(want->slot);
    if (!child) child = add_node(tree, node, part);
    rest += part.length;
    child->path = slice_between(want->path, rest);
    rest += *rest == '.';
    node = child;
  }
  node->slots |= SLOT_BIT(want->slot);
  return node;
}

static void add_value(struct tree *tree, struct node *root,
                      const struct want *want) {
  const char *end = want->path + strlen(want->path);
  struct node *node = add_path(tree, root, want, want->path, end);
  node->kind = want->kind;
  node->slot = want->slot;
}

/* Adds what stands beside the name of an item. */
static void add_beside(struct tree *tree, struct node *element,
                       const char *name, enum node_kind kind, int slot) {
  struct node *node = node_child(element, slice_of(name));
  if (node) return;
  node = add_node(tree, element, slice_of(name));
  node->kind = kind;
  node->slot = slot;
  node->slots = SLOT_BIT(slot);
}

/* Adds a list. "ai_keywords[]": the value is the array, its elements are
** strings. "authors[].name": the elements are objects with that string; if
** "hidden" is true in such an object, the list leaves the element out.
** "reactions[].reaction:count": a tally, with a number beside the string. */
static void add_list(struct tree *tree, struct node *root,
                     const struct want *want) {
  const char *item = strrchr(want->path, '[');
  const char *end = item + strcspn(item, ":");
  struct node *array = add_path(tree, root, want, want->path, item);
  struct want inner = {want->path, NODE_TEXT, SLOT_ITEM};
  array->kind = NODE_LIST;
  array->slot = want->slot;
  struct node *name = add_path(tree, array, &inner, item, end);
  name->kind = NODE_TEXT;
  name->slot = SLOT_ITEM;
  if (item[2] != '.') return;
  struct node *element = node_child(array, slice_of("[]"));
  array->is_tally = *end == ':';
  if (array->is_tally) {
    add_beside(tree, element, end + 1, NODE_NUMBER, SLOT_TALLY);
  } else {
    add_beside(tree, element, "hidden", NODE_FLAG, SLOT_HIDDEN);
  }
}

static enum node_kind node_kind_of(const struct column *column) {
  switch (column->kind) {
  case COLUMN_NUMBER:
    return NODE_NUMBER;
  case COLUMN_FLAG:
    return NODE_FLAG;
  case COLUMN_LIST:
  case COLUMN_COUNT:
    return NODE_LIST;
  default:
    return NODE_TEXT;
  }
}

static void add_want(struct tree *tree, struct node *root,
                     const struct want *want) {
  if (want->kind == NODE_LIST) {
    add_list(tree, root, want);
  } else {
    add_value(tree, root, want);
  }
}

/* --- columns ------------------------------------------------------------ */

/* The slot that an earlier column has for the same place; SLOT_NONE if none. */
static int shared_slot(const struct tree *tree, const struct relation *relation,
                       int column, const char *path) {
  for (int i = 0; i < column; i++) {
    for (int place = 0; place < COLUMN_PLACES; place++) {
      const char *other = relation->columns[i].from[place];
      if (other && strcmp(other, path) == 0 && tree->slot_of[i][place]) {
        return tree->slot_of[i][place];
      }
    }
  }
  return SLOT_NONE;
}

static void number_slots(struct tree *tree, const struct relation *relation,
                         field_set wanted) {
  tree->slots = SLOT_FIRST;
  for (int i = 0; i < relation->count; i++) {
    for (int place = 0; place < COLUMN_PLACES; place++) {
      const char *path = relation->columns[i].from[place];
      if (!path || !(wanted & FIELD_BIT(i))) continue;
      int slot = shared_slot(tree, relation, i, path);
      if (!slot) slot = tree->slots++;
      assert(slot < SLOTS);
      tree->slot_of[i][place] = (unsigned char)slot;
    }
  }
}

/* Marks the array in a row whose elements are rows, too: the tree leads back to
** the row. */
static void add_rows_within(struct tree *tree, struct node *row,
                            const char *name) {
  struct node *array = add_node(tree, row, slice_of(name));
  array->kind = NODE_ARRAY;
  array->leads_to_rows = true;
  array->first = row;
}

/* Marks the array whose elements are rows, and the nodes that lead to it. */
static void add_rows(struct tree *tree, const struct relation *relation,
                     struct node *entry, const char *rows) {
  struct want want = {rows, NODE_ARRAY, SLOT_NONE};
  const char *end = rows + strlen(rows);
  struct node *array = add_path(tree, entry, &want, rows, end);
  struct node *row = node_child(array, slice_of("[]"));
  if (!row) row = add_node(tree, array, slice_of("[]"));
  array->kind = NODE_ARRAY;
  row->is_row = true;
  tree->row_slots |= row->slots;
  if (relation->rows_within) add_rows_within(tree, row, relation->rows_within);
  for (const char *at = rows; entry;) {
    struct slice part = part_at(at);
    entry->leads_to_rows = true;
    at += part.length;
    at += *at == '.';
    entry = part.length ? node_child(entry, part) : NULL;
  }
}

/* Adds the keys of an entry. */
static void add_entry(struct tree *tree, const struct relation *relation,
                      struct node *root) {
  root->is_entry = true;
  for (int i = 0; i < relation->count; i++) {
    const struct column *column = &relation->columns[i];
    for (int place = 0; place < COLUMN_PLACES; place++) {
      struct want want = {column->from[place], node_kind_of(column),
                          tree->slot_of[i][place]};
      if (want.slot) add_want(tree, root, &want);
    }
  }
  if (relation->rows) add_rows(tree, relation, root, relation->rows);
}

/* The rest of a path after relation->entry; NULL if the path does not begin
** with that. */
static const char *record_path(const struct relation *relation,
                               const char *path) {
  size_t length = strlen(relation->entry);
  return strncmp(path, relation->entry, length) == 0 ? path + length : NULL;
}

/* Adds the keys of a record without an entry around it. Unless it is `alone`,
** an entry may stand in the same place. Then the keys of the entry were added
** before, and the slot of the id tells which of the two was read. */
static void add_record(struct tree *tree, const struct relation *relation,
                       struct node *root, bool alone) {
  root->is_entry = true;
  for (int i = 0; i < relation->count; i++) {
    const struct column *column = &relation->columns[i];
    for (int place = 0; place < COLUMN_PLACES; place++) {
      struct want want = {.kind = node_kind_of(column),
                          .slot = tree->slot_of[i][place]};
      if (!want.slot) continue;
      want.path = record_path(relation, column->from[place]);
      if (!want.path || find_path(root, want.path)) continue;
      if (i == relation->id && !alone) want.slot = SLOT_BARE_ID;
      add_want(tree, root, &want);
    }
  }
  const char *rows = relation->rows;
  if (rows) rows = record_path(relation, rows);
  if (rows) add_rows(tree, relation, root, rows);
}

/* --- shapes ------------------------------------------------------------- */

static void add_text(struct tree *tree, const char *name, int slot) {
  struct want want = {name, NODE_TEXT, slot};
  add_value(tree, tree->object, &want);
}

static struct node *add_element(struct tree *tree, struct node *array) {
  return add_node(tree, array, slice_of("[]"));
}

/* Adds the properties of a page. */
static void add_page(struct tree *tree, const struct relation *relation) {
  add_text(tree, "date", SLOT_PAGE_DAY);
  add_text(tree, "dateString", SLOT_PAGE_DAY);
  struct node *array = add_node(tree, tree->object, slice_of("dailyPapers"));
  array->kind = NODE_ARRAY;
  add_entry(tree, relation, add_element(tree, array));
}

/* Adds the keys of an entry and of a record: either may stand there. */
static void add_either(struct tree *tree, const struct relation *relation,
                       struct node *root) {
  add_entry(tree, relation, root);
  add_record(tree, relation, root, false);
}

void tree_build(struct tree *tree, const struct relation *relation,
                enum shape shape, field_set wanted) {
  *tree = (struct tree){0};
  number_slots(tree, relation, wanted);
  tree->object = add_root(tree, NODE_OBJECT);
  add_text(tree, "error", SLOT_ERROR);
  if (shape == SHAPE_LISTING || shape == SHAPE_ANY) {
    tree->array = add_root(tree, NODE_ARRAY);
  }
  switch (shape) {
  case SHAPE_LISTING:
    add_entry(tree, relation, add_element(tree, tree->array));
    break;
  case SHAPE_RECORD:
    add_record(tree, relation, tree->object, true);
    break;
  case SHAPE_PAGE:
    add_page(tree, relation);
    break;
  case SHAPE_MARKDOWN:
    break;
  case SHAPE_ANY:
    add_page(tree, relation);
    add_either(tree, relation, tree->object);
    add_either(tree, relation, add_element(tree, tree->array));
    break;
  }
}
