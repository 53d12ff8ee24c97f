/* The results of a query on a text: whether it matches, how well, and where.
** Must not know how marks are written.
**
** The occurrences that get marks belong to entries. An entry is a phrase of
** scan.same or, since only some of its occurrences are near, a member of a
** NEAR. Equal phrases share an entry; its weight says how many they are.
** Entries of phrases have the numbers of the phrases, those of members come
** after all phrases. */
#include "text/keyword/evaluate.h"

#include <stdlib.h>
#include <string.h>

bool keyword_match(struct keyword_query *query, struct slice text,
                   bool *matches, struct error *error) {
  return keyword_evaluate(query, MODE_WHETHER, text, matches, error);
}

/* --- How well ---------------------------------------------------------- */

/* BM25's term part: see keyword_score. */
static double term_score(double count, double tokens) {
  const double k = 1.2, b = 0.75, average = 200;
  return count * (k + 1) / (count + k * (1 - b + b * tokens / average));
}

/* Counts, for each group of `same`, the live groups that equal it. */
static void count_live(struct keyword_query *query) {
  const struct keyword_tree *tree = &query->tree;
  memset(query->times, 0, tree->group_count * sizeof *query->times);
  for (uint32_t i = 0; i < tree->group_count; i++) {
    if (query->live[tree->groups[i].node]) query->times[query->same[i]]++;
  }
}

static double group_score(struct keyword_query *query, uint32_t number) {
  const struct keyword_group *group = &query->tree.groups[number];
  const struct keyword_member *members = query->members + group->phrases;
  bool near = group->count > 1;
  double score = 0;
  if (near && !keyword_run_near(query, number, true)) return 0;
  for (uint32_t i = 0; i < query->member_counts[number]; i++) {
    uint32_t count = near ? query->lists[i].kept_count
                          : query->scan.places[members[i].phrase].count;
    score += members[i].weight * term_score(count, query->scan.tokens);
  }
  return score;
}

bool keyword_score(struct keyword_query *query, struct slice text,
                   double *score, struct error *error) {
  bool matches;
  *score = 0;
  if (!keyword_evaluate(query, MODE_COUNT, text, &matches, error)) return false;
  if (!matches) return true;
  count_live(query);
  for (uint32_t i = 0; i < query->tree.group_count; i++) {
    if (query->times[i]) *score += query->times[i] * group_score(query, i);
  }
  return error->outcome == OK;
}

/* --- Where ------------------------------------------------------------- */

static int compare_instances(const void *left, const void *right) {
  const struct keyword_instance *a = left, *b = right;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return (a->order > b->order) - (a->order < b->order);
}

static void add_weight(struct keyword_query *query, uint32_t entry,
                       uint32_t weight, uint32_t order) {
  query->weights[entry] += weight;
  if (order > query->orders[entry]) query->orders[entry] = order;
}

/* The entry of a NEAR's member. */
static uint32_t member_entry(const struct keyword_query *query, uint32_t group,
                             uint32_t member) {
  return query->tree.phrase_count +
         query->tree.groups[query->same[group]].phrases + member;
}

/* Adds the weights of a NEAR that misses: its phrases before the first one that
** does not occur. If all occur, they are not near: no weights. */
static void weigh_missed_near(struct keyword_query *query,
                              const struct keyword_group *group) {
  uint32_t occurring = 0;
  while (
      occurring < group->count &&
      query->scan.places[query->scan.same[group->phrases + occurring]].count) {
    occurring++;
  }
  if (occurring == group->count) return;
  for (uint32_t i = 0; i < occurring; i++) {
    uint32_t phrase = group->phrases + i;
    add_weight(query, query->scan.same[phrase], 1, phrase);
  }
}

/* Adds the weights of a live group to its entries. */
static void weigh_group(struct keyword_query *query, uint32_t number) {
  const struct keyword_group *group = &query->tree.groups[number];
  bool matches = query->states[group->node] == STATE_MATCHES;
  if (!matches) {
    if (group->count > 1) weigh_missed_near(query, group);
    return;
  }
  for (uint32_t i = 0; i < query->member_counts[number]; i++) {
    const struct keyword_member *member = &query->members[group->phrases + i];
    uint32_t entry =
        group->count > 1 ? member_entry(query, number, i) : member->phrase;
    add_weight(query, entry, member->weight, member->order);
  }
}

static void add_instances(struct keyword_query *query, uint32_t entry,
                          uint32_t phrase, const uint32_t *starts,
                          uint32_t count) {
  size_t used = query->instances.length / sizeof(struct keyword_instance);
  if (count > KEYWORD_MAX_PLACES - used) {
    error_set(query->error, TOO_BIG, "more than %d matches in one text",
              (int)KEYWORD_MAX_PLACES);
    return;
  }
  for (uint32_t i = 0; i < count; i++) {
    struct keyword_instance instance = {starts[i],
                                        query->tree.phrases[phrase].count,
                                        entry, query->orders[entry]};
    buffer_append(&query->instances, (const char *)&instance, sizeof instance);
  }
}

/* Adds the occurrences of a NEAR that are near, once for all equal NEARs. */
static void add_near(struct keyword_query *query, uint32_t number) {
  const struct keyword_group *group = &query->tree.groups[number];
  if (!keyword_run_near(query, number, true)) return;
  for (uint32_t i = 0; i < query->member_counts[number]; i++) {
    const struct keyword_near *list = &query->lists[i];
    add_instances(query, member_entry(query, number, i),
                  query->members[group->phrases + i].phrase, list->kept,
                  list->kept_count);
  }
}

/* Adds the occurrences of phrases outside of NEARs: all of them count. */
static void add_phrases(struct keyword_query *query) {
  for (uint32_t i = 0; i < query->scan.occurring_count; i++) {
    uint32_t phrase = query->scan.occurring[i];
    if (!query->weights[phrase]) continue;
    add_instances(query, phrase, phrase,
                  keyword_scan_starts(&query->scan, phrase),
                  query->scan.places[phrase].count);
  }
}

/* Adds all instances of a text that the query matches. */
static void add_all_instances(struct keyword_query *query) {
  const struct keyword_tree *tree = &query->tree;
  for (uint32_t i = 0; i < tree->group_count; i++) {
    if (query->live[tree->groups[i].node]) weigh_group(query, i);
  }
  count_live(query);
  for (uint32_t i = 0; i < tree->group_count; i++) {
    const struct keyword_group *group = &tree->groups[i];
    bool near = group->count > 1 && query->times[i] &&
                query->states[group->node] == STATE_MATCHES;
    if (near) add_near(query, i);
  }
  add_phrases(query);
}

bool keyword_find(struct keyword_query *query, struct slice text,
                  struct keyword_found *found, struct error *error) {
  bool matches;
  size_t entries = 2 * (size_t)query->tree.phrase_count;
  memset(query->weights, 0, entries * sizeof *query->weights);
  memset(query->orders, 0, entries * sizeof *query->orders);
  buffer_reset(&query->instances);
  if (!keyword_evaluate(query, MODE_PLACES, text, &matches, error)) {
    return false;
  }
  if (matches) add_all_instances(query);
  size_t count = query->instances.length / sizeof(struct keyword_instance);
  if (count) {
    qsort(query->instances.at, count, sizeof(struct keyword_instance),
          compare_instances);
  }
  const struct buffer *spans = &query->scan.spans;
  *found = (struct keyword_found){
      .instances = (const void *)query->instances.at,
      .instance_count = count,
      .weights = query->weights,
      .entry_count = entries,
      .spans = (const void *)spans->at,
      .span_count = spans->length / sizeof(struct keyword_span)};
  return error->outcome == OK && buffer_check(&query->instances, error);
}
