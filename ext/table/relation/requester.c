/* The requests of a scan, and the newest day. Must know neither plans nor how
** rows are kept. */
#include "table/relation/requester.h"

#include <time.h>

#include "hub/relation/papers.h"
#include "table/relation/decoding.h"
#include "text/day.h"

/* The longest part of a URL is the words of a search, which are bounded,
** too. */
enum { URL_MAX_BYTES = 8192 };

static const char *endpoint_of(const struct requester *requester) {
  return settings_endpoint(&requester->connection->settings);
}

static void append_url(const struct requester *requester,
                       const struct hub_page *page, struct buffer *url) {
  if (page->url) {
    buffer_append_text(url, page->url);
  } else {
    buffer_append_text(url, endpoint_of(requester));
    hub_page_path(page, url);
  }
  buffer_append_byte(url, 0);
}

void requester_name_error(const struct requester *requester,
                          const struct hub_page *page, struct error *error) {
  struct buffer what, url;
  if (error->outcome == NO_MEMORY || error->outcome == INTERRUPTED) return;
  buffer_init(&what, URL_MAX_BYTES);
  buffer_init(&url, URL_MAX_BYTES);
  hub_page_name(page, &what);
  append_url(requester, page, &url);
  if (what.failed == OK && url.failed == OK) {
    error_prefix(error, "%.*s could not be fetched: ", (int)what.length,
                 what.at);
    error_suffix(error, " (%s)", url.at);
    /* A trigger may have made the request: what failed was a note. */
    if (statement_writes(requester->statement)) {
      error_suffix(error, "; nothing was written (after SELECT "
                          "papers_config('offline', 1) nobody is asked)");
    }
  }
  buffer_clear(&what);
  buffer_clear(&url);
}

static struct answer *fetch_url(const struct requester *requester,
                                const struct hub_page *page, const char *url,
                                const char *next_url, struct error *error) {
  struct answers *answers = statement_answers(requester->statement, error);
  int today = day_of((long long)time(NULL));
  struct fetch fetch = {.url = url,
                        .advice = source_advice(page->source),
                        .age = hub_page_age(page, today),
                        .max_age = requester->max_age,
                        .absent_path = source_absent_path(page->source),
                        .lane = source_lane(page->source),
                        .next_url = next_url,
                        .by_link = source_paging(page->source) == PAGING_LINK,
                        .not_before = requester->not_before,
                        .outline_does = requester->outline_does &&
                                        page->source == SOURCE_DAY,
                        .check = decoding_check,
                        .kind = (int)page->source};
  return answers ? answers_fetch(answers, &fetch, error) : NULL;
}

struct answer *requester_fetch(const struct requester *requester,
                               const struct hub_page *page,
                               struct error *error) {
  struct answer *answer = NULL;
  struct hub_page next = *page;
  struct buffer url, next_url;
  next.page++;
  buffer_init(&url, URL_MAX_BYTES);
  buffer_init(&next_url, URL_MAX_BYTES);
  append_url(requester, page, &url);
  if (source_paging(page->source) == PAGING_NUMBER) {
    append_url(requester, &next, &next_url);
  }
  if (buffer_check(&url, error) && buffer_check(&next_url, error)) {
    answer = fetch_url(requester, page, url.at, next_url.at, error);
  }
  buffer_clear(&url);
  buffer_clear(&next_url);
  if (!answer) requester_name_error(requester, page, error);
  return answer;
}

struct stored_listing *requester_stored(const struct requester *requester,
                                        const struct hub_page *page) {
  return store_listing(statement_store(requester->statement), page,
                       requester->relation,
                       requester->connection->settings.changes);
}

/* --- the newest day ----------------------------------------------------- */

/* The newest day of a listing without entries: before every day. */
enum { NO_ENTRY = DAY_MIN - 1 };

/* Notes the day of an entry; DAY_MIN for an entry without a day. */
static void note_day(const struct values *row, int *newest) {
  int day = DAY_MIN, last;
  day_read(values_text(row, PAPERS_NEWEST), PART_DAY, &day, &last);
  if (day > *newest) *newest = day;
}

/* Reads a whole answer and finds the newest day of its entries. */
static bool read_days_of(struct decoding *decoding, const struct net_host *host,
                         int *newest, struct error *error) {
  const struct values *row;
  for (;;) {
    switch (decoding_step(decoding, host, error)) {
    case DECODING_ROWS:
      while ((row = decode_pop(decoding->decoder))) {
        note_day(row, newest);
      }
      break;
    case DECODING_AGAIN:
      break;
    case DECODING_ENDS:
      return true;
    default:
      return false;
    }
  }
}

static bool read_newest(const struct requester *requester,
                        const struct net_host *host, int *newest,
                        struct error *error) {
  struct hub_page page = {.source = SOURCE_NEWEST};
  struct answer *answer = requester_fetch(requester, &page, error);
  if (!answer) return false;
  struct decoding decoding = {0};
  *newest = NO_ENTRY;
  bool done =
      decoding_start(&decoding, answer, &papers, source_shape(page.source),
                     FIELD_BIT(PAPERS_NEWEST), error) &&
      read_days_of(&decoding, host, newest, error);
  decoding_clear(&decoding);
  if (done && *newest == DAY_MIN) {
    error_set(error, FAILED, "none of its entries says its day");
    done = false;
  }
  if (!done) requester_name_error(requester, &page, error);
  return done;
}

bool requester_newest(const struct requester *requester,
                      const struct net_host *host, int *newest,
                      struct error *error) {
  int *known = statement_newest(requester->statement);
  if (*known == DAY_UNKNOWN && !read_newest(requester, host, known, error)) {
    *known = DAY_UNKNOWN;
    return false;
  }
  *newest = *known;
  return true;
}
