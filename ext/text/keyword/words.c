/* A sorted table of words, in buckets by the first byte: most tokens of a text
** have an empty bucket. Must not know phrases.
**
** A token is looked up byte by byte. After each byte, a range holds the
** words that begin with the same bytes as the token; a binary search narrows
** it. A word that ends there is the first of its range, because it is the
** shortest. */
#include "text/keyword/words.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct slice bytes_of(const struct keyword_word *word) {
  return (struct slice){(const char *)word->at, word->length};
}

static int compare_words(const void *left, const void *right) {
  const struct keyword_word *a = left, *b = right;
  int order = slice_compare(bytes_of(a), bytes_of(b));
  return order ? order : (a->token > b->token) - (a->token < b->token);
}

/* Fills `buckets`. Words without bytes, which a tokenizer can give, stand
** before all buckets. */
static void fill_buckets(struct keyword_words *words) {
  uint32_t next = 0;
  for (unsigned byte = 0; byte <= 256; byte++) {
    while (next < words->count &&
           (!words->at[next].length || words->at[next].at[0] < byte)) {
      next++;
    }
    words->buckets[byte] = next;
  }
  assert(words->buckets[256] == words->count);
}

/* Sorts the tokens and keeps the first of equal ones. */
void keyword_words_init(struct keyword_words *words,
                        const struct keyword_tree *tree) {
  uint32_t used = 0;
  for (uint32_t i = 0; i < tree->token_count; i++) {
    const struct keyword_token *token = &tree->tokens[i];
    words->at[i] = (struct keyword_word){
        (const unsigned char *)tree->bytes.at + token->start, token->length, i};
  }
  qsort(words->at, tree->token_count, sizeof *words->at, compare_words);
  for (uint32_t i = 0; i < tree->token_count; i++) {
    struct keyword_word word = words->at[i];
    bool same =
        used && slice_equal(bytes_of(&words->at[used - 1]), bytes_of(&word));
    if (!same) words->at[used++] = word;
    words->of[word.token] = used - 1;
  }
  words->count = used;
  words->sets = NULL;
  fill_buckets(words);
}

bool keyword_words_reserve(struct keyword_words *words, uint32_t slots,
                           struct error *error) {
  assert(!words->sets);
  words->width = (slots + 63) / 64;
  words->sets =
      calloc(2 * (size_t)words->count * words->width + 1, sizeof *words->sets);
  if (!words->sets) error_no_memory(error);
  return words->sets != NULL;
}

void keyword_words_clear(struct keyword_words *words) {
  free(words->sets);
  words->sets = NULL;
}

static uint64_t *set_of(const struct keyword_words *words, uint32_t word,
                        bool prefix) {
  return words->sets + (2 * (size_t)word + prefix) * words->width;
}

void keyword_words_add(struct keyword_words *words, uint32_t token, bool prefix,
                       uint32_t slot) {
  assert(slot / 64 < words->width);
  set_of(words, words->of[token], prefix)[slot / 64] |= (uint64_t)1
                                                        << (slot % 64);
}

/* The words that begin with the bytes of the token that were looked up so
** far. */
struct range {
  uint32_t low, high;
};

/* The first word of the range that has `byte` or a larger one as byte `at`. All
** words of the range have a byte `at`. */
static uint32_t first_from(const struct keyword_words *words,
                           struct range range, uint32_t at, unsigned byte) {
  while (range.low < range.high) {
    uint32_t middle = range.low + (range.high - range.low) / 2;
    if (words->at[middle].at[at] < byte) {
      range.low = middle + 1;
    } else {
      range.high = middle;
    }
  }
  return range.low;
}

/* The words of the range that have `byte` as byte `at`. */
static struct range narrow_range(const struct keyword_words *words,
                                 struct range range, uint32_t at,
                                 unsigned byte) {
  /* Often all of them do. */
  if (words->at[range.low].at[at] == byte &&
      words->at[range.high - 1].at[at] == byte) {
    return range;
  }
  range.low = first_from(words, range, at, byte);
  range.high = first_from(words, range, at, byte + 1);
  return range;
}

/* Adds the slots of a word to `slots`; `first`: sets `slots` to them. */
static void add_slots(const struct keyword_words *words, uint32_t word,
                      bool prefix, bool first, uint64_t *slots) {
  const uint64_t *set = set_of(words, word, prefix);
  for (uint32_t i = 0; i < words->width; i++)
    slots[i] = first ? set[i] : slots[i] | set[i];
}

bool keyword_words_find(const struct keyword_words *words, const char *token,
                        uint32_t length, uint64_t *slots) {
  const unsigned char *bytes = (const unsigned char *)token;
  struct range range = {0, words->count};
  bool empty = words->count && !words->at[0].length;
  bool found = false;
  uint32_t at = 0;
  if (length && !empty) {
    range.low = words->buckets[bytes[0]];
    range.high = words->buckets[bytes[0] + 1];
    at = 1;
  }
  for (; range.low < range.high; at++) {
    /* Only the first word of a range can end here. */
    if (words->at[range.low].length == at) {
      add_slots(words, range.low, true, !found, slots);
      found = true;
      if (at == length) add_slots(words, range.low, false, false, slots);
      if (++range.low == range.high) break;
    }
    if (at == length) break;
    range = narrow_range(words, range, at, bytes[at]);
  }
  return found;
}
