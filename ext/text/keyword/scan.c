/* Gives the slots of a query's phrases their bits, and follows the phrases
** through the tokens of a text (scan.h explains the method). Equal phrases
** share their bits. Must not know operators or groups. */
#include "text/keyword/scan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* --- The phrases of a query -------------------------------------------- */

/* The same number for slots that the same tokens fill. A slot with synonyms has
** a number of its own. */
static uint32_t key_of(const struct keyword_scan *scan, uint32_t number) {
  const struct keyword_slot *slot = &scan->tree->slots[number];
  if (slot->count > 1) return 2 * KEYWORD_MAX_WORDS + number;
  return 2 * scan->words.of[slot->tokens] + slot->prefix;
}

static bool are_equal_phrases(const struct keyword_scan *scan,
                              const uint32_t *keys, uint32_t left,
                              uint32_t right) {
  const struct keyword_phrase *a = &scan->tree->phrases[left];
  const struct keyword_phrase *b = &scan->tree->phrases[right];
  return keys[a->slots] == keys[b->slots] && a->count == b->count &&
         a->first == b->first &&
         !memcmp(keys + a->slots, keys + b->slots, a->count * sizeof *keys);
}

/* Fills `same`. Compares a phrase only with those that begin with the same
** word. */
static void find_equal_phrases(struct keyword_scan *scan) {
  const struct keyword_tree *tree = scan->tree;
  uint32_t keys[KEYWORD_MAX_WORDS];  /* by slot */
  uint32_t heads[KEYWORD_MAX_WORDS]; /* by word: the last phrase with it */
  uint32_t nexts[KEYWORD_MAX_WORDS]; /* by phrase: the one before that */
  for (uint32_t i = 0; i < tree->slot_count; i++)
    keys[i] = key_of(scan, i);
  for (uint32_t i = 0; i < scan->words.count; i++)
    heads[i] = KEYWORD_NONE;
  for (uint32_t i = 0; i < tree->phrase_count; i++) {
    uint32_t token = tree->slots[tree->phrases[i].slots].tokens;
    uint32_t *head = &heads[scan->words.of[token]];
    uint32_t same = *head;
    while (same != KEYWORD_NONE && !are_equal_phrases(scan, keys, same, i))
      same = nexts[same];
    scan->same[i] = same == KEYWORD_NONE ? i : same;
    if (same != KEYWORD_NONE) continue;
    nexts[i] = *head;
    *head = i;
  }
}

static void add_bit(struct keyword_set *set, uint32_t bit) {
  set->at[bit / 64] |= (uint64_t)1 << (bit % 64);
}

static void remove_bit(struct keyword_set *set, uint32_t bit) {
  set->at[bit / 64] &= ~((uint64_t)1 << (bit % 64));
}

static bool has_bit(const struct keyword_set *set, uint32_t bit) {
  return set->at[bit / 64] >> (bit % 64) & 1;
}

/* Gives the slots of a phrase the bits from `bit` on. */
static void number_slots(struct keyword_scan *scan, uint32_t number,
                         uint32_t bit) {
  const struct keyword_phrase *phrase = &scan->tree->phrases[number];
  uint32_t last = bit + phrase->count - 1;
  assert(phrase->count && last < KEYWORD_MAX_WORDS);
  for (uint32_t i = 0; i < phrase->count; i++)
    scan->bits[phrase->slots + i] = bit + i;
  add_bit(&scan->text_firsts, bit);
  if (!phrase->first) add_bit(&scan->firsts, bit);
  add_bit(&scan->lasts, last);
  scan->ends[last] = number;
}

/* Notes with each word of a phrase which slots it can fill. */
static void add_words(struct keyword_scan *scan, uint32_t number) {
  const struct keyword_phrase *phrase = &scan->tree->phrases[number];
  for (uint32_t i = 0; i < phrase->count; i++) {
    const struct keyword_slot *slot = &scan->tree->slots[phrase->slots + i];
    for (uint32_t j = 0; j < slot->count; j++) {
      keyword_words_add(&scan->words, slot->tokens + j, slot->prefix,
                        scan->bits[phrase->slots + i]);
    }
  }
}

bool keyword_scan_init(struct keyword_scan *scan,
                       const struct keyword_tree *tree, struct error *error) {
  uint32_t used = 0;
  scan->tree = tree;
  buffer_init(&scan->spans, KEYWORD_MAX_PLACES * sizeof(struct keyword_span));
  for (uint32_t i = 0; i < tree->phrase_count; i++) {
    scan->places[i] = (struct keyword_places){0};
    buffer_init(&scan->places[i].starts, KEYWORD_MAX_PLACES * sizeof(uint32_t));
  }
  scan->occurring_count = 0;
  scan->firsts = scan->text_firsts = scan->lasts = (struct keyword_set){{0}};
  keyword_words_init(&scan->words, tree);
  find_equal_phrases(scan);
  for (uint32_t i = 0; i < tree->phrase_count; i++) {
    if (scan->same[i] != i) continue;
    number_slots(scan, i, used);
    used += tree->phrases[i].count;
  }
  if (!keyword_words_reserve(&scan->words, used, error)) return false;
  for (uint32_t i = 0; i < tree->phrase_count; i++) {
    if (scan->same[i] == i) add_words(scan, i);
  }
  return true;
}

void keyword_scan_clear(struct keyword_scan *scan) {
  for (uint32_t i = 0; i < scan->tree->phrase_count; i++)
    buffer_clear(&scan->places[i].starts);
  buffer_clear(&scan->spans);
  keyword_words_clear(&scan->words);
}

/* --- A text ------------------------------------------------------------ */

const uint32_t *keyword_scan_starts(const struct keyword_scan *scan,
                                    uint32_t phrase) {
  const struct keyword_places *places = &scan->places[phrase];
  assert(scan->same[phrase] == phrase);
  assert(places->starts.length == places->count * sizeof(uint32_t));
  return (const uint32_t *)(const void *)places->starts.at;
}

bool keyword_scan_seen(const struct keyword_scan *scan, uint32_t phrase) {
  const struct keyword_phrase *at = &scan->tree->phrases[scan->same[phrase]];
  assert(scan->mode == MODE_PLACES);
  for (uint32_t i = 0; i < at->count; i++) {
    if (!has_bit(&scan->seen, scan->bits[at->slots + i])) return false;
  }
  return true;
}

static bool keep_start(struct keyword_scan *scan, uint32_t phrase) {
  struct buffer *starts = &scan->places[phrase].starts;
  uint32_t start = scan->tokens - scan->tree->phrases[phrase].count;
  if (scan->kept++ == KEYWORD_MAX_PLACES) {
    error_set(scan->error, TOO_BIG, "more than %d matches in one text",
              (int)KEYWORD_MAX_PLACES);
    return false;
  }
  buffer_append(starts, (const char *)&start, sizeof start);
  return buffer_check(starts, scan->error);
}

/* Reports the phrase that has this last bit: it ends with this token. Returns
** true to end the pass. */
static bool report_phrase(struct keyword_scan *scan, uint32_t bit) {
  uint32_t phrase = scan->ends[bit];
  struct keyword_places *places = &scan->places[phrase];
  bool keep = places->kept || scan->mode == MODE_PLACES;
  bool first = !places->count++;
  if (first) scan->occurring[scan->occurring_count++] = phrase;
  if (keep && !keep_start(scan, phrase)) return true;
  if (scan->mode == MODE_WHETHER && !keep) remove_bit(&scan->wanted, bit);
  return first && scan->found && scan->found(scan->to, phrase);
}

/* Reports the phrases whose last bits are in `ended`, the number with index
** `number` of a set. */
static bool report_phrases(struct keyword_scan *scan, uint32_t number,
                           uint64_t ended) {
  bool done = false;
  for (; ended && !done; ended &= ended - 1)
    done = report_phrase(scan, 64 * number + (uint32_t)__builtin_ctzll(ended));
  return done;
}

/* Moves the phrases on by a token that can fill `slots`: phrases begin, go on
** and end. A synonym at the same place adds to the bits of the first token.
** Returns true to end the pass. */
static bool advance_phrases(struct keyword_scan *scan,
                            const struct keyword_set *slots) {
  const struct keyword_set *firsts =
      scan->tokens == 1 ? &scan->text_firsts : &scan->firsts;
  uint64_t carry = 0;
  bool done = false;
  for (uint32_t i = 0; i < scan->words.width && !done; i++) {
    uint64_t going_on = scan->before.at[i] & ~scan->lasts.at[i];
    uint64_t open = going_on << 1 | carry | firsts->at[i];
    uint64_t met = open & slots->at[i] & ~scan->now.at[i];
    carry = going_on >> 63;
    if (scan->mode == MODE_PLACES) scan->seen.at[i] |= slots->at[i];
    if (!met) continue;
    scan->now.at[i] |= met;
    scan->now_any = true;
    done = report_phrases(scan, i, met & scan->wanted.at[i]);
  }
  return done;
}

/* The end of the character that has byte `at` inside of it; else `at`. Trigrams
** of older versions of FTS5 can end inside of a character. */
static size_t character_end(struct slice text, size_t at) {
  uint32_t character;
  if (at >= text.length) return text.length;
  for (size_t back = 1; back <= 3 && back <= at; back++) {
    struct slice rest = {text.at + at - back, text.length - at + back};
    size_t width = utf8_read(rest, &character);
    if (width) return width > back ? at - back + width : at;
  }
  return at;
}

static bool add_span(struct keyword_scan *scan, int start, int end) {
  struct keyword_span span = {start > 0 ? (uint32_t)start : 0, 0};
  span.end = (uint32_t)character_end(scan->text, end > 0 ? (size_t)end : 0);
  if (span.start > span.end) span.start = span.end;
  if (scan->tokens > KEYWORD_MAX_PLACES) {
    error_set(scan->error, TOO_BIG, "more than %d words in one text",
              (int)KEYWORD_MAX_PLACES);
    return false;
  }
  buffer_append(&scan->spans, (const char *)&span, sizeof span);
  return buffer_check(&scan->spans, scan->error);
}

/* Begins a token: `now` becomes `before`, and `now` becomes empty. */
static void begin_token(struct keyword_scan *scan) {
  size_t size = scan->words.width * sizeof(uint64_t);
  scan->tokens++;
  if (!scan->now_any && !scan->before_any) return;
  memcpy(scan->before.at, scan->now.at, size);
  if (scan->now_any) memset(scan->now.at, 0, size);
  scan->before_any = scan->now_any;
  scan->now_any = false;
}

static int scan_token(void *to, int flags, const char *token, int length,
                      int start, int end) {
  struct keyword_scan *scan = to;
  struct keyword_set slots;
  if (!(flags & KEYWORD_COLOCATED) || !scan->tokens) {
    begin_token(scan);
    if (scan->mode == MODE_PLACES && !add_span(scan, start, end)) {
      return KEYWORD_STOP;
    }
  }
  if (length < 0) length = 0;
  if (length > KEYWORD_MAX_TOKEN) length = KEYWORD_MAX_TOKEN;
  if (!keyword_words_find(&scan->words, token, (uint32_t)length, slots.at)) {
    return 0;
  }
  return advance_phrases(scan, &slots) ? KEYWORD_STOP : 0;
}

/* Forgets the last text. */
static void reset_scan(struct keyword_scan *scan) {
  for (uint32_t i = 0; i < scan->occurring_count; i++) {
    struct keyword_places *places = &scan->places[scan->occurring[i]];
    places->count = 0;
    buffer_reset(&places->starts);
  }
  scan->occurring_count = scan->tokens = scan->kept = 0;
  buffer_reset(&scan->spans);
  scan->wanted = scan->lasts;
  scan->seen = scan->now = scan->before = (struct keyword_set){{0}};
  scan->now_any = scan->before_any = false;
}

bool keyword_scan(struct keyword_scan *scan, enum keyword_mode mode,
                  const struct keyword_tokenizer *tokenizer, struct slice text,
                  struct error *error) {
  reset_scan(scan);
  scan->mode = mode;
  scan->text = text;
  scan->error = error;
  return tokenizer->cut(tokenizer->self, KEYWORD_TEXT, text.at, text.length,
                        scan_token, scan, error) &&
         error->outcome == OK;
}
