/* Rows in memory: copies them, finds and sorts them, and keeps those of a
** statement. Must not know where rows come from. */
#include "table/relation/kept.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

/* A copy of a row in one allocation: the row, its values, the texts of these,
** and then the text of the day. */
struct kept_row {
  struct row row;
  struct values values;
  char texts[];
};

/* A hash table from the values of one column to the places of the rows. Places
** with the same hash form a list in ascending order. */
struct kept_index {
  int column;
  size_t *first; /* by hash: the first place of the list; NONE: no row */
  size_t *after; /* by place: the next one in the list, or NONE */
  size_t mask;
  struct kept_index *next;
};

static const size_t NONE = (size_t)-1;

struct kept *kept_new(const struct relation *relation, field_set wanted,
                      struct error *error) {
  struct kept *kept = calloc(1, sizeof *kept);
  if (kept) {
    kept->relation = relation;
    kept->wanted = wanted;
  } else {
    error_no_memory(error);
  }
  return kept;
}

static void free_index(struct kept_index *index) {
  if (!index) return;
  free(index->first);
  free(index->after);
  free(index);
}

void kept_free(struct kept *kept) {
  if (!kept) return;
  for (size_t i = 0; i < kept->count; i++) {
    free(kept->places[i].row);
  }
  while (kept->indexes) {
    struct kept_index *next = kept->indexes->next;
    free_index(kept->indexes);
    kept->indexes = next;
  }
  free(kept->places);
  free(kept);
}

/* --- rows --------------------------------------------------------------- */

static bool reserve_place(struct kept *kept) {
  if (kept->count < kept->capacity) return true;
  size_t capacity = kept->capacity ? 2 * kept->capacity : 32;
  struct kept_place *places = realloc(kept->places, capacity * sizeof *places);
  if (!places) return false;
  kept->places = places;
  kept->capacity = capacity;
  return true;
}

static struct kept_row *copy_row(const struct row *row, size_t *bytes) {
  struct slice texts = buffer_slice(&row->values->store);
  *bytes = sizeof(struct kept_row) + texts.length + row->listed.length;
  struct kept_row *made = malloc(*bytes);
  if (!made) return NULL;
  made->row = *row;
  made->values = *row->values;
  made->row.values = &made->values;
  if (texts.length) memcpy(made->texts, texts.at, texts.length);
  made->values.store.at = made->texts;
  if (row->listed.at) {
    made->row.listed.at = made->texts + texts.length;
    memcpy(made->texts + texts.length, row->listed.at, row->listed.length);
  }
  return made;
}

bool kept_add(struct kept *kept, const struct row *row, struct error *error) {
  size_t bytes;
  struct kept_row *made = reserve_place(kept) ? copy_row(row, &bytes) : NULL;
  if (!made) {
    error_no_memory(error);
    return false;
  }
  assert(!kept->is_whole && !kept->indexes);
  kept->places[kept->count++].row = made;
  kept->bytes += bytes + sizeof *kept->places;
  return true;
}

const struct row *kept_row(const struct kept *kept, size_t place) {
  assert(place < kept->count);
  return &kept->places[place].row->row;
}

static struct cell cell_at(const struct kept *kept, size_t place, int column) {
  return column_cell(kept->relation, column, kept_row(kept, place));
}

/* --- finding ------------------------------------------------------------ */

static size_t hash_cell(const struct cell *cell) {
  if (cell->kind == CELL_NUMBER) {
    return (size_t)hash_number((uint64_t)cell->number);
  }
  struct slice text = cell->kind == CELL_TEXT ? cell->text : (struct slice){0};
  uint64_t hash = hash_bytes(HASH_START, text);
  return (size_t)(hash ^ hash >> 32);
}

static struct kept_index *make_index(const struct kept *kept, int column) {
  struct kept_index *index = calloc(1, sizeof *index);
  size_t size = 16;
  if (!index) return NULL;
  while (size < kept->count) {
    size *= 2;
  }
  index->column = column;
  index->mask = size - 1;
  index->first = malloc(size * sizeof *index->first);
  index->after = malloc((kept->count + 1) * sizeof *index->after);
  if (index->first && index->after) {
    memset(index->first, 0xff, size * sizeof *index->first);
    return index;
  }
  free_index(index);
  return NULL;
}

/* Fills the index from the last row to the first, so that each list ascends. */
static void fill_index(const struct kept *kept, struct kept_index *index) {
  for (size_t i = kept->count; i-- > 0;) {
    struct cell cell = cell_at(kept, i, index->column);
    size_t *first = &index->first[hash_cell(&cell) & index->mask];
    index->after[i] = *first;
    *first = i;
  }
}

static const struct kept_index *find_or_make_index(struct kept *kept,
                                                   int column) {
  struct kept_index *index = kept->indexes;
  while (index && index->column != column) {
    index = index->next;
  }
  if (index) return index;
  index = make_index(kept, column);
  if (!index) return NULL;
  fill_index(kept, index);
  index->next = kept->indexes;
  kept->indexes = index;
  return index;
}

size_t kept_find(struct kept *kept, int column, const struct cell *cell,
                 size_t place) {
  assert(kept->is_whole);
  if (place >= kept->count) return kept->count;
  const struct kept_index *index = find_or_make_index(kept, column);
  if (!index) return place;
  /* A search that continues usually stands after the row that it found last:
  ** then continue in the list from there. */
  size_t at = index->first[hash_cell(cell) & index->mask];
  if (place) {
    struct cell before = cell_at(kept, place - 1, column);
    if (cell_compare(&before, cell) == 0) at = index->after[place - 1];
  }
  for (; at != NONE; at = index->after[at]) {
    struct cell found = cell_at(kept, at, column);
    if (at >= place && cell_compare(&found, cell) == 0) return at;
  }
  return kept->count;
}

/* --- sorting ------------------------------------------------------------ */

struct sorting {
  const struct kept *kept;
  const struct plan_term *terms;
  int count;
};

/* Whether row a must stand after row b. */
static bool is_after(const struct sorting *sorting, size_t a, size_t b) {
  for (int i = 0; i < sorting->count; i++) {
    int column = sorting->terms[i].column;
    struct cell left = cell_at(sorting->kept, a, column);
    struct cell right = cell_at(sorting->kept, b, column);
    int order = cell_compare(&left, &right);
    if (order) return (order > 0) != sorting->terms[i].descending;
  }
  return false;
}

/* Merges the two sorted runs of `places` that meet at `middle`. */
static void merge_runs(const struct sorting *sorting, const size_t *places,
                       size_t *to, size_t start, size_t middle, size_t end) {
  size_t left = start, right = middle;
  for (size_t i = start; i < end; i++) {
    bool from_right =
        right < end &&
        (left == middle || is_after(sorting, places[left], places[right]));
    to[i] = from_right ? places[right++] : places[left++];
  }
}

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

/* Merge sort: each round merges neighbouring runs into runs of twice the
** length. At the end *places are sorted. */
static void merge_all_runs(const struct sorting *sorting, size_t **places,
                           size_t **spare) {
  size_t count = sorting->kept->count;
  for (size_t run = 1; run < count; run *= 2) {
    for (size_t start = 0; start < count; start += 2 * run) {
      merge_runs(sorting, *places, *spare, start, least(start + run, count),
                 least(start + 2 * run, count));
    }
    size_t *sorted = *spare;
    *spare = *places;
    *places = sorted;
  }
}

size_t *kept_sort(const struct kept *kept, const struct plan_term *terms,
                  int count, struct error *error) {
  const struct sorting sorting = {kept, terms, count};
  size_t *places = malloc((kept->count + 1) * sizeof *places);
  size_t *spare = malloc((kept->count + 1) * sizeof *spare);
  if (places && spare) {
    for (size_t i = 0; i < kept->count; i++) {
      places[i] = i;
    }
    merge_all_runs(&sorting, &places, &spare);
  } else {
    error_no_memory(error);
    free(places);
    places = NULL;
  }
  free(spare);
  return places;
}

/* --- the listings of a statement ---------------------------------------- */

static void free_stored(struct stored_listing *stored) {
  while (stored->kept) {
    struct kept *next = stored->kept->next;
    kept_free(stored->kept);
    stored->kept = next;
  }
  free((char *)stored->page.text.at);
  free(stored);
}

void store_clear(struct store *store) {
  for (size_t i = 0; i < STORE_BUCKETS; i++) {
    while (store->buckets[i]) {
      struct stored_listing *next = store->buckets[i]->next;
      free_stored(store->buckets[i]);
      store->buckets[i] = next;
    }
  }
  store->bytes = 0;
}

static size_t bucket_of(const struct hub_page *page) {
  size_t hash = (size_t)page->day * 31 + (size_t)page->source;
  for (size_t i = 0; i < page->text.length; i++) {
    hash = hash * 31 + (unsigned char)page->text.at[i];
  }
  return hash % STORE_BUCKETS;
}

static bool is_stored_of(const struct stored_listing *stored,
                         const struct hub_page *page,
                         const struct relation *relation, unsigned changes) {
  return stored->changes == changes && stored->relation == relation &&
         stored->page.source == page->source && stored->page.day == page->day &&
         stored->page.arrays == page->arrays &&
         slice_equal(stored->page.text, page->text);
}

static struct stored_listing *make_stored(const struct hub_page *page,
                                          const struct relation *relation,
                                          unsigned changes) {
  struct stored_listing *stored = calloc(1, sizeof *stored);
  if (!stored) return NULL;
  stored->page = *page;
  stored->relation = relation;
  stored->changes = changes;
  if (!page->text.at) return stored;
  char *text = malloc(page->text.length + 1);
  stored->page.text.at = text;
  if (text) {
    memcpy(text, page->text.at, page->text.length);
    return stored;
  }
  free(stored);
  return NULL;
}

struct stored_listing *store_listing(struct store *store,
                                     const struct hub_page *page,
                                     const struct relation *relation,
                                     unsigned changes) {
  struct stored_listing **bucket = &store->buckets[bucket_of(page)];
  assert(page->page == 0);
  for (struct stored_listing *at = *bucket; at; at = at->next) {
    if (is_stored_of(at, page, relation, changes)) return at;
  }
  struct stored_listing *made = make_stored(page, relation, changes);
  if (!made) return NULL;
  made->next = *bucket;
  *bucket = made;
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
