/* Which occurrences are shown, and why. FTS5 goes through its index row by
** row, and highlight() shows what its iterators hold at the row. A node of
** the query is then in one of three states:
**   ABSENT   its iterators are at another row;
**   MISSES   all tokens are in the row, but the condition (order, distance)
**            is not met;
**   MATCHES.
** An AND that misses clears all below it; an OR leaves alone what is below;
** the right side of a NOT is at the row only when it misses. A NEAR that
** misses because one of its phrases does not occur still holds the phrases
** before that one. With these rules the result equals highlight()'s.
** For the question whether a query matches, MISSES is as good as ABSENT. */
#include "text/keyword_compiled.h"

#include <string.h>

/* While a text is read for keyword_match. */
enum { UNKNOWN, FALSE, TRUE };

/* --- While the text is read: is the answer known? ---------------------- */

static unsigned char known(const struct keyword_query *query,
                           const struct keyword_node *node) {
  unsigned char left = query->states[node->left];
  unsigned char right = query->states[node->right];
  switch (node->kind) {
  case KEYWORD_AND:
    if (left == FALSE || right == FALSE) return FALSE;
    return left == TRUE && right == TRUE ? TRUE : UNKNOWN;
  case KEYWORD_OR:
    if (left == TRUE || right == TRUE) return TRUE;
    return left == FALSE && right == FALSE ? FALSE : UNKNOWN;
  default: /* without the end of the text only that NOT took it away */
    return left == FALSE || right == TRUE ? FALSE : UNKNOWN;
  }
}

/* A group is true: so may be what stands over it. Each node becomes known
** once, so that all of this costs no more than the query has nodes. */
static void climb(struct keyword_query *query, uint32_t at) {
  query->states[at] = TRUE;
  for (;;) {
    const struct keyword_node *node = keyword_node_at(&query->tree, at);
    at = node->parent;
    if (at == KEYWORD_NONE || query->states[at] != UNKNOWN) return;
    unsigned char state = known(query, keyword_node_at(&query->tree, at));
    if (state == UNKNOWN) return;
    query->states[at] = state;
  }
}

static bool take_found(void *to, uint32_t phrase) {
  struct keyword_query *query = to;
  query->any_found = true;
  uint32_t group = query->first_groups[phrase];
  for (; group != KEYWORD_NONE; group = query->next_groups[group]) {
    climb(query, keyword_group_at(&query->tree, group)->node);
  }
  return query->states[query->tree.root] != UNKNOWN;
}

/* --- At the end of the text: the states of all nodes -------------------- */

/* Brings the occurrences of each phrase together. */
static bool sort_starts(struct keyword_query *query) {
  const struct buffer *from = &query->scan.occurrences;
  const struct keyword_occurrence *occurrences = (const void *)from->at;
  size_t count = from->length / sizeof *occurrences;
  bool all = query->scan.mode == SCAN_PLACES;
  uint32_t used = 0;
  buffer_reset(&query->starts);
  uint32_t *starts = (uint32_t *)(void *)buffer_extend(
      &query->starts, count * sizeof(uint32_t));
  if (!buffer_check(&query->starts, query->error)) return false;
  for (uint32_t i = 0; i < query->trie.distinct_count; i++) {
    query->start_ends[i] = used;
    if (!all && !query->scan.placed[i]) continue;
    if (keyword_scan_reported(&query->scan, i)) used += query->scan.counts[i];
  }
  for (size_t i = 0; i < count; i++) {
    starts[query->start_ends[occurrences[i].phrase]++] = occurrences[i].start;
  }
  return true;
}

const uint32_t *keyword_starts(const struct keyword_query *query,
                               uint32_t phrase) {
  const uint32_t *starts = (const uint32_t *)(const void *)query->starts.at;
  return starts + query->start_ends[phrase] - query->scan.counts[phrase];
}

static bool all_reported(const struct keyword_query *query,
                         const struct keyword_group *group, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t phrase = query->members[group->phrases + i].phrase;
    if (!keyword_scan_reported(&query->scan, phrase)) return false;
  }
  return true;
}

struct keyword_near *keyword_run_near(struct keyword_query *query,
                                      const struct keyword_group *group,
                                      uint32_t count, bool only_whether,
                                      bool *found) {
  size_t total = 0;
  const struct keyword_member *members = query->members + group->phrases;
  for (uint32_t i = 0; i < count; i++) {
    total += query->scan.counts[members[i].phrase];
  }
  if (only_whether) total = 0;
  buffer_reset(&query->nears);
  buffer_reset(&query->kept);
  struct keyword_near *lists = (struct keyword_near *)(void *)buffer_extend(
      &query->nears, count * sizeof *lists);
  uint32_t *kept =
      (uint32_t *)(void *)buffer_extend(&query->kept, total * sizeof(uint32_t));
  if (!buffer_check(&query->nears, query->error) ||
      !buffer_check(&query->kept, query->error)) {
    return NULL;
  }
  for (uint32_t i = 0; i < count; i++) {
    uint32_t phrase = members[i].phrase;
    lists[i] = (struct keyword_near){.starts = keyword_starts(query, phrase),
                                     .count = query->scan.counts[phrase],
                                     .length = query->trie.lengths[phrase],
                                     .kept = kept};
    if (!only_whether) kept += query->scan.counts[phrase];
  }
  bool done = keyword_near(lists, count, group->distance, only_whether, found,
                           query->error);
  return done ? lists : NULL;
}

/* Whether all tokens that a group asks for are in the text. Known only after
** a pass for all places. */
static bool all_seen(const struct keyword_query *query,
                     const struct keyword_group *group) {
  if (query->scan.mode != SCAN_PLACES) return false;
  for (uint32_t i = 0; i < group->count; i++) {
    const struct keyword_phrase *phrase =
        keyword_phrase_at(&query->tree, group->phrases + i);
    for (uint32_t j = 0; j < phrase->count; j++) {
      uint32_t symbol = query->terms.slot_symbols[phrase->slots + j];
      if (!keyword_scan_seen(&query->scan, symbol)) return false;
    }
  }
  return true;
}

static enum keyword_standing group_state(struct keyword_query *query,
                                         const struct keyword_group *group,
                                         uint32_t members) {
  bool matches = all_reported(query, group, members);
  if (matches && group->count > 1 &&
      !keyword_run_near(query, group, members, true, &matches)) {
    return NODE_ABSENT;
  }
  if (matches) return NODE_MATCHES;
  return all_seen(query, group) ? NODE_MISSES : NODE_ABSENT;
}

static enum keyword_standing state_of(struct keyword_query *query,
                                      const struct keyword_node *node) {
  if (node->kind == KEYWORD_EMPTY) return NODE_ABSENT;
  if (node->kind == KEYWORD_GROUP) {
    return group_state(query, keyword_group_at(&query->tree, node->left),
                       query->member_counts[node->left]);
  }
  enum keyword_standing left = query->states[node->left];
  enum keyword_standing right = query->states[node->right];
  if (node->kind == KEYWORD_OR) return left > right ? left : right;
  if (node->kind == KEYWORD_AND) return left < right ? left : right;
  return right == NODE_MATCHES ? NODE_ABSENT : left;
}

/* Children stand before their parents. */
static bool evaluate(struct keyword_query *query, bool *matches) {
  uint32_t count = keyword_node_count(&query->tree);
  if (!sort_starts(query)) return false;
  for (uint32_t i = 0; i < count && query->error->outcome == OK; i++) {
    query->states[i] =
        (unsigned char)state_of(query, keyword_node_at(&query->tree, i));
  }
  *matches = query->states[query->tree.root] == NODE_MATCHES;
  return query->error->outcome == OK;
}

/* Parents stand behind their children. */
void keyword_find_live(struct keyword_query *query) {
  for (uint32_t i = keyword_node_count(&query->tree); i-- > 0;) {
    const struct keyword_node *node = keyword_node_at(&query->tree, i);
    enum keyword_standing state = query->states[i];
    if (node->parent == KEYWORD_NONE) {
      query->live[i] = i == query->tree.root && state == NODE_MATCHES;
      continue;
    }
    const struct keyword_node *parent =
        keyword_node_at(&query->tree, node->parent);
    enum keyword_standing over = query->states[node->parent];
    bool live = query->live[node->parent] && state != NODE_ABSENT;
    if (parent->kind == KEYWORD_AND) live = live && over == NODE_MATCHES;
    if (parent->kind == KEYWORD_NOT) {
      live = live && over != NODE_ABSENT &&
             (parent->left == i || state == NODE_MISSES);
    }
    query->live[i] = live;
  }
}

bool keyword_ask(struct keyword_query *query, enum keyword_scan_mode mode,
                 struct slice text, bool *matches, struct error *error) {
  *matches = false;
  query->error = error;
  if (query->tree.root == KEYWORD_NONE && mode != SCAN_PLACES) return true;
  query->any_found = false;
  if (mode == SCAN_WHETHER) {
    memset(query->states, UNKNOWN, keyword_node_count(&query->tree));
    query->scan.found = take_found;
    query->scan.to = query;
  } else {
    query->scan.found = NULL;
  }
  if (!keyword_scan(&query->scan, mode, query->tokenizer, text, error)) {
    return false;
  }
  if (query->tree.root == KEYWORD_NONE) return true;
  /* No query matches a text that has none of its phrases. */
  if (mode == SCAN_WHETHER && !query->any_found) return true;
  if (mode == SCAN_WHETHER && query->states[query->tree.root] != UNKNOWN) {
    *matches = query->states[query->tree.root] == TRUE;
    return true;
  }
  return evaluate(query, matches);
}
