#include "table/relation/window.h"

static int most(const struct window *window) {
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
  if (!window->size) window->size = most(window);
  if (rows > 0 && rows < window->size) window->size = (int)rows;
}

static bool take_ask(struct window *window) {
  if (!window->has_held) {
    window->has_held = query_next(window->query, &window->held);
  }
  return window->has_held;
}

/* Rows that the statement has in memory need no request. */
static struct kept *kept_rows(const struct window *window) {
  const struct hub_page *page = &window->held;
  if (page->source == SOURCE_PAPER) return NULL;
  struct stored_listing *stored = requester_stored(&window->requester, page);
  return stored ? stored_rows(stored, window->wanted) : NULL;
}

/* Starts requests until there are so many. One that cannot be started is kept
** back: its turn to fail comes when its rows are due. */
static bool fill(struct window *window, int size, struct error *error) {
  while (window->count < size && take_ask(window)) {
    struct error refused = {0};
    struct kept *kept = kept_rows(window);
    struct answer *answer =
        kept ? NULL
             : requester_fetch(&window->requester, &window->held, &refused);
    if (!answer && !kept) {
      if (window->count) return true;
      *error = refused;
      return false;
    }
    int at = (window->first + window->count++) % WINDOW_MAX;
    window->pending[at] = (struct pending){window->held, answer, kept};
    window->has_held = false;
  }
  return true;
}

bool window_take(struct window *window, struct pending *head,
                 struct error *error) {
  struct error later = {0};
  *head = (struct pending){0};
  if (!fill(window, window->size, error)) return false;
  if (!window->count) return true;
  *head = window->pending[window->first];
  window->first = (window->first + 1) % WINDOW_MAX;
  window->count--;
  /* The place that became free is used at once. What cannot be asked for now
  ** fails when its rows are due, after those of this head. */
  fill(window, window->size - 1, &later);
  return true;
}

void window_widen(struct window *window) {
  int allowed = most(window);
  window->size = window->size * 2 < allowed ? window->size * 2 : allowed;
}
