/* The tree's arrays. They are byte buffers, so that what a query may take is
** bounded and a failure to grow is recorded once, in the buffer. */
#include "text/keyword_parse.h"

/* Far beyond what the longest query can fill, and small enough for every
** index to fit its 32 bits. */
static const size_t array_cap = (size_t)1 << 30;

void keyword_tree_init(struct keyword_tree *tree) {
  buffer_init(&tree->nodes, array_cap);
  buffer_init(&tree->groups, array_cap);
  buffer_init(&tree->phrases, array_cap);
  buffer_init(&tree->slots, array_cap);
  buffer_init(&tree->tokens, array_cap);
  buffer_init(&tree->bytes, array_cap);
  tree->root = KEYWORD_NONE;
}

void keyword_tree_clear(struct keyword_tree *tree) {
  buffer_clear(&tree->nodes);
  buffer_clear(&tree->groups);
  buffer_clear(&tree->phrases);
  buffer_clear(&tree->slots);
  buffer_clear(&tree->tokens);
  buffer_clear(&tree->bytes);
  tree->root = KEYWORD_NONE;
}

struct keyword_node *keyword_node_at(const struct keyword_tree *tree,
                                     uint32_t node) {
  return (struct keyword_node *)(void *)tree->nodes.at + node;
}

struct keyword_group *keyword_group_at(const struct keyword_tree *tree,
                                       uint32_t group) {
  return (struct keyword_group *)(void *)tree->groups.at + group;
}

struct keyword_phrase *keyword_phrase_at(const struct keyword_tree *tree,
                                         uint32_t phrase) {
  return (struct keyword_phrase *)(void *)tree->phrases.at + phrase;
}

struct keyword_slot *keyword_slot_at(const struct keyword_tree *tree,
                                     uint32_t slot) {
  return (struct keyword_slot *)(void *)tree->slots.at + slot;
}

struct keyword_token *keyword_token_at(const struct keyword_tree *tree,
                                       uint32_t token) {
  return (struct keyword_token *)(void *)tree->tokens.at + token;
}

uint32_t keyword_node_count(const struct keyword_tree *tree) {
  return (uint32_t)(tree->nodes.length / sizeof(struct keyword_node));
}

uint32_t keyword_group_count(const struct keyword_tree *tree) {
  return (uint32_t)(tree->groups.length / sizeof(struct keyword_group));
}

uint32_t keyword_phrase_count(const struct keyword_tree *tree) {
  return (uint32_t)(tree->phrases.length / sizeof(struct keyword_phrase));
}

uint32_t keyword_slot_count(const struct keyword_tree *tree) {
  return (uint32_t)(tree->slots.length / sizeof(struct keyword_slot));
}

uint32_t keyword_token_count(const struct keyword_tree *tree) {
  return (uint32_t)(tree->tokens.length / sizeof(struct keyword_token));
}
