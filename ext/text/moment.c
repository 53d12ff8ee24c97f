#include "text/moment.h"

#include <string.h>

enum { DAY_SECONDS = 86400 };

/* A number of exactly `digits` digits at the start of *text, taken off. */
static bool take_number(struct slice *text, size_t digits, int *number) {
  if (text->length < digits) return false;
  *number = 0;
  for (size_t i = 0; i < digits; i++) {
    char byte = text->at[i];
    if (byte < '0' || byte > '9') return false;
    *number = *number * 10 + (byte - '0');
  }
  text->at += digits;
  text->length -= digits;
  return true;
}

static bool take(struct slice *text, const char *any_of) {
  for (; text->length && *any_of; any_of++) {
    if (text->at[0] != *any_of) continue;
    text->at++;
    text->length--;
    return true;
  }
  return false;
}

/* Days since 0000-03-01 of the Gregorian calendar, whose years are taken to
** begin in March so that the leap day is the last one. */
static long day_number(int year, int month, int day) {
  long y = month > 2 ? year : year - 1L;
  long m = month > 2 ? month - 3L : month + 9L;
  long leaps = y >= 0 ? y / 4 - y / 100 + y / 400 : -1;
  return 365 * y + leaps + (153 * m + 2) / 5 + day - 1;
}

static void day_of_number(long number, int *year, int *month, int *day) {
  long y = (10000 * number + 14780) / 3652425;
  while (day_number((int)y, 3, 1) > number) {
    y--;
  }
  while (day_number((int)y + 1, 3, 1) <= number) {
    y++;
  }
  long rest = number - day_number((int)y, 3, 1);
  long m = (5 * rest + 2) / 153;
  *day = (int)(rest - (153 * m + 2) / 5 + 1);
  *month = (int)(m < 10 ? m + 3 : m - 9);
  *year = (int)(m < 10 ? y : y + 1);
}

static int month_length(int year, int month) {
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : lengths[month - 1];
}

static bool take_day(struct slice *text, long *number) {
  int year, month, day;
  if (!take_number(text, 4, &year) || !take(text, "-")) return false;
  if (!take_number(text, 2, &month) || !take(text, "-")) return false;
  if (!take_number(text, 2, &day)) return false;
  if (month < 1 || month > 12) return false;
  if (day < 1 || day > month_length(year, month)) return false;
  *number = day_number(year, month, day);
  return true;
}

static bool take_time(struct slice *text, long *seconds) {
  int hour, minute, second = 0, ignored;
  if (!take_number(text, 2, &hour) || !take(text, ":")) return false;
  if (!take_number(text, 2, &minute)) return false;
  if (take(text, ":")) {
    if (!take_number(text, 2, &second)) return false;
    if (take(text, ".,")) {
      if (!take_number(text, 1, &ignored)) return false;
      while (take_number(text, 1, &ignored)) {
      }
    }
  }
  *seconds = hour * 3600L + minute * 60L + second;
  return hour < 24 && minute < 60 && second < 60;
}

static bool take_offset(struct slice *text, long *seconds) {
  int hours, minutes = 0;
  *seconds = 0;
  if (!text->length || take(text, "Zz")) return true;
  bool west = text->at[0] == '-';
  if (!take(text, "+-") || !take_number(text, 2, &hours)) return false;
  bool colon = take(text, ":");
  if ((colon || text->length) && !take_number(text, 2, &minutes)) return false;
  *seconds = hours * 3600L + minutes * 60L;
  if (west) *seconds = -*seconds;
  return hours < 24 && minutes < 60;
}

static void write_number(char *to, int digits, long number) {
  while (digits-- > 0) {
    to[digits] = (char)('0' + number % 10);
    number /= 10;
  }
}

static bool write_moment(long number, long seconds, char to[MOMENT_SIZE]) {
  int year, month, day;
  day_of_number(number, &year, &month, &day);
  if (year < 0 || year > 9999) return false;
  memcpy(to, "0000-00-00T00:00:00Z", MOMENT_SIZE);
  write_number(to, 4, year);
  write_number(to + 5, 2, month);
  write_number(to + 8, 2, day);
  write_number(to + 11, 2, seconds / 3600);
  write_number(to + 14, 2, seconds / 60 % 60);
  write_number(to + 17, 2, seconds % 60);
  return true;
}

bool moment_normalise(struct slice text, char to[MOMENT_SIZE]) {
  long number, seconds = 0, offset = 0;
  if (!take_day(&text, &number)) return false;
  if (text.length) {
    if (!take(&text, "Tt ") || !take_time(&text, &seconds)) return false;
    if (!take_offset(&text, &offset) || text.length) return false;
  }
  seconds -= offset;
  if (seconds < 0) {
    seconds += DAY_SECONDS;
    number--;
  } else if (seconds >= DAY_SECONDS) {
    seconds -= DAY_SECONDS;
    number++;
  }
  return write_moment(number, seconds, to);
}
