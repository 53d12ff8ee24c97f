/* Finds out whether a query matches a text, and which occurrences get marks.
** Must not know how occurrences are found, scored or marked.
**
** The rules follow from FTS5, so that marks equal those of its highlight().
** FTS5 goes through its index row by row, and highlight() shows the phrases
** whose iterators stand at the row. At a row, a node of the query has one of
** three states:
**   ABSENT   its iterators stand at another row;
**   MISSES   the row has all of its tokens, but order or distance are wrong;
**   MATCHES  the node matches the row.
** A node is live if highlight() shows the phrases below it:
**   - an AND that misses shows nothing below it;
**   - an OR shows each side that is not ABSENT;
**   - a NOT that matches shows its right side only if that MISSES;
**   - a NEAR that misses because a phrase does not occur shows the phrases
**     before that one.
** For the match itself, MISSES and ABSENT mean the same. */
#include "text/keyword/evaluate.h"

#include <assert.h>
#include <string.h>

/* --- Without a text ----------------------------------------------------- */

static bool can_node_match(const struct keyword_node *node, const bool *can) {
  switch (node->kind) {
  case KEYWORD_EMPTY:
    return false;
  case KEYWORD_GROUP:
    return true;
  case KEYWORD_AND:
    return can[node->left] && can[node->right];
  case KEYWORD_OR:
    return can[node->left] || can[node->right];
  case KEYWORD_NOT:
    break;
  }
  return can[node->left];
}

/* Children have smaller numbers than their parents. */
bool keyword_can_match(const struct keyword_query *query) {
  const struct keyword_tree *tree = &query->tree;
  bool can[KEYWORD_MAX_NODES] = {false};
  for (uint32_t i = 0; i < tree->node_count; i++)
    can[i] = can_node_match(&tree->nodes[i], can);
  return tree->root != KEYWORD_NONE && can[tree->root];
}

/* --- While the text is read: does it match already? -------------------- */

/* The state of an operator as far as the states of its sides decide it. */
static enum keyword_state decided_state(const struct keyword_query *query,
                                        const struct keyword_node *node) {
  enum keyword_state left = query->states[node->left];
  enum keyword_state right = query->states[node->right];
  bool equal = left == right;
  switch (node->kind) {
  case KEYWORD_AND:
    if (left == STATE_ABSENT || right == STATE_ABSENT) return STATE_ABSENT;
    return equal ? left : STATE_UNKNOWN;
  case KEYWORD_OR:
    if (left == STATE_MATCHES || right == STATE_MATCHES) return STATE_MATCHES;
    return equal ? left : STATE_UNKNOWN;
  default: /* only the end of the text shows that the right side misses */
    assert(node->kind == KEYWORD_NOT);
    if (left == STATE_ABSENT || right == STATE_MATCHES) return STATE_ABSENT;
    return STATE_UNKNOWN;
  }
}

/* Notes that a group matches, and the states of nodes above it that this
** decides. Each node is decided once, so all calls together cost one step for
** each node. */
static void decide_above(struct keyword_query *query, uint32_t at) {
  query->states[at] = STATE_MATCHES;
  for (;;) {
    at = query->tree.nodes[at].parent;
    if (at == KEYWORD_NONE || query->states[at] != STATE_UNKNOWN) return;
    enum keyword_state state = decided_state(query, &query->tree.nodes[at]);
    if (state == STATE_UNKNOWN) return;
    query->states[at] = (unsigned char)state;
  }
}

/* Called at the first occurrence of a phrase. True if the query is decided. */
static bool note_phrase(void *to, uint32_t phrase) {
  struct keyword_query *query = to;
  uint32_t group = query->first_groups[phrase];
  for (; group != KEYWORD_NONE; group = query->next_groups[group])
    decide_above(query, query->tree.groups[group].node);
  return query->states[query->tree.root] != STATE_UNKNOWN;
}

/* --- At the end of the text: the states of all nodes -------------------- */

static bool all_occur(const struct keyword_query *query,
                      const struct keyword_group *group) {
  for (uint32_t i = 0; i < group->count; i++) {
    uint32_t phrase = query->scan.same[group->phrases + i];
    if (!query->scan.places[phrase].count) return false;
  }
  return true;
}

/* Whether the text has all words of the group, in any order. */
static bool all_seen(const struct keyword_query *query,
                     const struct keyword_group *group) {
  for (uint32_t i = 0; i < group->count; i++) {
    if (!keyword_scan_seen(&query->scan, group->phrases + i)) return false;
  }
  return true;
}

bool keyword_run_near(struct keyword_query *query, uint32_t group, bool keep) {
  uint32_t first = query->tree.groups[group].phrases;
  uint32_t count = query->member_counts[group];
  size_t total = 0;
  uint32_t *kept = NULL;
  assert(query->same[group] == group);
  for (uint32_t i = 0; i < count; i++)
    total += query->scan.places[query->members[first + i].phrase].count;
  if (keep) {
    buffer_reset(&query->kept);
    kept =
        (uint32_t *)(void *)buffer_extend(&query->kept, total * sizeof *kept);
    if (!buffer_check(&query->kept, query->error)) return false;
  }
  for (uint32_t i = 0; i < count; i++) {
    uint32_t phrase = query->members[first + i].phrase;
    query->lists[i] = (struct keyword_near){
        .starts = keyword_scan_starts(&query->scan, phrase),
        .count = query->scan.places[phrase].count,
        .length = query->tree.phrases[phrase].count,
        .kept = kept};
    if (keep) kept += query->lists[i].count;
  }
  return keyword_near(query->lists, count, query->tree.groups[group].distance);
}

static enum keyword_state group_state(struct keyword_query *query,
                                      uint32_t number) {
  const struct keyword_group *group = &query->tree.groups[number];
  uint32_t same = query->same[number];
  if (same != number) return query->states[query->tree.groups[same].node];
  bool matches = all_occur(query, group);
  if (matches && group->count > 1) {
    matches = keyword_run_near(query, number, false);
  }
  if (matches) return STATE_MATCHES;
  if (query->scan.mode != MODE_PLACES) return STATE_ABSENT;
  return all_seen(query, group) ? STATE_MISSES : STATE_ABSENT;
}

static enum keyword_state node_state(struct keyword_query *query,
                                     const struct keyword_node *node) {
  if (node->kind == KEYWORD_EMPTY) return STATE_ABSENT;
  if (node->kind == KEYWORD_GROUP) return group_state(query, node->left);
  enum keyword_state left = query->states[node->left];
  enum keyword_state right = query->states[node->right];
  assert(left != STATE_UNKNOWN && right != STATE_UNKNOWN);
  if (node->kind == KEYWORD_OR) return left > right ? left : right;
  if (node->kind == KEYWORD_AND) return left < right ? left : right;
  return right == STATE_MATCHES ? STATE_ABSENT : left;
}

/* Children have smaller numbers than their parents. */
static void find_states(struct keyword_query *query) {
  const struct keyword_tree *tree = &query->tree;
  memset(query->states, STATE_UNKNOWN, tree->node_count);
  for (uint32_t i = 0; i < tree->node_count; i++)
    query->states[i] = (unsigned char)node_state(query, &tree->nodes[i]);
}

/* Whether occurrences below the node count. `live` of its parent is known. */
static bool is_live(const struct keyword_query *query, uint32_t number) {
  uint32_t above = query->tree.nodes[number].parent;
  enum keyword_state state = query->states[number];
  if (above == KEYWORD_NONE) {
    return number == query->tree.root && state == STATE_MATCHES;
  }
  const struct keyword_node *parent = &query->tree.nodes[above];
  if (!query->live[above] || state == STATE_ABSENT) return false;
  /* If the right side matched, the NOT would be absent. */
  assert(parent->kind != KEYWORD_NOT || parent->left == number ||
         state == STATE_MISSES);
  return parent->kind != KEYWORD_AND || query->states[above] == STATE_MATCHES;
}

/* Parents have larger numbers than their children. */
static void find_live(struct keyword_query *query) {
  for (uint32_t i = query->tree.node_count; i-- > 0;)
    query->live[i] = is_live(query, i);
}

bool keyword_evaluate(struct keyword_query *query, enum keyword_mode mode,
                      struct slice text, bool *matches, struct error *error) {
  uint32_t root = query->tree.root;
  bool whether = mode == MODE_WHETHER;
  *matches = false;
  query->error = error;
  if (root == KEYWORD_NONE && mode != MODE_PLACES) return true;
  memset(query->states, STATE_UNKNOWN, query->tree.node_count);
  query->scan.found = whether ? note_phrase : NULL;
  query->scan.to = query;
  if (!keyword_scan(&query->scan, mode, query->tokenizer, text, error)) {
    return false;
  }
  /* No query matches a text without any of its phrases. */
  if (root == KEYWORD_NONE || !query->scan.occurring_count) return true;
  if (query->states[root] == STATE_UNKNOWN) find_states(query);
  *matches = query->states[root] == STATE_MATCHES;
  if (!whether && *matches) find_live(query);
  return error->outcome == OK;
}
