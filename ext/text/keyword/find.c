/* The three questions that a query answers: whether, how well, and where. Equal
** phrases share their occurrences: they have one entry, whose weight is how
** many they are. An entry is a phrase (of scan.same), or the member of a NEAR,
** because of a NEAR only those count that are near. */
#include "text/keyword/evaluate.h"

#include <stdlib.h>
#include <string.h>

bool keyword_match(struct keyword_query *query, struct slice text,
                   bool *matches, struct error *error) {
  return keyword_evaluate(query, MODE_WHETHER, text, matches, error);
}

/* --- How well ---------------------------------------------------------- */

static double saturate(double count, double tokens) {
  const double k = 1.2, b = 0.75, average = 200;
  return count * (k + 1) / (count + k * (1 - b + b * tokens / average));
}

/* Counts, for each group of `same`, those equal to it that are live. */
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
    score += members[i].weight * saturate(count, query->scan.tokens);
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

/* A NEAR that misses shows its phrases before the first that is not there;
** nothing if all are. */
static void weigh_missed(struct keyword_query *query,
                         const struct keyword_group *group) {
  uint32_t there = 0;
  while (there < group->count &&
         query->scan.places[query->scan.same[group->phrases + there]].count) {
    there++;
  }
  if (there == group->count) return;
  for (uint32_t i = 0; i < there; i++) {
    uint32_t phrase = group->phrases + i;
    add_weight(query, query->scan.same[phrase], 1, phrase);
  }
}

/* Gives the entries of a live group their weights. */
static void weigh_group(struct keyword_query *query, uint32_t number) {
  const struct keyword_group *group = &query->tree.groups[number];
  bool matches = query->states[group->node] == STATE_MATCHES;
  if (!matches) {
    if (group->count > 1) weigh_missed(query, group);
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

/* The occurrences that are near, once for all NEARs that are equal. */
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

/* The occurrences of phrases that count wherever they stand. */
static void add_phrases(struct keyword_query *query) {
  for (uint32_t i = 0; i < query->scan.occurring_count; i++) {
    uint32_t phrase = query->scan.occurring[i];
    if (!query->weights[phrase]) continue;
    add_instances(query, phrase, phrase,
                  keyword_scan_starts(&query->scan, phrase),
                  query->scan.places[phrase].count);
  }
}

static void add_all(struct keyword_query *query) {
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
  if (matches) add_all(query);
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
