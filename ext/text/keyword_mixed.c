#include "text/keyword_mixed.h"

#include <stdlib.h>
#include <string.h>

/* --- Which phrases ------------------------------------------------------ */

/* What is known of a symbol. */
enum { IN_PHRASE = 1, OVERLAPS = 2 };

static void mark_phrases(unsigned char *marks, const struct keyword_tree *tree,
                         const struct keyword_terms *terms) {
  for (uint32_t i = 0; i < keyword_phrase_count(tree); i++) {
    const struct keyword_phrase *phrase = keyword_phrase_at(tree, i);
    if (phrase->count < 2) continue;
    for (uint32_t j = 0; j < phrase->count; j++) {
      uint32_t slot = phrase->slots + j;
      bool synonyms = keyword_slot_at(tree, slot)->count > 1;
      marks[terms->slot_symbols[slot]] |=
          synonyms ? IN_PHRASE | OVERLAPS : IN_PHRASE;
    }
  }
}

/* Marks a run of a term's symbols that phrases use; how many they are. */
static uint32_t mark_run(unsigned char *marks,
                         const struct keyword_terms *terms, uint32_t from,
                         uint32_t count, unsigned char mark) {
  uint32_t used = 0;
  for (uint32_t i = from; i < from + count; i++) {
    unsigned char *at = &marks[terms->symbols[i]];
    if (!(*at & IN_PHRASE)) continue;
    *at |= mark;
    used++;
  }
  return used;
}

/* Marks symbols that a token can have together: a term's own, and the starts
** of the nearest term that begins it. What begins that one has been marked
** with it. `nearest`, by term, is the nearest with starts, itself included. */
static void mark_overlaps(unsigned char *marks, uint32_t *nearest,
                          const struct keyword_terms *terms) {
  for (uint32_t i = 0; i < terms->count; i++) {
    const struct keyword_term *term = &terms->terms[i];
    uint32_t starts = term->symbols + term->exact;
    uint32_t up = term->up == KEYWORD_NONE ? KEYWORD_NONE : nearest[term->up];
    uint32_t own =
        mark_run(marks, terms, term->symbols, term->exact + term->starts, 0);
    bool has_starts = mark_run(marks, terms, starts, term->starts, 0) > 0;
    nearest[i] = has_starts ? i : up;
    if (!own || (own == 1 && up == KEYWORD_NONE)) continue;
    mark_run(marks, terms, term->symbols, term->exact + term->starts, OVERLAPS);
    if (up == KEYWORD_NONE) continue;
    const struct keyword_term *over = &terms->terms[up];
    mark_run(marks, terms, over->symbols + over->exact, over->starts, OVERLAPS);
  }
}

bool keyword_mixed_choose(bool *mixed, const struct keyword_tree *tree,
                          const struct keyword_terms *terms,
                          struct error *error) {
  unsigned char *marks = calloc((size_t)terms->symbol_count + 1, 1);
  uint32_t *nearest = calloc((size_t)terms->count + 1, sizeof *nearest);
  bool ready = marks && nearest;
  if (ready) {
    mark_phrases(marks, tree, terms);
    mark_overlaps(marks, nearest, terms);
    for (uint32_t i = 0; i < keyword_phrase_count(tree); i++) {
      const struct keyword_phrase *phrase = keyword_phrase_at(tree, i);
      mixed[i] = false;
      for (uint32_t j = 0; j < phrase->count && phrase->count > 1; j++) {
        uint32_t symbol = terms->slot_symbols[phrase->slots + j];
        if (marks[symbol] & OVERLAPS) mixed[i] = true;
      }
    }
  } else {
    error_no_memory(error);
  }
  free(marks);
  free(nearest);
  return ready;
}

/* --- Following them ------------------------------------------------------- */

static void set_bit(uint64_t *bits, uint32_t bit) {
  bits[bit / 64] |= (uint64_t)1 << (bit % 64);
}

/* Gives each slot of the chosen phrases its bit; how many they are. `seen`,
** by distinct phrase, and `bits`, by slot of the tree, are filled in. */
static uint32_t number_slots(const bool *chosen, const uint32_t *distinct,
                             const struct keyword_tree *tree, bool *seen,
                             uint32_t *bits) {
  uint32_t used = 0;
  for (uint32_t i = 0; i < keyword_phrase_count(tree); i++) {
    const struct keyword_phrase *phrase = keyword_phrase_at(tree, i);
    bool follow = chosen[i] && !seen[distinct[i]];
    if (follow) seen[distinct[i]] = true;
    for (uint32_t j = 0; j < phrase->count; j++) {
      bits[phrase->slots + j] = follow ? used++ : KEYWORD_NONE;
    }
  }
  return used;
}

static bool allocate(struct keyword_mixed *mixed, uint32_t slots,
                     uint32_t symbols) {
  size_t words = mixed->words;
  mixed->now = calloc(words, sizeof(uint64_t));
  mixed->before = calloc(words, sizeof(uint64_t));
  mixed->fresh = calloc(words, sizeof(uint64_t));
  mixed->firsts = calloc(words, sizeof(uint64_t));
  mixed->lasts = calloc(words, sizeof(uint64_t));
  mixed->anchored = calloc(words, sizeof(uint64_t));
  mixed->phrases = calloc(slots, sizeof(uint32_t));
  mixed->lists = calloc((size_t)symbols + 2, sizeof(uint32_t));
  mixed->slots = calloc(slots, sizeof(uint32_t));
  mixed->dense = malloc(((size_t)symbols + 1) * sizeof(uint32_t));
  return mixed->now && mixed->before && mixed->fresh && mixed->firsts &&
         mixed->lasts && mixed->anchored && mixed->phrases && mixed->lists &&
         mixed->slots && mixed->dense;
}

static void fill_ends(struct keyword_mixed *mixed, const uint32_t *bits,
                      const uint32_t *distinct,
                      const struct keyword_tree *tree) {
  for (uint32_t i = 0; i < keyword_phrase_count(tree); i++) {
    const struct keyword_phrase *phrase = keyword_phrase_at(tree, i);
    uint32_t first = bits[phrase->slots];
    if (first == KEYWORD_NONE) continue;
    uint32_t last = first + phrase->count - 1;
    set_bit(mixed->firsts, first);
    set_bit(mixed->lasts, last);
    if (phrase->first) set_bit(mixed->anchored, last);
    mixed->phrases[last] = distinct[i];
  }
}

/* Brings the slots of each symbol together. */
static void fill_lists(struct keyword_mixed *mixed, const uint32_t *bits,
                       const struct keyword_tree *tree,
                       const struct keyword_terms *terms) {
  uint32_t *ends = mixed->lists + 1;
  uint32_t count = keyword_slot_count(tree);
  for (uint32_t i = 0; i < count; i++) {
    if (bits[i] != KEYWORD_NONE) ends[terms->slot_symbols[i] + 1]++;
  }
  for (uint32_t i = 0; i < terms->symbol_count; i++)
    ends[i + 1] += ends[i];
  for (uint32_t i = 0; i < count; i++) {
    if (bits[i] == KEYWORD_NONE) continue;
    mixed->slots[ends[terms->slot_symbols[i]]++] = bits[i];
  }
}

/* A mask for each symbol with more slots than there are words: no more than
** 64 masks. */
static bool fill_masks(struct keyword_mixed *mixed, uint32_t symbols) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < symbols; i++) {
    bool many = mixed->lists[i + 1] - mixed->lists[i] > mixed->words;
    mixed->dense[i] = many ? count++ : KEYWORD_NONE;
  }
  mixed->masks = calloc((size_t)count * mixed->words + 1, sizeof(uint64_t));
  if (!mixed->masks) return false;
  for (uint32_t i = 0; i < symbols; i++) {
    if (mixed->dense[i] == KEYWORD_NONE) continue;
    uint64_t *mask = mixed->masks + (size_t)mixed->dense[i] * mixed->words;
    for (uint32_t j = mixed->lists[i]; j < mixed->lists[i + 1]; j++) {
      set_bit(mask, mixed->slots[j]);
    }
  }
  return true;
}

bool keyword_mixed_init(struct keyword_mixed *mixed, const bool *chosen,
                        const uint32_t *distinct, uint32_t distinct_count,
                        const struct keyword_tree *tree,
                        const struct keyword_terms *terms,
                        struct error *error) {
  *mixed = (struct keyword_mixed){0};
  bool *seen = calloc((size_t)distinct_count + 1, sizeof *seen);
  uint32_t *bits =
      malloc(((size_t)keyword_slot_count(tree) + 1) * sizeof *bits);
  bool ready = seen && bits;
  uint32_t slots = ready ? number_slots(chosen, distinct, tree, seen, bits) : 0;
  if (slots > KEYWORD_MAX_MIXED) {
    error_set(error, TOO_BIG,
              "phrases that overlap by their * have more than %d words",
              (int)KEYWORD_MAX_MIXED);
    ready = false;
  } else if (slots) {
    mixed->words = (slots + 63) / 64;
    ready = allocate(mixed, slots, terms->symbol_count);
    if (ready) {
      fill_ends(mixed, bits, distinct, tree);
      fill_lists(mixed, bits, tree, terms);
      ready = fill_masks(mixed, terms->symbol_count);
    }
  }
  if (!ready) error_no_memory(error);
  free(seen);
  free(bits);
  return ready;
}

void keyword_mixed_clear(struct keyword_mixed *mixed) {
  free(mixed->now);
  free(mixed->before);
  free(mixed->fresh);
  free(mixed->firsts);
  free(mixed->lasts);
  free(mixed->anchored);
  free(mixed->phrases);
  free(mixed->lists);
  free(mixed->slots);
  free(mixed->dense);
  free(mixed->masks);
  *mixed = (struct keyword_mixed){0};
}

void keyword_mixed_reset(struct keyword_mixed *mixed) {
  if (!mixed->words) return;
  memset(mixed->now, 0, mixed->words * sizeof(uint64_t));
  memset(mixed->before, 0, mixed->words * sizeof(uint64_t));
  mixed->now_any = mixed->before_any = false;
}

void keyword_mixed_next(struct keyword_mixed *mixed) {
  uint64_t *before = mixed->before;
  if (!mixed->now_any && !mixed->before_any) return;
  mixed->before = mixed->now;
  mixed->now = before;
  if (mixed->before_any) memset(before, 0, mixed->words * sizeof(uint64_t));
  mixed->before_any = mixed->now_any;
  mixed->now_any = false;
}

/* Where a phrase can go on, or begin, and is not yet. */
static uint64_t open_word(const struct keyword_mixed *mixed, uint32_t word) {
  uint64_t carry = word ? mixed->before[word - 1] >> 63 : 0;
  uint64_t open = mixed->before[word] << 1 | carry | mixed->firsts[word];
  return open & ~mixed->now[word];
}

/* All words at once; the arrays are apart from each other, which lets the
** compiler do several at a time. */
static void take_mask(const struct keyword_mixed *mixed, const uint64_t *mask) {
  const uint64_t *restrict before = mixed->before;
  const uint64_t *restrict firsts = mixed->firsts;
  const uint64_t *restrict now = mixed->now;
  uint64_t *restrict fresh = mixed->fresh;
  fresh[0] = open_word(mixed, 0) & mask[0];
  for (uint32_t i = 1; i < mixed->words; i++) {
    uint64_t open = before[i] << 1 | before[i - 1] >> 63 | firsts[i];
    fresh[i] = open & mask[i] & ~now[i];
  }
}

static void take_slots(const struct keyword_mixed *mixed, uint32_t from,
                       uint32_t end) {
  memset(mixed->fresh, 0, mixed->words * sizeof(uint64_t));
  for (uint32_t i = from; i < end; i++) {
    uint32_t word = mixed->slots[i] / 64;
    uint64_t bit = (uint64_t)1 << (mixed->slots[i] % 64);
    mixed->fresh[word] |= open_word(mixed, word) & bit;
  }
}

bool keyword_mixed_take(struct keyword_mixed *mixed, uint32_t symbol) {
  if (!mixed->words) return false;
  uint32_t from = mixed->lists[symbol], end = mixed->lists[symbol + 1];
  uint32_t dense = mixed->dense[symbol];
  uint64_t any = 0, ended = 0;
  if (from == end) return false;
  if (dense == KEYWORD_NONE) {
    take_slots(mixed, from, end);
  } else {
    take_mask(mixed, mixed->masks + (size_t)dense * mixed->words);
  }
  uint64_t *restrict now = mixed->now;
  const uint64_t *restrict fresh = mixed->fresh;
  const uint64_t *restrict lasts = mixed->lasts;
  for (uint32_t i = 0; i < mixed->words; i++) {
    now[i] |= fresh[i];
    any |= fresh[i];
    ended |= fresh[i] & lasts[i];
  }
  mixed->now_any = mixed->now_any || any;
  return ended != 0;
}
