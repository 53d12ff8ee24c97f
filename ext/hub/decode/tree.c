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
  const char *rows; /* as in struct node */
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
    child->rows = want->rows;
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
  struct want inner = {want->path, NODE_TEXT, SLOT_ITEM, want->rows};
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
  case COLUMN_WORD:
    return NODE_WORD;
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
  array->leads_to = 1u << row->array;
  array->first = row;
}

/* The rest of a place in a row behind PLACE_IN_ROW; NULL for another place. */
static const char *path_in_row(const char *place) {
  size_t length = strlen(PLACE_IN_ROW);
  bool is_in_row = place && strncmp(place, PLACE_IN_ROW, length) == 0;
  return is_in_row ? place + length : NULL;
}

/* Adds the keys of a row that have the same place in every array. `rows` is the
** path of this array; NULL: the row is an entry. */
static void add_row(struct tree *tree, const struct relation *relation,
                    struct node *row, const char *rows) {
  for (int i = 0; i < relation->count; i++) {
    const struct column *column = &relation->columns[i];
    for (int place = 0; place < COLUMN_PLACES; place++) {
      struct want want = {path_in_row(column->from[place]),
                          node_kind_of(column), tree->slot_of[i][place], rows};
      if (want.path && want.slot) add_want(tree, row, &want);
    }
  }
}

/* Marks the nodes from the entry down the path. */
static void mark_path(struct node *entry, const char *path, unsigned array) {
  while (entry) {
    struct slice part = part_at(path);
    entry->leads_to |= array;
    path += part.length;
    path += *path == '.';
    entry = part.length ? node_child(entry, part) : NULL;
  }
}

/* Adds the array number `array` of rows, which stands at `path`. */
static void add_rows(struct tree *tree, const struct relation *relation,
                     struct node *entry, int array, const char *path) {
  struct want want = {.path = path, .kind = NODE_ARRAY};
  const char *end = path + strlen(path);
  struct node *rows = add_path(tree, entry, &want, path, end);
  struct node *row = node_child(rows, slice_of("[]"));
  if (!row) {
    row = add_node(tree, rows, slice_of("[]"));
    row->path.length = 0;
    row->rows = path;
  }
  rows->kind = NODE_ARRAY;
  row->is_row = true;
  row->array = array;
  add_row(tree, relation, row, path);
  tree->has_rows = true;
  tree->row_slots |= row->slots;
  if (relation->rows_within) add_rows_within(tree, row, relation->rows_within);
  mark_path(entry, path, 1u << array);
}

/* Adds the keys of an entry. */
static void add_entry(struct tree *tree, const struct relation *relation,
                      struct node *root) {
  root->is_entry = true;
  for (int i = 0; i < relation->count; i++) {
    const struct column *column = &relation->columns[i];
    for (int place = 0; place < COLUMN_PLACES; place++) {
      struct want want = {column->from[place], node_kind_of(column),
                          tree->slot_of[i][place], NULL};
      if (want.slot && !path_in_row(want.path)) add_want(tree, root, &want);
    }
  }
  for (int i = 0; i < relation_arrays(relation); i++) {
    add_rows(tree, relation, root, i, relation->rows[i].at);
  }
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
  for (int i = 0; i < relation_arrays(relation); i++) {
    const char *rows = record_path(relation, relation->rows[i].at);
    if (rows) add_rows(tree, relation, root, i, rows);
  }
}

/* --- shapes ------------------------------------------------------------- */

static void add_text(struct tree *tree, const char *name, int slot) {
  struct want want = {name, NODE_TEXT, slot, NULL};
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

/* Adds a list whose elements are rows. */
static void add_row_list(struct tree *tree, const struct relation *relation) {
  struct node *row = add_element(tree, tree->array);
  row->is_entry = true;
  add_row(tree, relation, row, NULL);
}

void tree_build(struct tree *tree, const struct relation *relation,
                enum shape shape, field_set wanted) {
  *tree = (struct tree){0};
  number_slots(tree, relation, wanted);
  tree->object = add_root(tree, NODE_OBJECT);
  add_text(tree, "error", SLOT_ERROR);
  if (shape != SHAPE_RECORD && shape != SHAPE_PAGE) {
    tree->array = add_root(tree, NODE_ARRAY);
  }
  switch (shape) {
  case SHAPE_LISTING:
    add_entry(tree, relation, add_element(tree, tree->array));
    break;
  case SHAPE_RECORD:
    add_record(tree, relation, tree->object, true);
    break;
  case SHAPE_RECORDS:
    add_record(tree, relation, add_element(tree, tree->array), true);
    break;
  case SHAPE_ROWS:
    add_row_list(tree, relation);
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
