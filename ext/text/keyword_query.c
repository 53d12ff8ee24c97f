/* The three questions. What a text is to a query's nodes is found out in
** keyword_evaluate.c. */
#include "text/keyword_query.h"

#include <stdlib.h>
#include <string.h>

#include "text/keyword_compiled.h"

bool keyword_match(struct keyword_query *query, struct slice text,
                   bool *matches, struct error *error) {
  return keyword_ask(query, SCAN_WHETHER, text, matches, error);
}

static double saturate(double count, double tokens) {
  const double k = 1.2, b = 0.75, average = 200;
  return count * (k + 1) / (count + k * (1 - b + b * tokens / average));
}

static double group_score(struct keyword_query *query, uint32_t number) {
  const struct keyword_group *group = keyword_group_at(&query->tree, number);
  const struct keyword_member *members = query->members + group->phrases;
  uint32_t count = query->member_counts[number];
  double score = 0;
  bool found = false;
  const struct keyword_near *lists = NULL;
  if (group->count > 1) {
    lists = keyword_run_near(query, group, count, false, &found);
    if (!lists) return 0;
  }
  for (uint32_t i = 0; i < count; i++) {
    uint32_t times =
        lists ? lists[i].kept_count : query->scan.counts[members[i].phrase];
    score += members[i].weight * saturate(times, query->scan.tokens);
  }
  return score;
}

bool keyword_score(struct keyword_query *query, struct slice text,
                   double *score, struct error *error) {
  bool matches;
  *score = 0;
  if (!keyword_ask(query, SCAN_COUNT, text, &matches, error)) return false;
  if (!matches) return true;
  keyword_find_live(query);
  for (uint32_t i = 0; i < keyword_group_count(&query->tree); i++) {
    uint32_t node = keyword_group_at(&query->tree, i)->node;
    if (query->live[node]) *score += group_score(query, i);
  }
  return error->outcome == OK;
}

static int compare_instances(const void *left, const void *right) {
  const struct keyword_instance *a = left, *b = right;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return (a->order > b->order) - (a->order < b->order);
}

static void add_instance(struct keyword_query *query, uint32_t phrase,
                         uint32_t entry, uint32_t start) {
  struct keyword_instance instance = {start, query->trie.lengths[phrase], entry,
                                      query->orders[entry]};
  buffer_append(&query->instances, (const char *)&instance, sizeof instance);
}

static void add_weight(struct keyword_query *query, uint32_t entry,
                       uint32_t weight, uint32_t order) {
  query->weights[entry] += weight;
  if (order > query->orders[entry]) query->orders[entry] = order;
}

/* A NEAR that matches: its members' occurrences that are near. */
static void add_near(struct keyword_query *query,
                     const struct keyword_group *group, uint32_t count) {
  bool found;
  const struct keyword_near *lists =
      keyword_run_near(query, group, count, false, &found);
  for (uint32_t i = 0; lists && i < count; i++) {
    uint32_t number = group->phrases + i;
    const struct keyword_member *member = &query->members[number];
    uint32_t entry = query->trie.distinct_count + number;
    add_weight(query, entry, member->weight, member->order);
    for (uint32_t j = 0; j < lists[i].kept_count; j++) {
      add_instance(query, member->phrase, entry, lists[i].kept[j]);
    }
  }
}

/* A NEAR that misses shows its phrases before the first that is not there. */
static void add_rest(struct keyword_query *query,
                     const struct keyword_group *group) {
  bool all = true;
  for (uint32_t i = 0; i < group->count; i++) {
    uint32_t phrase = query->trie.distinct[group->phrases + i];
    all = all && keyword_scan_reported(&query->scan, phrase);
  }
  for (uint32_t i = 0; i < group->count && !all; i++) {
    uint32_t phrase = query->trie.distinct[group->phrases + i];
    if (!keyword_scan_reported(&query->scan, phrase)) return;
    add_weight(query, phrase, 1, group->phrases + i);
  }
}

static void add_group(struct keyword_query *query, uint32_t number) {
  const struct keyword_group *group = keyword_group_at(&query->tree, number);
  bool matches = query->states[group->node] == NODE_MATCHES;
  if (group->count == 1 && matches) {
    add_weight(query, query->trie.distinct[group->phrases], 1, group->phrases);
  } else if (matches) {
    add_near(query, group, query->member_counts[number]);
  } else if (group->count > 1) {
    add_rest(query, group);
  }
}

/* The occurrences of phrases that count wherever they stand. */
static void add_all(struct keyword_query *query) {
  const struct buffer *from = &query->scan.occurrences;
  const struct keyword_occurrence *occurrences = (const void *)from->at;
  size_t count = from->length / sizeof *occurrences;
  for (size_t i = 0; i < count; i++) {
    uint32_t phrase = occurrences[i].phrase;
    if (!query->weights[phrase]) continue;
    add_instance(query, phrase, phrase, occurrences[i].start);
  }
}

bool keyword_find(struct keyword_query *query, struct slice text,
                  struct keyword_found *found, struct error *error) {
  bool matches;
  size_t entries =
      (size_t)query->trie.distinct_count + keyword_phrase_count(&query->tree);
  memset(query->weights, 0, entries * sizeof(uint32_t));
  memset(query->orders, 0, entries * sizeof(uint32_t));
  buffer_reset(&query->instances);
  if (!keyword_ask(query, SCAN_PLACES, text, &matches, error)) return false;
  if (matches) {
    keyword_find_live(query);
    for (uint32_t i = 0; i < keyword_group_count(&query->tree); i++) {
      uint32_t node = keyword_group_at(&query->tree, i)->node;
      if (query->live[node]) add_group(query, i);
    }
    add_all(query);
  }
  size_t count = query->instances.length / sizeof(struct keyword_instance);
  if (count) {
    qsort(query->instances.at, count, sizeof(struct keyword_instance),
          compare_instances);
  }
  *found = (struct keyword_found){
      .instances = (const void *)query->instances.at,
      .instance_count = count,
      .weights = query->weights,
      .entry_count = entries,
      .spans = (const void *)query->scan.spans.at,
      .span_count = query->scan.spans.length / sizeof(struct keyword_span)};
  return error->outcome == OK && buffer_check(&query->instances, error);
}
