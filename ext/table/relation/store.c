#include "table/relation/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void free_stored(struct stored_listing *stored) {
  while (stored->kept) {
    struct kept *next = stored->kept->next;
    kept_free(stored->kept);
    stored->kept = next;
  }
  free((char *)stored->ask.text.at);
  free(stored);
}

void store_clear(struct store *store) {
  for (size_t i = 0; i < STORE_SHELVES; i++) {
    while (store->shelves[i]) {
      struct stored_listing *next = store->shelves[i]->next;
      free_stored(store->shelves[i]);
      store->shelves[i] = next;
    }
  }
  store->bytes = 0;
}

static size_t shelf_of(const struct ask *ask) {
  size_t hash = (size_t)ask->day * 31 + (size_t)ask->source;
  for (size_t i = 0; i < ask->text.length; i++) {
    hash = hash * 31 + (unsigned char)ask->text.at[i];
  }
  return hash % STORE_SHELVES;
}

static bool is_of(const struct stored_listing *stored, const struct ask *ask,
                  const struct relation *relation, unsigned changes) {
  return stored->changes == changes && stored->relation == relation &&
         stored->ask.source == ask->source && stored->ask.day == ask->day &&
         slice_equal(stored->ask.text, ask->text);
}

static struct stored_listing *
make(const struct ask *ask, const struct relation *relation, unsigned changes) {
  struct stored_listing *stored = calloc(1, sizeof *stored);
  if (!stored) return NULL;
  stored->ask = *ask;
  stored->relation = relation;
  stored->changes = changes;
  if (!ask->text.at) return stored;
  char *text = malloc(ask->text.length + 1);
  stored->ask.text.at = text;
  if (text) {
    memcpy(text, ask->text.at, ask->text.length);
    return stored;
  }
  free(stored);
  return NULL;
}

struct stored_listing *store_listing(struct store *store, const struct ask *ask,
                                     const struct relation *relation,
                                     unsigned changes) {
  struct stored_listing **shelf = &store->shelves[shelf_of(ask)];
  assert(ask->page == 0);
  for (struct stored_listing *at = *shelf; at; at = at->next) {
    if (is_of(at, ask, relation, changes)) return at;
  }
  struct stored_listing *made = make(ask, relation, changes);
  if (!made) return NULL;
  made->next = *shelf;
  *shelf = made;
  return made;
}

struct kept *stored_rows(const struct stored_listing *stored,
                         field_set wanted) {
  struct kept *kept = stored->kept;
  while (kept && (kept->wanted & wanted) != wanted) {
    kept = kept->next;
  }
  return kept;
}

bool store_has_room(const struct store *store, size_t bytes) {
  return bytes <= STORE_MAX_BYTES && store->bytes <= STORE_MAX_BYTES - bytes;
}

void store_keep(struct store *store, struct stored_listing *stored,
                struct kept *kept) {
  assert(kept->is_whole);
  kept->next = stored->kept;
  stored->kept = kept;
  store->bytes += kept->bytes;
}
