#include "text/keyword_scan.h"

#include <stdlib.h>

#include "base/utf8.h"

/* What a pass may keep: 32 million occurrences, or tokens. */
static const size_t kept_cap = (size_t)256 << 20;

bool keyword_scan_init(struct keyword_scan *scan, struct keyword_terms *terms,
                       const struct keyword_trie *trie,
                       struct keyword_mixed *mixed, struct error *error) {
  *scan = (struct keyword_scan){.terms = terms, .trie = trie, .mixed = mixed};
  size_t states = (size_t)trie->count + 1;
  size_t phrases = (size_t)trie->distinct_count + 1;
  buffer_init(&scan->occurrences, kept_cap);
  buffer_init(&scan->spans, 2 * kept_cap);
  scan->placed = calloc(phrases, sizeof(bool));
  scan->counts = calloc(phrases, sizeof(uint32_t));
  scan->reported = calloc(phrases, sizeof(uint64_t));
  scan->seen = calloc((size_t)terms->symbol_count + 1, sizeof(uint64_t));
  scan->walked = calloc(states, sizeof(uint64_t));
  scan->entered = calloc(states, sizeof(uint64_t));
  scan->now = calloc(states, sizeof(uint32_t));
  scan->before = calloc(states, sizeof(uint32_t));
  if (scan->placed && scan->counts && scan->reported && scan->seen &&
      scan->walked && scan->entered && scan->now && scan->before) {
    return true;
  }
  error_no_memory(error);
  return false;
}

void keyword_scan_clear(struct keyword_scan *scan) {
  buffer_clear(&scan->occurrences);
  buffer_clear(&scan->spans);
  free(scan->placed);
  free(scan->counts);
  free(scan->reported);
  free(scan->seen);
  free(scan->walked);
  free(scan->entered);
  free(scan->now);
  free(scan->before);
  *scan = (struct keyword_scan){0};
}

bool keyword_scan_reported(const struct keyword_scan *scan, uint32_t phrase) {
  return scan->reported[phrase] > scan->opened;
}

bool keyword_scan_seen(const struct keyword_scan *scan, uint32_t symbol) {
  return scan->seen[symbol] > scan->opened;
}

/* A phrase ends at the token that is being read. True to end the pass. */
static bool report(struct keyword_scan *scan, uint32_t phrase) {
  bool is_new = !keyword_scan_reported(scan, phrase);
  if (is_new) {
    scan->reported[phrase] = scan->clock;
    scan->counts[phrase] = 0;
  }
  scan->counts[phrase]++;
  if (scan->mode == SCAN_PLACES || scan->placed[phrase]) {
    struct keyword_occurrence occurrence = {
        phrase, scan->tokens - scan->trie->lengths[phrase]};
    buffer_append(&scan->occurrences, (const char *)&occurrence,
                  sizeof occurrence);
  }
  return is_new && scan->found && scan->found(scan->to, phrase);
}

/* Whether nothing new can come of a state and its links: they were walked at
** this token, or, where only the first time counts, at any. */
static bool is_spent(const struct keyword_scan *scan, uint32_t state) {
  if (scan->walked[state] == scan->clock) return true;
  return scan->mode == SCAN_WHETHER && !scan->any_placed &&
         scan->walked[state] > scan->opened;
}

/* Reports the phrases that end in a state. */
static bool walk(struct keyword_scan *scan, uint32_t state) {
  bool done = false;
  while (state && !is_spent(scan, state) && !done) {
    const struct keyword_state *at = &scan->trie->states[state];
    scan->walked[state] = scan->clock;
    if (at->phrase != KEYWORD_NONE) done = report(scan, at->phrase);
    if (at->first_phrase != KEYWORD_NONE && at->depth == scan->tokens) {
      done = report(scan, at->first_phrase) || done;
    }
    state = at->link;
  }
  return done;
}

static bool enter(struct keyword_scan *scan, uint32_t state) {
  if (!state || scan->entered[state] == scan->clock) return false;
  scan->entered[state] = scan->clock;
  if (scan->trie->states[state].deep) scan->now[scan->now_count++] = state;
  return walk(scan, state);
}

/* The mixed phrases that end with a symbol. */
static bool take_mixed(struct keyword_scan *scan, uint32_t symbol) {
  struct keyword_mixed *mixed = scan->mixed;
  bool done = false;
  if (!keyword_mixed_take(mixed, symbol)) return false;
  for (uint32_t i = 0; i < mixed->words && !done; i++) {
    uint64_t ended = mixed->fresh[i] & mixed->lasts[i];
    uint64_t anchored = mixed->anchored[i];
    for (uint32_t slot = 64 * i; ended && !done; slot++) {
      uint32_t phrase = ended & 1 ? mixed->phrases[slot] : KEYWORD_NONE;
      bool late = (anchored & 1) && phrase != KEYWORD_NONE &&
                  scan->trie->lengths[phrase] != scan->tokens;
      if (phrase != KEYWORD_NONE && !late) done = report(scan, phrase);
      ended >>= 1;
      anchored >>= 1;
    }
  }
  return done;
}

static bool take_symbol(struct keyword_scan *scan, uint32_t symbol) {
  bool done = take_mixed(scan, symbol);
  if (scan->mode == SCAN_PLACES) scan->seen[symbol] = scan->clock;
  if (!scan->before_count) {
    return enter(scan, scan->trie->roots[symbol]) || done;
  }
  for (uint32_t i = 0; i < scan->before_count && !done; i++) {
    done = enter(scan, keyword_trie_step(scan->trie, scan->before[i], symbol));
  }
  return done;
}

/* The end of the character that byte `at` is inside of, or `at`: the trigrams
** of older FTS5s can end in the middle of one. */
static size_t whole_character(struct slice text, size_t at) {
  uint32_t character;
  if (at >= text.length) return text.length;
  for (size_t back = 1; back <= 3 && back <= at; back++) {
    struct slice rest = {text.at + at - back, text.length - at + back};
    size_t width = utf8_read(rest, &character);
    if (width) return width > back ? at - back + width : at;
  }
  return at;
}

static void add_span(struct keyword_scan *scan, int start, int end) {
  struct keyword_span span = {start > 0 ? (uint32_t)start : 0, 0};
  span.end = (uint32_t)whole_character(scan->text, end > 0 ? (size_t)end : 0);
  if (span.start > span.end) span.start = span.end;
  buffer_append(&scan->spans, (const char *)&span, sizeof span);
}

static void next_token(struct keyword_scan *scan) {
  uint32_t *before = scan->before;
  scan->before = scan->now;
  scan->before_count = scan->now_count;
  scan->now = before;
  scan->now_count = 0;
  keyword_mixed_next(scan->mixed);
  scan->tokens++;
  scan->clock++;
}

static int take_token(void *to, int flags, const char *token, int length,
                      int start, int end) {
  struct keyword_scan *scan = to;
  bool done = false;
  if (!(flags & KEYWORD_COLOCATED) || !scan->tokens) {
    next_token(scan);
    if (scan->mode == SCAN_PLACES) add_span(scan, start, end);
  }
  if (length < 0) length = 0;
  if (length > KEYWORD_MAX_TOKEN) length = KEYWORD_MAX_TOKEN;
  uint32_t hits = keyword_terms_find(scan->terms, token, (size_t)length);
  for (uint32_t i = 0; i < hits && !done; i++) {
    done = take_symbol(scan, scan->terms->hits[i]);
  }
  bool full = scan->occurrences.failed != OK || scan->spans.failed != OK;
  return done || full ? KEYWORD_STOP : 0;
}

bool keyword_scan(struct keyword_scan *scan, enum keyword_scan_mode mode,
                  const struct keyword_tokenizer *tokenizer, struct slice text,
                  struct error *error) {
  scan->mode = mode;
  scan->text = text;
  scan->opened = scan->clock;
  scan->tokens = scan->now_count = scan->before_count = 0;
  keyword_mixed_reset(scan->mixed);
  buffer_reset(&scan->occurrences);
  buffer_reset(&scan->spans);
  return tokenizer->cut(tokenizer->self, KEYWORD_TEXT, text.at, text.length,
                        take_token, scan, error) &&
         buffer_check(&scan->occurrences, error) &&
         buffer_check(&scan->spans, error);
}
