/* Days as people write them. Each form is a function; the first that fits
** counts. This file does not know the calendar: text/day does. */
#include "text/written_day.h"

#include <stdio.h>

#include "base/ascii.h"
#include "base/number.h"

/* A number without a comma before it is a year only between these. */
enum { YEAR_FIRST = 1900, YEAR_LAST = 2199 };

static const char *const months[] = {
    "january", "february",  "march",   "april",    "may",      "june", "july",
    "august",  "september", "october", "november", "december", NULL};

static const char *const weekdays[] = {"monday",   "tuesday", "wednesday",
                                       "thursday", "friday",  "saturday",
                                       "sunday",   NULL};

/* The length of "wednesday" and "september". A longer word is not a name and is
** not read to its end: it may be as long as the text. */
enum { LONGEST_NAME = 9 };

/* Moves *text after its first byte if that is this one. */
static bool skip_byte(struct slice *text, char byte) {
  if (!text->length || text->at[0] != byte) return false;
  *text = ascii_skip(*text, 1);
  return true;
}

/* Reads a number of `least` to `most` digits with no digit after it. */
static bool read_number(struct slice *text, size_t least, size_t most,
                        int *number) {
  struct slice start = {text->at, text->length};
  int64_t value;
  if (start.length > most + 1) start.length = most + 1;
  size_t length = digits_read(start, &value);
  *number = (int)value;
  if (length < least || length > most) return false;
  *text = ascii_skip(*text, length);
  return true;
}

/* Reads one of the names, or its first three letters or more, perhaps with a
** dot. Returns the name's place from 1, 0 if there is none. */
static int read_name(struct slice *text, const char *const *names) {
  size_t length = 0;
  while (length < text->length && length <= LONGEST_NAME &&
         ascii_is_letter(text->at[length])) {
    length++;
  }
  struct slice word = {text->at, length};
  if (length < 3 || length > LONGEST_NAME) return 0;
  for (int i = 0; names[i]; i++) {
    size_t same = 0;
    while (same < length && names[i][same] == ascii_lower(word.at[same])) {
      same++;
    }
    if (same < length) continue;
    *text = ascii_skip(*text, length);
    skip_byte(text, '.');
    return i + 1;
  }
  return 0;
}

static void skip_ordinal(struct slice *text) {
  static const char *const endings[] = {"st", "nd", "rd", "th"};
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    struct slice rest = ascii_skip(*text, 2);
    if (!ascii_begins(*text, endings[i])) continue;
    if (rest.length && ascii_is_word(rest.at[0])) continue;
    *text = rest;
    return;
  }
}

/* Reads ", 2025" or " 2025" if it is there. */
static void read_year(struct slice *text, struct written_day *day) {
  struct slice rest = *text;
  bool comma = skip_byte(&rest, ',');
  int year;
  bool space = skip_byte(&rest, ' ');
  if (!comma && !space) return;
  if (!read_number(&rest, 4, 4, &year)) return;
  if (!comma && (year < YEAR_FIRST || year > YEAR_LAST)) return;
  *text = rest;
  day->year = year;
}

/* "Nov 3" */
static bool read_month_first(struct slice *text, struct written_day *day) {
  day->month = read_name(text, months);
  skip_byte(text, ' ');
  if (!day->month || !read_number(text, 1, 2, &day->day)) return false;
  skip_ordinal(text);
  read_year(text, day);
  return true;
}

/* "3 Nov" */
static bool read_day_first(struct slice *text, struct written_day *day) {
  if (!read_number(text, 1, 2, &day->day)) return false;
  skip_ordinal(text);
  skip_byte(text, '.');
  if (!skip_byte(text, ' ')) return false;
  if (ascii_begins(*text, "of ")) *text = ascii_skip(*text, 3);
  day->month = read_name(text, months);
  read_year(text, day);
  return day->month != 0;
}

/* "2025-11-03" */
static bool read_year_first(struct slice *text, struct written_day *day) {
  if (!read_number(text, 4, 4, &day->year) || !text->length) return false;
  char mark = text->at[0];
  if (!ascii_is_in(mark, "-/.")) return false;
  return skip_byte(text, mark) && read_number(text, 1, 2, &day->month) &&
         skip_byte(text, mark) && read_number(text, 1, 2, &day->day);
}

/* "3.11.2025", and with slashes where one number can only be the day. */
static bool read_year_last(struct slice *text, struct written_day *day) {
  int first, second;
  if (!read_number(text, 1, 2, &first) || !text->length) return false;
  char mark = text->at[0];
  if (!ascii_is_in(mark, "./")) return false;
  if (!skip_byte(text, mark) || !read_number(text, 1, 2, &second)) return false;
  if (!skip_byte(text, mark) || !read_number(text, 4, 4, &day->year))
    return false;
  bool sure = mark == '.' || first > 12 || second > 12 || first == second;
  bool is_day_first = mark == '.' || first > 12;
  day->day = is_day_first ? first : second;
  day->month = is_day_first ? second : first;
  return sure;
}

/* Whether there is such a day; without a year, in a leap year. */
static bool is_day(struct written_day day) {
  static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  char text[DAY_TEXT_SIZE];
  if (day.month < 1 || day.month > 12) return false;
  if (day.day < 1 || day.day > lengths[day.month - 1]) return false;
  written_day_write(day, text);
  return !day.year || text[0] != '-';
}

size_t written_day_read(struct slice text, struct written_day *day) {
  static bool (*const forms[])(struct slice *, struct written_day *) = {
      read_month_first, read_day_first, read_year_first, read_year_last};
  struct slice start = text;
  if (read_name(&start, weekdays)) {
    skip_byte(&start, ',');
    skip_byte(&start, ' ');
  }
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    struct slice rest = start;
    struct written_day read = {0};
    if (!forms[i](&rest, &read) || !is_day(read)) continue;
    if (rest.length && ascii_is_word(rest.at[0])) continue;
    *day = read;
    return (size_t)(rest.at - text.at);
  }
  return 0;
}

void written_day_write(struct written_day day, char text[DAY_TEXT_SIZE]) {
  int first, last;
  unsigned month = (unsigned)day.month % 100, number = (unsigned)day.day % 100;
  snprintf(text, DAY_TEXT_SIZE, "%04u-%02u-%02u", (unsigned)day.year % 10000,
           month, number);
  if (day.year && day_read(slice_of(text), PART_DAY, &first, &last)) return;
  snprintf(text, DAY_TEXT_SIZE, "--%02u-%02u", month, number);
}
