/* The Gregorian calendar and ISO weeks. This file does not know the time of
** day, nor what day it is. */
#include "text/day.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/number.h"

struct date {
  int year, month, day;
};

/* Counting from March 1st puts the leap day at the end of a year, where it
** disturbs no month. 146097 days are 400 years, 719468 lie before 1970. */
static int number_of(struct date date) {
  int year = date.month > 2 ? date.year : date.year - 1;
  int era = (year >= 0 ? year : year - 399) / 400;
  int year_of_era = year - era * 400;
  int month = (date.month + 9) % 12;
  int day_of_year = (153 * month + 2) / 5 + date.day - 1;
  int day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

static struct date date_of(int number) {
  int day = number + 719468;
  int era = (day >= 0 ? day : day - 146096) / 146097;
  int day_of_era = day - era * 146097;
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                     day_of_era / 146096) /
                    365;
  int day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int month = (5 * day_of_year + 2) / 153;
  struct date date = {year_of_era + era * 400,
                      month < 10 ? month + 3 : month - 9,
                      day_of_year - (153 * month + 2) / 5 + 1};
  if (date.month <= 2) date.year++;
  return date;
}

/* Monday is 0; 1970-01-01 was a Thursday. */
static int weekday(int day) {
  return ((day + 3) % 7 + 7) % 7;
}

/* The Monday of week 1: the week that holds January 4th. */
static int first_monday(int year) {
  int fourth = number_of((struct date){year, 1, 4});
  return fourth - weekday(fourth);
}

/* A week belongs to the year that its Thursday is in. */
static int week_year(int day) {
  return date_of(day - weekday(day) + 3).year;
}

void day_write(int day, enum day_part part, char text[DAY_TEXT_SIZE]) {
  struct date date = date_of(day);
  /* The remainders show the compiler that each field fits its digits. */
  unsigned year = (unsigned)date.year % 10000;
  unsigned month = (unsigned)date.month % 100;
  if (part == PART_WEEK) {
    unsigned week_of = (unsigned)week_year(day) % 10000;
    unsigned week = (unsigned)((day - first_monday(week_year(day))) / 7 + 1);
    snprintf(text, DAY_TEXT_SIZE, "%04u-W%02u", week_of, week % 100);
  } else if (part == PART_MONTH) {
    snprintf(text, DAY_TEXT_SIZE, "%04u-%02u", year, month);
  } else {
    snprintf(text, DAY_TEXT_SIZE, "%04u-%02u-%02u", year, month,
             (unsigned)date.day % 100);
  }
}

/* The number that the `digits` digits at `at` write. */
static int number_at(const char *at, size_t digits) {
  int64_t number;
  bool good = digits_read_all((struct slice){at, digits}, &number);
  assert(good);
  (void)good;
  return (int)number;
}

/* Whether the text has digits where the shape has zeros, and otherwise the
** shape's characters. */
static bool has_shape(struct slice text, const char *shape) {
  if (text.length != strlen(shape)) return false;
  for (size_t i = 0; i < text.length; i++) {
    bool fits =
        shape[i] == '0' ? ascii_is_digit(text.at[i]) : text.at[i] == shape[i];
    if (!fits) return false;
  }
  return true;
}

/* Whether the day's text is `text`. The calendar's arithmetic then decides
** about February 30th, month 13 and week 53 of a short year. */
static bool is_written(int day, enum day_part part, struct slice text) {
  char written[DAY_TEXT_SIZE];
  if (day < DAY_MIN || day > DAY_MAX) return false;
  day_write(day, part, written);
  return slice_is(text, written);
}

bool day_read(struct slice text, enum day_part part, int *first, int *last) {
  static const char *const shapes[] = {"0000-00-00", "0000-W00", "0000-00"};
  if (!text.at || !has_shape(text, shapes[part])) return false;
  int year = number_at(text.at, 4);
  if (part == PART_WEEK) {
    *first = first_monday(year) + (number_at(text.at + 6, 2) - 1) * 7;
    *last = *first + 6;
    return is_written(*first, part, text) && *last <= DAY_MAX;
  }
  struct date date = {year, number_at(text.at + 5, 2), 1};
  if (date.month < 1 || date.month > 12) return false;
  if (part == PART_DAY) date.day = number_at(text.at + 8, 2);
  *first = *last = number_of(date);
  if (part == PART_MONTH) *last += 27;
  while (part == PART_MONTH && is_written(*last + 1, part, text)) {
    ++*last;
  }
  return is_written(*first, part, text);
}

int day_of(long long seconds) {
  long long day = seconds / 86400 - (seconds % 86400 < 0);
  if (day < DAY_MIN) return DAY_MIN;
  return day > DAY_MAX ? DAY_MAX : (int)day;
}

void moment_write(long long seconds, char text[MOMENT_TEXT_SIZE]) {
  char day[DAY_TEXT_SIZE];
  unsigned rest = (unsigned)((seconds % 86400 + 86400) % 86400);
  day_write(day_of(seconds), PART_DAY, day);
  snprintf(text, MOMENT_TEXT_SIZE, "%sT%02u:%02u:%02uZ", day, rest / 3600 % 24,
           rest / 60 % 60, rest % 60);
}
