#include "text/keyword_trie.h"

#include <stdlib.h>
#include <string.h>

/* A phrase as its symbols, to be sorted. */
struct entry {
  const uint32_t *symbols;
  uint32_t count;
  uint32_t phrase;
  bool first;
};

static int compare(const void *left, const void *right) {
  const struct entry *a = left, *b = right;
  uint32_t shorter = a->count < b->count ? a->count : b->count;
  for (uint32_t i = 0; i < shorter; i++) {
    if (a->symbols[i] == b->symbols[i]) continue;
    return a->symbols[i] < b->symbols[i] ? -1 : 1;
  }
  if (a->count != b->count) return a->count < b->count ? -1 : 1;
  return (int)a->first - (int)b->first;
}

static bool allocate(struct keyword_trie *trie, uint32_t phrases,
                     uint32_t slots, uint32_t symbols) {
  trie->states = calloc((size_t)slots + 1, sizeof *trie->states);
  trie->edges = calloc((size_t)slots + 1, sizeof(uint32_t));
  trie->roots = calloc((size_t)symbols + 1, sizeof(uint32_t));
  trie->distinct = calloc((size_t)phrases + 1, sizeof(uint32_t));
  trie->lengths = calloc((size_t)phrases + 1, sizeof(uint32_t));
  return trie->states && trie->edges && trie->roots && trie->distinct &&
         trie->lengths;
}

static uint32_t new_state(struct keyword_trie *trie, uint32_t parent,
                          uint32_t symbol) {
  uint32_t state = trie->count++;
  trie->states[state] =
      (struct keyword_state){.symbol = symbol,
                             .parent = parent,
                             .depth = trie->states[parent].depth + 1,
                             .phrase = KEYWORD_NONE,
                             .first_phrase = KEYWORD_NONE};
  trie->states[parent].count++;
  if (!parent) trie->roots[symbol] = state;
  return state;
}

/* Numbers the distinct phrases: equal ones stand together. */
static void number_phrases(struct keyword_trie *trie,
                           const struct entry *entries, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (!i || compare(&entries[i - 1], &entries[i])) {
      trie->lengths[trie->distinct_count++] = entries[i].count;
    }
    trie->distinct[entries[i].phrase] = trie->distinct_count - 1;
  }
}

/* Makes the states, parents before children and the children of each in the
** order of their symbols. `path` has room for the longest phrase. */
static void build(struct keyword_trie *trie, const bool *mixed,
                  const struct entry *entries, uint32_t count, uint32_t *path) {
  uint32_t depth = 0;
  trie->count = 1;
  trie->states[0].phrase = trie->states[0].first_phrase = KEYWORD_NONE;
  path[0] = 0;
  for (uint32_t i = 0; i < count; i++) {
    const struct entry *entry = &entries[i];
    uint32_t same = 0;
    if (mixed[entry->phrase]) continue;
    while (same < depth && same < entry->count &&
           trie->states[path[same + 1]].symbol == entry->symbols[same]) {
      same++;
    }
    for (depth = same; depth < entry->count; depth++) {
      path[depth + 1] = new_state(trie, path[depth], entry->symbols[depth]);
    }
    struct keyword_state *state = &trie->states[path[depth]];
    *(entry->first ? &state->first_phrase : &state->phrase) =
        trie->distinct[entry->phrase];
  }
}

static void fill_edges(struct keyword_trie *trie) {
  uint32_t used = 0;
  for (uint32_t i = 0; i < trie->count; i++) {
    trie->states[i].edges = used;
    used += trie->states[i].count;
    trie->states[i].count = 0;
  }
  for (uint32_t i = 1; i < trie->count; i++) {
    struct keyword_state *parent = &trie->states[trie->states[i].parent];
    trie->edges[parent->edges + parent->count++] = i;
  }
}

/* The child of a state, 0 if it has none for the symbol. */
static uint32_t child(const struct keyword_trie *trie, uint32_t state,
                      uint32_t symbol) {
  if (!state) return trie->roots[symbol];
  const struct keyword_state *at = &trie->states[state];
  uint32_t low = at->edges, high = at->edges + at->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    uint32_t edge = trie->edges[middle];
    if (trie->states[edge].symbol == symbol) return edge;
    if (trie->states[edge].symbol < symbol) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return 0;
}

uint32_t keyword_trie_step(const struct keyword_trie *trie, uint32_t state,
                           uint32_t symbol) {
  uint32_t next = child(trie, state, symbol);
  while (!next && state) {
    state = trie->states[state].fail;
    next = child(trie, state, symbol);
  }
  return next;
}

static bool ends_phrase(const struct keyword_state *state) {
  return state->phrase != KEYWORD_NONE || state->first_phrase != KEYWORD_NONE;
}

/* Shorter states first, because a state's `fail` is shorter. `queue` has room
** for all states. */
static void link_states(struct keyword_trie *trie, uint32_t *queue) {
  uint32_t queued = 1;
  queue[0] = 0;
  for (uint32_t i = 0; i < queued; i++) {
    struct keyword_state *at = &trie->states[queue[i]];
    if (at->depth > 1) {
      at->fail =
          keyword_trie_step(trie, trie->states[at->parent].fail, at->symbol);
    }
    const struct keyword_state *fail = &trie->states[at->fail];
    at->link = ends_phrase(fail) ? at->fail : fail->link;
    at->deep = at->count > 0 || (at->fail && fail->deep);
    memcpy(queue + queued, trie->edges + at->edges,
           at->count * sizeof(uint32_t));
    queued += at->count;
  }
}

static void collect(struct entry *entries, const struct keyword_tree *tree,
                    const struct keyword_terms *terms) {
  for (uint32_t i = 0; i < keyword_phrase_count(tree); i++) {
    const struct keyword_phrase *phrase = keyword_phrase_at(tree, i);
    entries[i] = (struct entry){terms->slot_symbols + phrase->slots,
                                phrase->count, i, phrase->first};
  }
}

bool keyword_trie_init(struct keyword_trie *trie, const bool *mixed,
                       const struct keyword_tree *tree,
                       const struct keyword_terms *terms, struct error *error) {
  *trie = (struct keyword_trie){0};
  uint32_t phrases = keyword_phrase_count(tree);
  uint32_t slots = keyword_slot_count(tree);
  struct entry *entries = malloc(((size_t)phrases + 1) * sizeof *entries);
  uint32_t *room = malloc(((size_t)slots + 1) * sizeof *room);
  bool ready =
      entries && room && allocate(trie, phrases, slots, terms->symbol_count);
  if (ready) {
    collect(entries, tree, terms);
    qsort(entries, phrases, sizeof *entries, compare);
    number_phrases(trie, entries, phrases);
    build(trie, mixed, entries, phrases, room);
    fill_edges(trie);
    link_states(trie, room);
  } else {
    error_no_memory(error);
  }
  free(entries);
  free(room);
  return ready;
}

void keyword_trie_clear(struct keyword_trie *trie) {
  free(trie->states);
  free(trie->edges);
  free(trie->roots);
  free(trie->distinct);
  free(trie->lengths);
  *trie = (struct keyword_trie){0};
}
