#include "hub/decode.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "hub/entry.h"
#include "hub/json.h"

struct decoder {
  enum decode_shape shape;
  struct json *json;
  struct error error; /* the first, which ended the decoding */
  struct tree tree;
  struct entry entry; /* the one being read */

  /* The nodes that the parser is inside of, outermost first; `key` is where
  ** the last key led to. What nobody wants is skipped by the parser. */
  const struct node *path[JSON_MAX_DEPTH + 1];
  size_t depth;
  const struct node *key;
  bool has_entries; /* the array of entries was there */
};

/* Gives the caller the error that ended the decoding: always false. */
static bool passed_on(const struct decoder *decoder, struct error *error) {
  error_set(error, decoder->error.outcome, "%s", decoder->error.text);
  return false;
}

static const char *const found_names[] = {
    [JSON_NULL] = "null",       [JSON_FALSE] = "false",
    [JSON_TRUE] = "true",       [JSON_NUMBER] = "a number",
    [JSON_STRING] = "a string", [JSON_OBJECT] = "an object",
    [JSON_ARRAY] = "an array",
};

static const char *const kind_names[FIELD_KINDS] = {
    [FIELD_TEXT] = "a string",      [FIELD_NUMBER] = "a number",
    [FIELD_FLAG] = "true or false", [FIELD_OBJECT] = "an object",
    [FIELD_LIST] = "an array",      [FIELD_ENTRIES] = "an array",
};

static const struct node *parent_of(const struct decoder *decoder) {
  return decoder->depth ? decoder->path[decoder->depth - 1] : NULL;
}

/* Where the value that comes now belongs; NULL if nobody wants it. */
static const struct node *place(const struct decoder *decoder,
                                enum json_event event) {
  const struct node *parent = parent_of(decoder);
  if (!parent) {
    const struct tree *tree = &decoder->tree;
    return event == JSON_ARRAY ? tree->array : tree->object;
  }
  return parent->kind == FIELD_OBJECT ? decoder->key : parent->first;
}

static bool fits(enum field_kind kind, enum json_event event) {
  switch (event) {
  case JSON_STRING:
    return kind == FIELD_TEXT;
  case JSON_NUMBER:
    return kind == FIELD_NUMBER;
  case JSON_FALSE:
  case JSON_TRUE:
    return kind == FIELD_FLAG;
  case JSON_OBJECT:
    return kind == FIELD_OBJECT;
  case JSON_ARRAY:
    return kind == FIELD_LIST || kind == FIELD_ENTRIES;
  default:
    return false;
  }
}

/* Which value an error is about. */
static void name_value(const struct decoder *decoder, const struct node *node,
                       char name[SLOT_NAME_SIZE]) {
  if (node->entry) {
    snprintf(name, SLOT_NAME_SIZE, "entry %zu", decoder->entry.count + 1);
  } else {
    slots_name(&decoder->entry.slots, node->path, name);
  }
}

static bool wrong_root(struct decoder *decoder, enum json_event event) {
  static const char *const meant[] = {
      [DECODE_LISTING] = "an array",
      [DECODE_PAPER] = "an object",
      [DECODE_ANY] = "an array or an object",
      [DECODE_PAGE] = "an object",
  };
  error_set(&decoder->error, FAILED, "%s where %s is meant", found_names[event],
            meant[decoder->shape]);
  return false;
}

static bool wrong_type(struct decoder *decoder, const struct node *node,
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

/* The whole answer was one object. */
static bool object_end(struct decoder *decoder) {
  if (slots_has(&decoder->entry.slots, SLOT_ERROR) &&
      !slots_has(&decoder->entry.slots, SLOT_ID)) {
    struct slice text = slots_text(&decoder->entry.slots, SLOT_ERROR);
    int length =
        text.length < ERROR_TEXT_SIZE ? (int)text.length : ERROR_TEXT_SIZE;
    error_set(&decoder->error, FAILED, "the service says: %.*s", length,
              text.at);
    return false;
  }
  if (decoder->entry.open) return end_entry(decoder);
  if (!decoder->has_entries && decoder->shape != DECODE_PAGE) {
    return wrong_root(decoder, JSON_OBJECT);
  }
  entry_page_over(&decoder->entry);
  if (decoder->has_entries) return true;
  error_set(&decoder->error, FAILED, "an object without dailyPapers");
  return false;
}

static void begin_entries(struct decoder *decoder) {
  decoder->has_entries = true;
  if (decoder->path[0] == decoder->tree.object) {
    entry_page_begin(&decoder->entry);
  }
}

/* Whether a value of another type says nothing, and is no error. */
static bool is_optional(const struct node *node) {
  return node->slot == SLOT_ERROR || node->slot == SLOT_PAGE_DAY;
}

static bool on_begin(struct decoder *decoder, enum json_event event) {
  const struct node *node = place(decoder, event);
  if (!node && !decoder->depth) return wrong_root(decoder, event);
  if (!node || (is_optional(node) && !fits(node->kind, event))) {
    json_skip(decoder->json);
    return true;
  }
  if (!fits(node->kind, event)) return wrong_type(decoder, node, event);
  decoder->path[decoder->depth++] = node;
  if (node->kind == FIELD_LIST)
    slots_list_begin(&decoder->entry.slots, node->slot);
  if (node->kind == FIELD_ENTRIES) begin_entries(decoder);
  if (node->entry) {
    entry_begin(&decoder->entry, decoder->depth == 1,
                json_offset(decoder->json));
  }
  return true;
}

static bool on_end(struct decoder *decoder) {
  const struct node *node = decoder->path[--decoder->depth];
  const struct node *parent = parent_of(decoder);
  if (node == decoder->tree.object) return object_end(decoder);
  if (node->kind == FIELD_LIST)
    slots_list_end(&decoder->entry.slots, node->slot);
  if (parent && parent->kind == FIELD_LIST)
    slots_list_item(&decoder->entry.slots, parent->slot);
  return node->entry ? end_entry(decoder) : true;
}

/* A key that comes again takes back all that the first one brought. */
static bool on_key(struct decoder *decoder, struct slice key) {
  decoder->key = node_child(parent_of(decoder), key);
  if (decoder->key) slots_forget(&decoder->entry.slots, decoder->key->slots);
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

static bool store(struct decoder *decoder, const struct node *node,
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
    slots_set_number(slots, node->slot, event == JSON_TRUE);
    return true;
  }
}

static bool on_value(struct decoder *decoder, enum json_event event,
                     struct slice text) {
  const struct node *parent = parent_of(decoder);
  if (!parent) return wrong_root(decoder, event);
  const struct node *node = place(decoder, event);
  if (!node || (event == JSON_NULL && !node->entry)) return true;
  if (!fits(node->kind, event)) {
    return is_optional(node) || wrong_type(decoder, node, event);
  }
  if (!store(decoder, node, event, text)) return false;
  if (parent->kind == FIELD_LIST)
    slots_list_item(&decoder->entry.slots, parent->slot);
  return true;
}

static bool handle(void *to, enum json_event event, struct slice text) {
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

struct decoder *decode_new(enum decode_shape shape, paper_fields wanted,
                           struct error *error) {
  static const enum tree_shape shapes[] = {
      [DECODE_LISTING] = TREE_LISTING,
      [DECODE_PAPER] = TREE_PAPER,
      [DECODE_ANY] = TREE_ANY,
      [DECODE_PAGE] = TREE_PAGE,
  };
  struct decoder *decoder = calloc(1, sizeof *decoder);
  if (!decoder) {
    error_no_memory(error);
    return NULL;
  }
  decoder->shape = shape;
  tree_build(&decoder->tree, shapes[shape], wanted);
  entry_init(&decoder->entry, wanted | PAPER_BIT(PAPER_ID));
  if (decode_restart(decoder, error)) return decoder;
  decode_free(decoder);
  return NULL;
}

void decode_free(struct decoder *decoder) {
  if (!decoder) return;
  json_free(decoder->json);
  entry_clear(&decoder->entry);
  free(decoder);
}

bool decode_restart(struct decoder *decoder, struct error *error) {
  json_free(decoder->json);
  error_clear(&decoder->error);
  entry_restart(&decoder->entry);
  decoder->depth = 0;
  decoder->has_entries = false;
  decoder->json =
      json_new((struct json_handler){handle, decoder}, &decoder->error);
  return decoder->json || passed_on(decoder, error);
}

bool decode_feed(struct decoder *decoder, const char *bytes, size_t length,
                 struct error *error) {
  if (decoder->error.outcome != OK) return passed_on(decoder, error);
  entry_piece(&decoder->entry, (struct slice){bytes, length});
  bool going = json_feed(decoder->json, bytes, length, &decoder->error) &&
               entry_piece_end(&decoder->entry, &decoder->error);
  return going || passed_on(decoder, error);
}

bool decode_end(struct decoder *decoder, bool *truncated, struct error *error) {
  *truncated = false;
  if (decoder->error.outcome != OK) return passed_on(decoder, error);
  return json_end(decoder->json, truncated, &decoder->error) ||
         passed_on(decoder, error);
}

const struct paper *decode_pop(struct decoder *decoder) {
  return entry_pop(&decoder->entry);
}
