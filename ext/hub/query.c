/* The pages of one scan, one after the other. Knows no SQL and makes no
** request. */
#include "hub/query.h"

/* The ids of a list come from SQL. A longer list is a mistake of the user. */
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
  query->arrays = 0;
}

bool query_add(struct query *query, struct slice text, struct error *error) {
  buffer_append_slice(&query->texts, text);
  buffer_append_byte(&query->texts, 0);
  return buffer_check(&query->texts, error);
}

static bool take_next_text(struct query *query, struct hub_page *page) {
  if (query->next_text >= query->texts.length) return false;
  page->text = slice_of(query->texts.at + query->next_text);
  query->next_text += page->text.length + 1;
  return true;
}

bool query_next(struct query *query, struct hub_page *page) {
  *page = (struct hub_page){.source = query->source, .arrays = query->arrays};
  switch (query->source) {
  case SOURCE_DAY:
    return query->ascending ? days_take_first(&query->days, &page->day)
                            : days_take_last(&query->days, &page->day);
  case SOURCE_SEARCH:
  case SOURCE_PAPER:
  case SOURCE_COMMENTS:
  case SOURCE_TEXT:
  case SOURCE_ARTIFACTS:
    return take_next_text(query, page);
  default:
    if (query->is_taken) return false;
    query->is_taken = true;
    return true;
  }
}
