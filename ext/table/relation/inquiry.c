#include "table/relation/inquiry.h"

#include <time.h>

#include "table/relation/reading.h"
#include "text/day.h"

/* Search words are the longest part, and they are bounded. */
enum { URL_MAX_BYTES = 8192 };

static const char *endpoint_of(const struct inquiry *inquiry) {
  return settings_endpoint(&inquiry->connection->settings);
}

void inquiry_name_error(const struct inquiry *inquiry, const struct ask *ask,
                        struct error *error) {
  struct buffer what, path;
  if (error->outcome == NO_MEMORY || error->outcome == INTERRUPTED) return;
  buffer_init(&what, URL_MAX_BYTES);
  buffer_init(&path, URL_MAX_BYTES);
  ask_what(ask, &what);
  ask_path(ask, &path);
  if (what.failed == OK && path.failed == OK) {
    error_prefix(error, "%.*s could not be fetched: ", (int)what.length,
                 what.at);
    error_suffix(error, " (%s%.*s)", endpoint_of(inquiry), (int)path.length,
                 path.at);
  }
  buffer_clear(&what);
  buffer_clear(&path);
}

static void append_url(const struct inquiry *inquiry, const struct ask *ask,
                       struct buffer *url) {
  buffer_append_text(url, endpoint_of(inquiry));
  ask_path(ask, url);
  buffer_append_byte(url, 0);
}

static struct answer *ask_at(const struct inquiry *inquiry,
                             const struct ask *ask, const char *url,
                             const char *next_url, struct error *error) {
  struct answers *answers = statement_answers(inquiry->statement, error);
  int today = day_of((long long)time(NULL));
  struct fetch fetch = {.url = url,
                        .advice = source_advice(ask->source),
                        .age = ask_age(ask, today),
                        .max_age = inquiry->max_age,
                        .lane = source_lane(ask->source),
                        .next_url =
                            source_is_paged(ask->source) ? next_url : NULL,
                        .not_before = inquiry->not_before,
                        .check = reading_check,
                        .kind = (int)source_shape(ask->source)};
  return answers ? answers_fetch(answers, &fetch, error) : NULL;
}

struct answer *inquiry_ask(const struct inquiry *inquiry, const struct ask *ask,
                           struct error *error) {
  struct answer *answer = NULL;
  struct ask next = *ask;
  struct buffer url, next_url;
  next.page++;
  buffer_init(&url, URL_MAX_BYTES);
  buffer_init(&next_url, URL_MAX_BYTES);
  append_url(inquiry, ask, &url);
  append_url(inquiry, &next, &next_url);
  if (buffer_check(&url, error) && buffer_check(&next_url, error)) {
    answer = ask_at(inquiry, ask, url.at, next_url.at, error);
  }
  buffer_clear(&url);
  buffer_clear(&next_url);
  if (!answer) inquiry_name_error(inquiry, ask, error);
  return answer;
}

struct stored_listing *inquiry_stored(const struct inquiry *inquiry,
                                      const struct ask *ask) {
  return store_listing(statement_store(inquiry->statement), ask,
                       inquiry->connection->settings.changes);
}
