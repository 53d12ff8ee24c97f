#include "hub/sources.h"

#include "text/day.h"

enum { MINUTES = 60, HOURS = 3600, DAYS = 86400 };

/* Always the largest page: the default cuts busy days off, and pages of
** another size would not fit together. %s is the day, the words or the id. */
static const struct {
  const char *path;
  const char *what;
  const char *advice;
  enum shape shape;
  bool of_paper;
  bool paged;
  int first_window;
  double age; /* seconds; of a day's listing it is the oldest ones' */
} sources[SOURCES] = {
    [SOURCE_DAY] = {"/api/daily_papers?date=%s&limit=100", "the listing of %s",
                    "narrow it by day (listed, week, month)", SHAPE_LISTING,
                    false, true, 1, 7 * DAYS},
    [SOURCE_NEWEST] = {"/api/daily_papers?limit=100", "the newest listing",
                       "narrow it by day (listed, week, month)", SHAPE_LISTING,
                       false, false, 1, 5 * MINUTES},
    [SOURCE_TRENDING] = {"/api/daily_papers?sort=trending&limit=100",
                         "the trending list", "read fewer of its rows (LIMIT)",
                         SHAPE_LISTING, false, true, 1, 5 * MINUTES},
    [SOURCE_SEARCH] = {"/api/papers/search?q=%s&limit=120",
                       "the search for '%s'",
                       "search for fewer words at a time", SHAPE_LISTING, false,
                       false, 1, 1 * HOURS},
    [SOURCE_PAPER] = {"/api/papers/%s", "the paper %s",
                      "ask for fewer papers at a time (id)", SHAPE_RECORD, true,
                      false, 0, 1 * HOURS},
    [SOURCE_COMMENTS] = {"/api/papers/%s?field=comments",
                         "the comments on the paper %s",
                         "ask for fewer papers at a time (paper)", SHAPE_RECORD,
                         true, false, 0, 5 * MINUTES},
};

static bool is_unreserved(unsigned char byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
         (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' ||
         byte == '_' || byte == '~';
}

/* RFC 3986: everything that is not unreserved is escaped, a slash too, since
** an old id (hep-th/9901001) is one segment of the path. */
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

/* Appends the row's text with the %s in it filled. */
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
  /* The Hub's day changes in New York: its newest may be yesterday's here. */
  if (today - page->day <= 1) return 5 * MINUTES;
  if (today - page->day <= 7) return 1 * HOURS;
  return sources[SOURCE_DAY].age;
}

/* New York is four hours behind UTC in summer and five in winter: the later
** of the two days. */
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
  return source == SOURCE_SEARCH;
}

const char *source_advice(enum source source) {
  return sources[source].advice;
}

bool source_is_of_paper(enum source source) {
  return sources[source].of_paper;
}

bool source_is_paged(enum source source) {
  return sources[source].paged;
}
