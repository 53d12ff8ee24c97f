/* Adds the nodes of a query's tree. Knows neither the query language nor
** texts. */
#include "text/keyword/tree.h"

#include <assert.h>

uint32_t keyword_node_new(struct keyword_tree *tree, enum keyword_kind kind,
                          uint32_t left, uint32_t right) {
  uint32_t number = tree->node_count++;
  assert(number < KEYWORD_MAX_NODES);
  tree->nodes[number] = (struct keyword_node){kind, left, right, KEYWORD_NONE};
  if (kind == KEYWORD_AND || kind == KEYWORD_OR || kind == KEYWORD_NOT) {
    assert(left < number && right < number && left != right);
    assert(tree->nodes[left].parent == KEYWORD_NONE);
    assert(tree->nodes[right].parent == KEYWORD_NONE);
    tree->nodes[left].parent = tree->nodes[right].parent = number;
  }
  return number;
}

void keyword_tree_clear(struct keyword_tree *tree) {
  buffer_clear(&tree->bytes);
}
