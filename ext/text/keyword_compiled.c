#include "text/keyword_compiled.h"

#include <stdlib.h>
#include <string.h>

/* What answering may take at a time, of each kind. */
static const size_t answer_cap = (size_t)1 << 30;

static uint32_t *numbers(size_t count) {
  return calloc(count + 1, sizeof(uint32_t));
}

static bool allocate(struct keyword_query *query) {
  size_t nodes = keyword_node_count(&query->tree);
  size_t groups = keyword_group_count(&query->tree);
  size_t phrases = keyword_phrase_count(&query->tree);
  size_t distinct = query->trie.distinct_count;
  query->members = calloc(phrases + 1, sizeof *query->members);
  query->member_counts = numbers(groups);
  query->first_groups = numbers(distinct);
  query->next_groups = numbers(groups);
  query->states = calloc(nodes + 1, 1);
  query->live = calloc(nodes + 1, sizeof(bool));
  query->start_ends = numbers(distinct);
  query->weights = numbers(distinct + phrases);
  query->orders = numbers(distinct + phrases);
  return query->members && query->member_counts && query->first_groups &&
         query->next_groups && query->states && query->live &&
         query->start_ends && query->weights && query->orders;
}

/* `marks`, by distinct phrase, hold the number of its member, plus 1, where
** that is one of this group's. */
static void fill_members(struct keyword_query *query, uint32_t number,
                         uint32_t *marks) {
  const struct keyword_group *group = keyword_group_at(&query->tree, number);
  uint32_t used = group->phrases;
  for (uint32_t i = 0; i < group->count; i++) {
    uint32_t order = group->phrases + i;
    uint32_t phrase = query->trie.distinct[order];
    if (marks[phrase] <= group->phrases) {
      query->members[used++].phrase = phrase;
      marks[phrase] = used;
    }
    struct keyword_member *member = &query->members[marks[phrase] - 1];
    member->weight++;
    member->order = order;
    if (group->count > 1) {
      query->scan.placed[phrase] = query->scan.any_placed = true;
    }
  }
  query->member_counts[number] = used - group->phrases;
}

static void fill_groups(struct keyword_query *query) {
  memset(query->first_groups, 0xff,
         query->trie.distinct_count * sizeof(uint32_t));
  for (uint32_t i = 0; i < keyword_group_count(&query->tree); i++) {
    const struct keyword_group *group = keyword_group_at(&query->tree, i);
    fill_members(query, i, query->start_ends);
    if (group->count > 1) continue;
    uint32_t *first =
        &query->first_groups[query->trie.distinct[group->phrases]];
    query->next_groups[i] = *first;
    *first = i;
  }
}

/* Makes what finds the phrases. */
static bool compile_phrases(struct keyword_query *query, struct error *error) {
  struct keyword_tree *tree = &query->tree;
  bool *mixed = calloc((size_t)keyword_phrase_count(tree) + 1, sizeof *mixed);
  if (!mixed) {
    error_no_memory(error);
    return false;
  }
  bool ready =
      keyword_mixed_choose(mixed, tree, &query->terms, error) &&
      keyword_trie_init(&query->trie, mixed, tree, &query->terms, error) &&
      keyword_mixed_init(&query->mixed, mixed, query->trie.distinct,
                         query->trie.distinct_count, tree, &query->terms,
                         error);
  free(mixed);
  return ready;
}

static bool compile(struct keyword_query *query, struct slice text,
                    struct error *error) {
  if (!keyword_parse(&query->tree, text, query->tokenizer, error) ||
      !keyword_terms_init(&query->terms, &query->tree, error) ||
      !compile_phrases(query, error) ||
      !keyword_scan_init(&query->scan, &query->terms, &query->trie,
                         &query->mixed, error)) {
    return false;
  }
  if (!allocate(query)) {
    error_no_memory(error);
    return false;
  }
  fill_groups(query);
  return true;
}

struct keyword_query *keyword_new(struct slice text,
                                  const struct keyword_tokenizer *tokenizer,
                                  struct error *error) {
  struct keyword_query *query = calloc(1, sizeof *query);
  if (!query) {
    error_no_memory(error);
    return NULL;
  }
  query->tokenizer = tokenizer;
  keyword_tree_init(&query->tree);
  buffer_init(&query->starts, answer_cap);
  buffer_init(&query->kept, answer_cap);
  buffer_init(&query->nears, answer_cap);
  buffer_init(&query->instances, answer_cap);
  if (compile(query, text, error)) return query;
  keyword_free(query);
  return NULL;
}

void keyword_free(struct keyword_query *query) {
  if (!query) return;
  keyword_tree_clear(&query->tree);
  keyword_terms_clear(&query->terms);
  keyword_trie_clear(&query->trie);
  keyword_mixed_clear(&query->mixed);
  keyword_scan_clear(&query->scan);
  free(query->members);
  free(query->member_counts);
  free(query->first_groups);
  free(query->next_groups);
  free(query->states);
  free(query->live);
  free(query->start_ends);
  free(query->weights);
  free(query->orders);
  buffer_clear(&query->starts);
  buffer_clear(&query->kept);
  buffer_clear(&query->nears);
  buffer_clear(&query->instances);
  free(query);
}
