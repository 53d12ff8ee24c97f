#include "hub/query.h"

/* Ids of a list are read from SQL; a list beyond this is a mistake. */
enum { TEXTS_MAX_BYTES = 16 * 1024 * 1024 };

void query_init(struct query *query, enum source source) {
  *query = (struct query){.source = source};
  days_init(&query->days);
  buffer_init(&query->texts, TEXTS_MAX_BYTES);
}

void query_clear(struct query *query) {
  days_clear(&query->days);
  buffer_clear(&query->texts);
  query->next_text = 0;
}

bool query_add(struct query *query, struct slice text, struct error *error) {
  buffer_append_slice(&query->texts, text);
  buffer_append_byte(&query->texts, 0);
  return buffer_check(&query->texts, error);
}

static bool next_text(struct query *query, struct ask *ask) {
  if (query->next_text >= query->texts.length) return false;
  ask->text = slice_of(query->texts.at + query->next_text);
  query->next_text += ask->text.length + 1;
  return true;
}

bool query_next(struct query *query, struct ask *ask) {
  *ask = (struct ask){.source = query->source};
  switch (query->source) {
  case SOURCE_DAY:
    return query->ascending ? days_take_first(&query->days, &ask->day)
                            : days_take_last(&query->days, &ask->day);
  case SOURCE_SEARCH:
  case SOURCE_PAPER:
    return next_text(query, ask);
  default:
    if (query->asked) return false;
    query->asked = true;
    return true;
  }
}
