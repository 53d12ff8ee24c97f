/* Makes a compiled query: parses it, prepares the scan for its phrases, and
** finds groups and phrases that are equal. Must not know any text that is
** searched. */
#include "text/keyword/query.h"

#include <assert.h>
#include <stdlib.h>

#include "text/keyword/parse.h"

/* The member of the group for the phrase; a new one if there is none yet. */
static struct keyword_member *member_for(struct keyword_query *query,
                                         uint32_t group, uint32_t phrase) {
  uint32_t first = query->tree.groups[group].phrases;
  uint32_t count = query->member_counts[group];
  for (uint32_t i = first; i < first + count; i++) {
    if (query->members[i].phrase == phrase) return &query->members[i];
  }
  query->member_counts[group]++;
  query->members[first + count] = (struct keyword_member){phrase, 0, 0};
  return &query->members[first + count];
}

static void fill_members(struct keyword_query *query, uint32_t number) {
  const struct keyword_group *group = &query->tree.groups[number];
  query->member_counts[number] = 0;
  for (uint32_t i = 0; i < group->count; i++) {
    uint32_t order = group->phrases + i;
    uint32_t phrase = query->scan.same[order];
    struct keyword_member *member = member_for(query, number, phrase);
    member->weight++;
    member->order = order;
    if (group->count > 1) query->scan.places[phrase].kept = true;
  }
}

static bool are_equal_nears(const struct keyword_query *query, uint32_t left,
                            uint32_t right) {
  const struct keyword_group *a = &query->tree.groups[left];
  const struct keyword_group *b = &query->tree.groups[right];
  if (a->count != b->count || a->distance != b->distance) return false;
  for (uint32_t i = 0; i < a->count; i++) {
    if (query->scan.same[a->phrases + i] != query->scan.same[b->phrases + i]) {
      return false;
    }
  }
  return true;
}

static uint32_t first_equal(const struct keyword_query *query,
                            uint32_t number) {
  if (query->tree.groups[number].count == 1) return number;
  for (uint32_t i = 0; i < number; i++) {
    if (are_equal_nears(query, i, number)) return i;
  }
  return number;
}

static void fill_groups(struct keyword_query *query) {
  for (uint32_t i = 0; i < query->tree.phrase_count; i++)
    query->first_groups[i] = KEYWORD_NONE;
  for (uint32_t i = 0; i < query->tree.group_count; i++) {
    const struct keyword_group *group = &query->tree.groups[i];
    assert(group->count && query->tree.nodes[group->node].left == i);
    fill_members(query, i);
    query->same[i] = first_equal(query, i);
    if (group->count > 1) continue;
    uint32_t *first = &query->first_groups[query->scan.same[group->phrases]];
    query->next_groups[i] = *first;
    *first = i;
  }
}

struct keyword_query *keyword_new(struct slice text,
                                  const struct keyword_tokenizer *tokenizer,
                                  struct error *error) {
  struct keyword_query *query = malloc(sizeof *query);
  if (!query) {
    error_no_memory(error);
    return NULL;
  }
  query->tokenizer = tokenizer;
  if (!keyword_parse(&query->tree, text, tokenizer, error)) {
    keyword_tree_clear(&query->tree);
    free(query);
    return NULL;
  }
  buffer_init(&query->kept, KEYWORD_MAX_PLACES * sizeof(uint32_t));
  buffer_init(&query->instances,
              KEYWORD_MAX_PLACES * sizeof(struct keyword_instance));
  if (!keyword_scan_init(&query->scan, &query->tree, error)) {
    keyword_free(query);
    return NULL;
  }
  fill_groups(query);
  return query;
}

void keyword_free(struct keyword_query *query) {
  if (!query) return;
  keyword_scan_clear(&query->scan);
  keyword_tree_clear(&query->tree);
  buffer_clear(&query->kept);
  buffer_clear(&query->instances);
  free(query);
}
