/* How many requests of a scan run side by side, and in which order. Must not
** know what an answer contains. */
#include "table/relation/window.h"

#include <assert.h>
static int most_requests(const struct window *window) {
  int allowed = (int)settings_number(&window->requester.connection->settings,
                                     SETTING_CONNECTIONS);
  return allowed < WINDOW_MAX ? allowed : WINDOW_MAX;
}

void window_start(struct window *window, const struct requester *requester,
                  struct query *query, field_set wanted, int64_t rows) {
  window->requester = *requester;
  window->query = query;
  window->wanted = wanted;
  window->first = window->count = 0;
  window->has_held = false;
  window->size = source_first_window(query->source);
  if (!window->size) window->size = most_requests(window);
  if (rows > 0 && rows < window->size) window->size = (int)rows;
}

static bool hold_next_page(struct window *window) {
  if (!window->has_held) {
    window->has_held = query_next(window->query, &window->held);
  }
  return window->has_held;
}

/* The rows of the held page if the statement has them in memory, else NULL.
** They need no request. */
static struct kept *find_kept_rows(const struct window *window) {
  const struct hub_page *page = &window->held;
  if (page->source == SOURCE_PAPER) return NULL;
  struct stored_listing *stored = requester_stored(&window->requester, page);
  return stored ? stored_rows(stored, window->wanted) : NULL;
}

/* Starts requests until `size` of them are pending. If one cannot be started,
** it stays held and is tried again later. It is an error only when its rows are
** due, which is when nothing is pending before it. */
static bool start_requests(struct window *window, int size,
                           struct error *error) {
  while (window->count < size && hold_next_page(window)) {
    struct error refused = {0};
    struct kept *kept = find_kept_rows(window);
    struct answer *answer =
        kept ? NULL
             : requester_fetch(&window->requester, &window->held, &refused);
    if (!answer && !kept) {
      if (window->count) return true;
      *error = refused;
      return false;
    }
    assert(window->count < WINDOW_MAX);
    int at = (window->first + window->count++) % WINDOW_MAX;
    window->pending[at] =
        (struct pending){.page = window->held, .answer = answer, .kept = kept};
    window->has_held = false;
  }
  return true;
}

bool window_take(struct window *window, struct pending *due,
                 struct error *error) {
  struct error later = {0};
  *due = (struct pending){0};
  if (!start_requests(window, window->size, error)) return false;
  if (!window->count) return true;
  *due = window->pending[window->first];
  assert((due->answer != NULL) != (due->kept != NULL));
  window->first = (window->first + 1) % WINDOW_MAX;
  window->count--;
  /* Use the free place at once. A request that cannot be started fails later,
  ** when its own rows are due. */
  start_requests(window, window->size - 1, &later);
  return true;
}

struct pending *window_pending(struct window *window, int place) {
  if (place >= window->count) return NULL;
  return &window->pending[(window->first + place) % WINDOW_MAX];
}

void window_widen(struct window *window) {
  int allowed = most_requests(window);
  window->size = window->size * 2 < allowed ? window->size * 2 : allowed;
}
