#include "text/keyword_terms.h"

#include <stdlib.h>
#include <string.h>

/* One token of one slot, to be sorted. */
struct entry {
  const char *at;
  uint32_t length;
  uint32_t slot;
  bool prefix, synonym;
};

static struct slice entry_bytes(const struct entry *entry) {
  return (struct slice){entry->at, entry->length};
}

/* Equal tokens come together, whole ones before starts, and those of slots
** without synonyms first. */
static int compare(const void *left, const void *right) {
  const struct entry *a = left, *b = right;
  int order = slice_compare(entry_bytes(a), entry_bytes(b));
  if (order) return order;
  if (a->prefix != b->prefix) return a->prefix ? 1 : -1;
  if (a->synonym != b->synonym) return a->synonym ? 1 : -1;
  return (a->slot > b->slot) - (a->slot < b->slot);
}

static void collect(const struct keyword_tree *tree, struct entry *entries) {
  struct entry *entry = entries;
  for (uint32_t i = 0; i < keyword_slot_count(tree); i++) {
    const struct keyword_slot *slot = keyword_slot_at(tree, i);
    for (uint32_t j = 0; j < slot->count; j++) {
      struct keyword_token *token = keyword_token_at(tree, slot->tokens + j);
      *entry++ = (struct entry){tree->bytes.at + token->start, token->length, i,
                                slot->prefix, slot->count > 1};
    }
  }
}

/* The symbol of an entry, which shares it with the one before where it asks
** the same. */
static uint32_t symbol_of(struct keyword_terms *terms,
                          const struct entry *entry,
                          const struct entry *before) {
  uint32_t *symbol = &terms->slot_symbols[entry->slot];
  if (*symbol != KEYWORD_NONE) return *symbol;
  bool shared = before && !entry->synonym && !before->synonym &&
                before->prefix == entry->prefix &&
                slice_equal(entry_bytes(before), entry_bytes(entry));
  *symbol = shared ? terms->slot_symbols[before->slot] : terms->symbol_count++;
  return *symbol;
}

/* Makes the terms, and their symbols' runs, from the sorted entries. */
static void build(struct keyword_terms *terms, const struct entry *entries,
                  uint32_t count) {
  uint32_t used = 0;
  struct keyword_term *term = NULL;
  for (uint32_t i = 0; i < count; i++) {
    const struct entry *entry = &entries[i], *before = i ? entry - 1 : NULL;
    if (!before || !slice_equal(entry_bytes(before), entry_bytes(entry))) {
      term = &terms->terms[terms->count++];
      *term = (struct keyword_term){entry->at, entry->length, used, 0,
                                    0,         KEYWORD_NONE};
    }
    uint32_t symbol = symbol_of(terms, entry, before);
    uint32_t *kind = entry->prefix ? &term->starts : &term->exact;
    if (*kind && terms->symbols[used - 1] == symbol) continue;
    terms->symbols[used++] = symbol;
    (*kind)++;
  }
}

static bool begins(const struct keyword_term *term, const char *token,
                   size_t length) {
  return term->length <= length &&
         slice_equal((struct slice){term->at, term->length},
                     (struct slice){token, term->length});
}

/* In byte order, whatever begins a term begins every term between the two:
** so it is the term before, or begins that. */
static void link_starts(struct keyword_terms *terms) {
  for (uint32_t i = 1; i < terms->count; i++) {
    struct keyword_term *term = &terms->terms[i];
    uint32_t up = terms->terms[i - 1].starts ? i - 1 : terms->terms[i - 1].up;
    while (up != KEYWORD_NONE &&
           !begins(&terms->terms[up], term->at, term->length)) {
      up = terms->terms[up].up;
    }
    term->up = up;
  }
}

static void fill_buckets(struct keyword_terms *terms) {
  uint32_t next = 0;
  for (unsigned byte = 0; byte <= 256; byte++) {
    while (next < terms->count &&
           (!terms->terms[next].length ||
            (unsigned char)terms->terms[next].at[0] < byte)) {
      next++;
    }
    terms->buckets[byte] = next;
  }
}

bool keyword_terms_init(struct keyword_terms *terms,
                        const struct keyword_tree *tree, struct error *error) {
  *terms = (struct keyword_terms){0};
  uint32_t count = keyword_token_count(tree);
  uint32_t slots = keyword_slot_count(tree);
  struct entry *entries = malloc(((size_t)count + 1) * sizeof *entries);
  terms->terms = calloc((size_t)count + 1, sizeof *terms->terms);
  terms->slot_symbols = malloc(((size_t)slots + 1) * sizeof(uint32_t));
  terms->symbols = malloc(((size_t)count + 1) * sizeof(uint32_t));
  terms->hits = malloc(((size_t)count + 1) * sizeof(uint32_t));
  if (!entries || !terms->terms || !terms->slot_symbols || !terms->symbols ||
      !terms->hits) {
    free(entries);
    error_no_memory(error);
    return false;
  }
  memset(terms->slot_symbols, 0xff, (size_t)slots * sizeof(uint32_t));
  collect(tree, entries);
  qsort(entries, count, sizeof *entries, compare);
  build(terms, entries, count);
  free(entries);
  link_starts(terms);
  fill_buckets(terms);
  return true;
}

void keyword_terms_clear(struct keyword_terms *terms) {
  free(terms->terms);
  free(terms->slot_symbols);
  free(terms->symbols);
  free(terms->hits);
  *terms = (struct keyword_terms){0};
}

/* The last term that is not behind the token, KEYWORD_NONE if there is none
** that could begin it. */
static uint32_t last_before(const struct keyword_terms *terms,
                            struct slice token) {
  uint32_t empty = terms->count && !terms->terms[0].length ? 0 : KEYWORD_NONE;
  if (!token.length) return empty;
  unsigned byte = (unsigned char)token.at[0];
  uint32_t low = terms->buckets[byte], high = terms->buckets[byte + 1];
  uint32_t first = low;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const struct keyword_term *term = &terms->terms[middle];
    if (slice_compare((struct slice){term->at, term->length}, token) <= 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low > first ? low - 1 : empty;
}

static uint32_t add_hits(struct keyword_terms *terms, uint32_t hits,
                         uint32_t from, uint32_t count) {
  memcpy(terms->hits + hits, terms->symbols + from, count * sizeof(uint32_t));
  return hits + count;
}

uint32_t keyword_terms_find(struct keyword_terms *terms, const char *token,
                            size_t length) {
  uint32_t hits = 0;
  uint32_t at = last_before(terms, (struct slice){token, length});
  if (at == KEYWORD_NONE) return 0;
  const struct keyword_term *term = &terms->terms[at];
  if (term->length == length && begins(term, token, length)) {
    hits = add_hits(terms, hits, term->symbols, term->exact);
  }
  /* Whatever begins a term that begins the token begins the token. */
  bool begun = false;
  for (; at != KEYWORD_NONE; at = term->up) {
    term = &terms->terms[at];
    begun = begun || begins(term, token, length);
    if (!begun || !term->starts) continue;
    hits = add_hits(terms, hits, term->symbols + term->exact, term->starts);
  }
  return hits;
}
