/* Follows the JSON through the tree of wanted places (hub/decode/tree.h).
**
** Each event of the parser moves through the tree: a key selects a child of the
** node on top of `path`, the beginning of an object or array pushes a node, its
** end pops one. An object or array without a node is skipped whole. A value at
** a node goes into the node's slot (hub/decode/slots.h); at the end of an entry
** hub/decode/entry.h makes rows of the slots.
**
** Must know no relation by name, and neither SQL nor the network. */
#include "hub/decode/decode.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "hub/decode/entry.h"
#include "hub/decode/json.h"
#include "hub/decode/markdown.h"

struct decoder {
  const struct relation *relation;
  enum shape shape;
  struct markdown
      *markdown; /* reads it in place of all that follows, or NULL */
  struct json *json;
  struct error error; /* the first, which ended the decoding */
  struct tree tree;
  struct entry entry; /* the one being read */

  /* The nodes of the objects and arrays that are open, outermost first. `key`
  ** is the node of the last key; NULL if its value is not wanted. */
  const struct node *path[JSON_ROWS_DEPTH + 1];
  size_t depth;
  const struct node *key;
  bool has_entries; /* the array of entries has begun */
};

/* Copies the error that ended the decoding to the caller's. Returns false. */
static bool pass_error_on(const struct decoder *decoder, struct error *error) {
  error_set(error, decoder->error.outcome, "%s", decoder->error.text);
  return false;
}

static const char *const found_names[] = {
    [JSON_NULL] = "null",       [JSON_FALSE] = "false",
    [JSON_TRUE] = "true",       [JSON_NUMBER] = "a number",
    [JSON_STRING] = "a string", [JSON_OBJECT] = "an object",
    [JSON_ARRAY] = "an array",
};

static const char *const kind_names[NODE_KINDS] = {
    [NODE_TEXT] = "a string",      [NODE_NUMBER] = "a number",
    [NODE_FLAG] = "true or false", [NODE_WORD] = "a string, true or false",
    [NODE_OBJECT] = "an object",   [NODE_LIST] = "an array",
    [NODE_ARRAY] = "an array",
};

static const struct node *parent_of(const struct decoder *decoder) {
  return decoder->depth ? decoder->path[decoder->depth - 1] : NULL;
}

/* The node of the value that begins with this event; NULL if it is not
** wanted. */
static const struct node *node_of_value(const struct decoder *decoder,
                                        enum json_event event) {
  const struct node *parent = parent_of(decoder);
  if (!parent) {
    const struct tree *tree = &decoder->tree;
    return event == JSON_ARRAY ? tree->array : tree->object;
  }
  return parent->kind == NODE_OBJECT ? decoder->key : parent->first;
}

static bool is_expected(enum node_kind kind, enum json_event event) {
  switch (event) {
  case JSON_STRING:
    return kind == NODE_TEXT || kind == NODE_WORD;
  case JSON_NUMBER:
    return kind == NODE_NUMBER;
  case JSON_FALSE:
  case JSON_TRUE:
    return kind == NODE_FLAG || kind == NODE_WORD;
  case JSON_OBJECT:
    return kind == NODE_OBJECT;
  case JSON_ARRAY:
    return kind == NODE_LIST || kind == NODE_ARRAY;
  default:
    return false;
  }
}

/* Writes how an error calls the value at the node. */
static void name_value(const struct decoder *decoder, const struct node *node,
                       char name[SLOT_NAME_SIZE]) {
  if (node->is_entry) {
    snprintf(name, SLOT_NAME_SIZE, "entry %zu", decoder->entry.count + 1);
  } else {
    slots_name(&decoder->entry.slots, decoder->relation, node->rows, node->path,
               name);
  }
}

static bool refuse_root(struct decoder *decoder, enum json_event event) {
  static const char *const meant[] = {
      [SHAPE_LISTING] = "an array",          [SHAPE_RECORD] = "an object",
      [SHAPE_RECORDS] = "an array",          [SHAPE_ROWS] = "an array",
      [SHAPE_ANY] = "an array or an object", [SHAPE_PAGE] = "an object",
  };
  error_set(&decoder->error, FAILED, "%s where %s is meant", found_names[event],
            meant[decoder->shape]);
  return false;
}

static bool refuse_type(struct decoder *decoder, const struct node *node,
                        enum json_event event) {
  char name[SLOT_NAME_SIZE];
  name_value(decoder, node, name);
  error_set(&decoder->error, FAILED, "%s is %s, not %s", name,
            found_names[event], kind_names[node->kind]);
  return false;
}

static bool end_entry(struct decoder *decoder) {
  return entry_end(&decoder->entry, json_offset(decoder->json),
                   &decoder->error);
}

static bool has_id(const struct decoder *decoder) {
  int slot = decoder->tree.slot_of[decoder->relation->id][0];
  return slots_has(&decoder->entry.slots, slot);
}

/* Ends the object that is the whole answer. */
static bool end_root_object(struct decoder *decoder) {
  if (slots_has(&decoder->entry.slots, SLOT_ERROR) && !has_id(decoder)) {
    struct slice text = slots_text(&decoder->entry.slots, SLOT_ERROR);
    int length =
        text.length < ERROR_TEXT_SIZE ? (int)text.length : ERROR_TEXT_SIZE;
    error_set(&decoder->error, FAILED, "the service says: %.*s", length,
              text.at);
    return false;
  }
  if (decoder->entry.open) return end_entry(decoder);
  if (!decoder->has_entries && decoder->shape != SHAPE_PAGE) {
    return refuse_root(decoder, JSON_OBJECT);
  }
  entry_page_over(&decoder->entry);
  if (decoder->has_entries) return true;
  error_set(&decoder->error, FAILED, "an object without dailyPapers");
  return false;
}

static bool is_array_of_rows(const struct node *node) {
  return node->kind == NODE_ARRAY && node->first && node->first->is_row;
}

static void begin_array(struct decoder *decoder, const struct node *node) {
  if (is_array_of_rows(node)) {
    entry_rows_begin(&decoder->entry, json_offset(decoder->json));
    return;
  }
  decoder->has_entries = true;
  if (decoder->path[0] == decoder->tree.object) {
    entry_page_begin(&decoder->entry);
  }
}

/* Whether a value of another type is ignored there, and is not an error. */
static bool is_optional(const struct node *node) {
  return node->slot == SLOT_ERROR || node->slot == SLOT_PAGE_DAY;
}

static bool on_begin(struct decoder *decoder, enum json_event event) {
  const struct node *node = node_of_value(decoder, event);
  if (!node && !decoder->depth) return refuse_root(decoder, event);
  if (!node || (is_optional(node) && !is_expected(node->kind, event))) {
    json_skip(decoder->json);
    return true;
  }
  if (!is_expected(node->kind, event)) return refuse_type(decoder, node, event);
  assert(decoder->depth <= JSON_ROWS_DEPTH);
  decoder->path[decoder->depth++] = node;
  if (node->kind == NODE_LIST)
    slots_list_begin(&decoder->entry.slots, node->slot, node->is_tally);
  if (node->kind == NODE_ARRAY) begin_array(decoder, node);
  if (node->is_row &&
      !entry_row_begin(&decoder->entry, node->array, json_offset(decoder->json),
                       &decoder->error)) {
    return false;
  }
  if (node->is_entry) {
    entry_begin(&decoder->entry, decoder->depth == 1,
                json_offset(decoder->json));
  }
  return true;
}

static bool on_end(struct decoder *decoder) {
  assert(decoder->depth > 0);
  const struct node *node = decoder->path[--decoder->depth];
  const struct node *parent = parent_of(decoder);
  if (node == decoder->tree.object) return end_root_object(decoder);
  if (node->kind == NODE_LIST)
    slots_list_end(&decoder->entry.slots, node->slot);
  if (parent && parent->kind == NODE_LIST)
    slots_list_item(&decoder->entry.slots, parent->slot);
  if (is_array_of_rows(node)) {
    entry_rows_end(&decoder->entry, json_offset(decoder->json));
  }
  if (node->is_row) {
    entry_row_end(&decoder->entry, json_offset(decoder->json));
  }
  return node->is_entry ? end_entry(decoder) : true;
}

/* Forgets what an earlier key of this name has stored: the last one counts. */
static bool on_key(struct decoder *decoder, struct slice key) {
  struct slots *slots = &decoder->entry.slots;
  decoder->key = node_child(parent_of(decoder), key);
  if (!decoder->key) return true;
  slots_forget(slots, decoder->key->slots);
  unsigned arrays = decoder->key->leads_to;
  if (arrays) slots_forget_rows(slots, arrays);
  return true;
}

static bool store_number(struct decoder *decoder, const struct node *node,
                         struct slice text) {
  int64_t number;
  const char *problem = whole_read(text, &number);
  if (!problem) {
    slots_set_number(&decoder->entry.slots, node->slot, number);
    return true;
  }
  char name[SLOT_NAME_SIZE];
  name_value(decoder, node, name);
  int length = text.length < 40 ? (int)text.length : 40;
  error_set(&decoder->error, FAILED, "%s is %s: %.*s", name, problem, length,
            text.at);
  return false;
}

static void store_flag(struct slots *slots, const struct node *node,
                       bool is_true) {
  if (node->kind == NODE_WORD) {
    slots_set_text(slots, node->slot, slice_of(is_true ? "true" : "false"));
  } else {
    slots_set_number(slots, node->slot, is_true);
  }
}

static bool store_value(struct decoder *decoder, const struct node *node,
                        enum json_event event, struct slice text) {
  struct slots *slots = &decoder->entry.slots;
  switch (event) {
  case JSON_STRING:
    if (node->slot == SLOT_PAGE_DAY) {
      entry_page_day(&decoder->entry, text);
    } else {
      slots_set_text(slots, node->slot, text);
    }
    return true;
  case JSON_NUMBER:
    return store_number(decoder, node, text);
  default:
    store_flag(slots, node, event == JSON_TRUE);
    return true;
  }
}

static bool on_value(struct decoder *decoder, enum json_event event,
                     struct slice text) {
  const struct node *parent = parent_of(decoder);
  if (!parent) return refuse_root(decoder, event);
  const struct node *node = node_of_value(decoder, event);
  if (!node || (event == JSON_NULL && !node->is_entry)) return true;
  if (!is_expected(node->kind, event)) {
    return is_optional(node) || refuse_type(decoder, node, event);
  }
  if (!store_value(decoder, node, event, text)) return false;
  if (parent->kind == NODE_LIST)
    slots_list_item(&decoder->entry.slots, parent->slot);
  return true;
}

static bool handle_event(void *to, enum json_event event, struct slice text) {
  struct decoder *decoder = to;
  switch (event) {
  case JSON_OBJECT:
  case JSON_ARRAY:
    return on_begin(decoder, event);
  case JSON_OBJECT_END:
  case JSON_ARRAY_END:
    return on_end(decoder);
  case JSON_KEY:
    return on_key(decoder, text);
  default:
    return on_value(decoder, event, text);
  }
}

/* The wanted columns and all columns that they are made from, directly or
** through others. */
static field_set with_needs(const struct relation *relation, field_set wanted) {
  field_set before = 0;
  wanted |= FIELD_BIT(relation->id);
  for (int i = 0; i < relation_arrays(relation); i++) {
    int total = relation->rows[i].total;
    if (total) wanted |= FIELD_BIT(total);
  }
  if (relation->name_of_row) wanted |= FIELD_BIT(relation->name_of_row);
  while (before != wanted) {
    before = wanted;
    for (int i = 0; i < relation->count; i++) {
      if (wanted & FIELD_BIT(i)) wanted |= relation->columns[i].needs;
    }
  }
  return wanted;
}

struct decoder *decode_new(const struct relation *relation, enum shape shape,
                           field_set wanted, struct error *error) {
  struct decoder *decoder = calloc(1, sizeof *decoder);
  if (!decoder) {
    error_no_memory(error);
    return NULL;
  }
  wanted = with_needs(relation, wanted & (FIELD_BIT(relation->count) - 1));
  decoder->relation = relation;
  decoder->shape = shape;
  if (shape == SHAPE_MARKDOWN) {
    decoder->markdown = markdown_new(relation, wanted, error);
    if (decoder->markdown && decode_restart(decoder, error)) return decoder;
    decode_free(decoder);
    return NULL;
  }
  tree_build(&decoder->tree, relation, shape, wanted);
  entry_init(&decoder->entry, relation, &decoder->tree, shape, wanted);
  if (decode_restart(decoder, error)) return decoder;
  decode_free(decoder);
  return NULL;
}

void decode_free(struct decoder *decoder) {
  if (!decoder) return;
  markdown_free(decoder->markdown);
  json_free(decoder->json);
  entry_clear(&decoder->entry);
  free(decoder);
}

void decode_about(struct decoder *decoder, struct slice id, int array) {
  if (decoder->markdown) markdown_about(decoder->markdown, id);
  decoder->entry.about = id;
  decoder->entry.is_row = decoder->shape == SHAPE_ROWS;
  if (decoder->entry.is_row) decoder->entry.array = array;
}

bool decode_restart(struct decoder *decoder, struct error *error) {
  error_clear(&decoder->error);
  if (decoder->markdown) {
    markdown_restart(decoder->markdown);
    return true;
  }
  json_free(decoder->json);
  entry_restart(&decoder->entry);
  decoder->depth = 0;
  decoder->has_entries = false;
  decoder->json =
      json_new((struct json_handler){handle_event, decoder}, &decoder->error);
  if (!decoder->json) return pass_error_on(decoder, error);
  if (decoder->relation->rows_within) {
    json_allow_depth(decoder->json, JSON_ROWS_DEPTH);
  }
  return true;
}

bool decode_feed(struct decoder *decoder, const char *bytes, size_t length,
                 struct error *error) {
  if (decoder->error.outcome != OK) return pass_error_on(decoder, error);
  if (decoder->markdown) {
    struct slice piece = {bytes, length};
    return markdown_feed(decoder->markdown, piece, &decoder->error) ||
           pass_error_on(decoder, error);
  }
  entry_piece_begin(&decoder->entry, (struct slice){bytes, length});
  bool going = json_feed(decoder->json, bytes, length, &decoder->error) &&
               entry_piece_end(&decoder->entry, &decoder->error);
  return going || pass_error_on(decoder, error);
}

bool decode_end(struct decoder *decoder, bool *truncated, struct error *error) {
  *truncated = false;
  if (decoder->error.outcome != OK) return pass_error_on(decoder, error);
  bool is_whole =
      decoder->markdown
          ? markdown_end(decoder->markdown, truncated, &decoder->error)
          : json_end(decoder->json, truncated, &decoder->error);
  return is_whole || pass_error_on(decoder, error);
}

const struct values *decode_pop(struct decoder *decoder) {
  if (decoder->markdown) return markdown_pop(decoder->markdown);
  return entry_pop(&decoder->entry);
}

struct slice decode_outline(struct decoder *decoder) {
  if (decoder->markdown) return (struct slice){0};
  return entry_outline(&decoder->entry);
}

bool decode_has_more(const struct decoder *decoder, int array) {
  return (decoder->entry.more >> array & 1) != 0;
}

size_t decode_entries(const struct decoder *decoder) {
  return decoder->entry.count;
}
