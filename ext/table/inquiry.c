#include "table/inquiry.h"

#include <time.h>

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

struct answer *inquiry_ask(const struct inquiry *inquiry, const struct ask *ask,
                           struct error *error) {
  struct answers *answers = statement_answers(inquiry->statement, error);
  struct answer *answer = NULL;
  struct buffer url;
  if (!answers) return NULL;
  buffer_init(&url, URL_MAX_BYTES);
  buffer_append_text(&url, endpoint_of(inquiry));
  ask_path(ask, &url);
  buffer_append_byte(&url, 0);
  if (buffer_check(&url, error)) {
    int today = day_of((long long)time(NULL));
    struct question question = {.url = url.at,
                                .age = ask_age(ask, today),
                                .max_age = inquiry->max_age,
                                .lane = source_lane(ask->source)};
    answer = answers_ask(answers, &question, error);
  }
  buffer_clear(&url);
  if (!answer) inquiry_name_error(inquiry, ask, error);
  return answer;
}
