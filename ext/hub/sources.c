/* The endpoints of the service: their paths, page sizes, ages and rate limits.
** Knows neither SQL nor what stands in an answer. */
#include "hub/sources.h"

#include "text/day.h"

enum { MINUTES = 60, HOURS = 3600, DAYS = 86400 };

/* The rate limits of the service. */
enum lane { LANE_API, LANE_SEARCH, LANE_PAGES };

/* What the three lists of a paper have in common. Their entries have only the
** values that the request names. */
#define CITING "filter=arxiv:%s&limit=100"
#define LIST_OF_PAPER                                                          \
  .advice = "read fewer rows (LIMIT) or fewer papers at a time (paper)",       \
  .shape = SHAPE_ROWS, .of_paper = true, .paging = PAGING_LINK,                \
  .age = 1 * HOURS

/* Pages always have the largest size: the default size truncates busy days, and
** pages of different sizes do not fit together. %s stands for the day, the
** words or the id. */
static const struct {
  const char *path;
  const char *what;
  const char *advice;
  const char *absent_path;
  double age; /* in seconds; for SOURCE_DAY, of the oldest listings */
  enum shape shape;
  enum lane lane;
  int first_window;
  bool of_paper;
  enum paging paging;
} sources[SOURCES] = {
    [SOURCE_DAY] = {.path = "/api/daily_papers?date=%s&limit=100",
                    .what = "the listing of %s",
                    .advice = "narrow it by day (listed, week, month)",
                    .shape = SHAPE_LISTING,
                    .paging = PAGING_NUMBER,
                    .first_window = 1,
                    .age = 7 * DAYS},
    [SOURCE_NEWEST] = {.path = "/api/daily_papers?limit=100",
                       .what = "the newest listing",
                       .advice = "narrow it by day (listed, week, month)",
                       .shape = SHAPE_LISTING,
                       .first_window = 1,
                       .age = 5 * MINUTES},
    [SOURCE_TRENDING] = {.path = "/api/daily_papers?sort=trending&limit=100",
                         .what = "the trending list",
                         .advice = "read fewer of its rows (LIMIT)",
                         .shape = SHAPE_LISTING,
                         .paging = PAGING_NUMBER,
                         .first_window = 1,
                         .age = 5 * MINUTES},
    [SOURCE_NEW] = {.path = "/api/papers?limit=100",
                    .what = "the newest papers",
                    .advice = "read fewer of its rows (LIMIT)",
                    .shape = SHAPE_RECORDS,
                    .paging = PAGING_LINK,
                    .first_window = 1,
                    .age = 5 * MINUTES},
    [SOURCE_SEARCH] = {.path = "/api/papers/search?q=%s&limit=120",
                       .what = "the search for '%s'",
                       .advice = "search for fewer words at a time",
                       .shape = SHAPE_LISTING,
                       .first_window = 1,
                       .age = 1 * HOURS,
                       .lane = LANE_SEARCH},
    [SOURCE_PAPER] = {.path = "/api/papers/%s",
                      .what = "the paper %s",
                      .advice = "ask for fewer papers at a time (id)",
                      .shape = SHAPE_RECORD,
                      .of_paper = true,
                      .age = 1 * HOURS},
    [SOURCE_COMMENTS] = {.path = "/api/papers/%s?field=comments",
                         .what = "the comments on the paper %s",
                         .advice = "ask for fewer papers at a time (paper)",
                         .shape = SHAPE_RECORD,
                         .of_paper = true,
                         .age = 5 * MINUTES},
    [SOURCE_TEXT] = {.path = "/papers/%s.md",
                     .what = "the text of the paper %s",
                     .advice = "ask for fewer papers at a time (paper)",
                     .shape = SHAPE_MARKDOWN,
                     .of_paper = true,
                     .age = 7 * DAYS,
                     .lane = LANE_PAGES,
                     .absent_path = "/papers/index"},
    [SOURCE_ARTIFACTS] = {.path = "/api/papers/%s",
                          .what = "the paper %s",
                          .advice = "ask for fewer papers at a time (paper)",
                          .shape = SHAPE_RECORD,
                          .of_paper = true,
                          .age = 1 * HOURS},
    [SOURCE_MODELS] = {.path = "/api/models?" CITING
                               "&expand%5B%5D=author&expand%5B%5D=likes"
                               "&expand%5B%5D=downloads"
                               "&expand%5B%5D=pipeline_tag"
                               "&expand%5B%5D=safetensors"
                               "&expand%5B%5D=gated&expand%5B%5D=lastModified",
                       .what = "the models that cite the paper %s",
                       LIST_OF_PAPER},
    [SOURCE_DATASETS] = {.path = "/api/datasets?" CITING
                                 "&expand%5B%5D=author&expand%5B%5D=likes"
                                 "&expand%5B%5D=downloads"
                                 "&expand%5B%5D=description"
                                 "&expand%5B%5D=gated"
                                 "&expand%5B%5D=lastModified",
                         .what = "the datasets that cite the paper %s",
                         LIST_OF_PAPER},
    [SOURCE_SPACES] = {.path = "/api/spaces?" CITING
                               "&expand%5B%5D=author&expand%5B%5D=likes"
                               "&expand%5B%5D=cardData&expand%5B%5D=runtime"
                               "&expand%5B%5D=lastModified",
                       .what = "the Spaces that cite the paper %s",
                       LIST_OF_PAPER},
};

static bool is_unreserved(unsigned char byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
         (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' ||
         byte == '_' || byte == '~';
}

/* Escapes all bytes but the unreserved ones of RFC 3986. A slash is escaped
** too, because an old id (hep-th/9901001) is one segment of the path. */
static void append_escaped(struct buffer *to, struct slice text) {
  for (size_t i = 0; i < text.length; i++) {
    unsigned char byte = (unsigned char)text.at[i];
    if (is_unreserved(byte)) {
      buffer_append_byte(to, text.at[i]);
    } else {
      buffer_format(to, "%%%02X", byte);
    }
  }
}

/* Appends a text of sources[], replacing its %s. */
static void append_filled(struct buffer *to, const char *row,
                          const struct hub_page *page,
                          void (*append)(struct buffer *, struct slice)) {
  char day[DAY_TEXT_SIZE];
  struct slice filling = page->text;
  if (page->source == SOURCE_DAY) {
    day_write(page->day, PART_DAY, day);
    filling = slice_of(day);
  }
  for (const char *at = row; *at; at++) {
    if (at[0] == '%' && at[1] == 's') {
      append(to, filling);
      at++;
    } else {
      buffer_append_byte(to, *at);
    }
  }
}

void hub_page_path(const struct hub_page *page, struct buffer *to) {
  append_filled(to, sources[page->source].path, page, append_escaped);
  if (page->page) buffer_format(to, "&p=%d", page->page);
}

void hub_page_name(const struct hub_page *page, struct buffer *to) {
  append_filled(to, sources[page->source].what, page, buffer_append_slice);
}

double hub_page_age(const struct hub_page *page, int today) {
  if (page->source != SOURCE_DAY) return sources[page->source].age;
  /* The Hub's day changes in New York, so its newest day can be yesterday. */
  if (today - page->day <= 1) return 5 * MINUTES;
  if (today - page->day <= 7) return 1 * HOURS;
  return sources[SOURCE_DAY].age;
}

/* New York is four hours behind UTC in summer and five in winter. Four hours
** give the later day of the two. */
int source_last_day(int64_t now) {
  enum { KNOWN_DAY = 20665 /* 2026-07-31 */ };
  int today = day_of(now - 4 * HOURS);
  return today < KNOWN_DAY ? DAY_MAX : today + 1;
}

enum shape source_shape(enum source source) {
  return sources[source].shape;
}

int source_first_window(enum source source) {
  return sources[source].first_window;
}

int source_lane(enum source source) {
  return (int)sources[source].lane;
}

const char *source_absent_path(enum source source) {
  return sources[source].absent_path;
}

const char *source_advice(enum source source) {
  return sources[source].advice;
}

bool source_is_of_paper(enum source source) {
  return sources[source].of_paper;
}

enum paging source_paging(enum source source) {
  return sources[source].paging;
}
