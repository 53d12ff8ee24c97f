/* Fuzzes the readers of numbers, days, moments and UTF-8 against the C
** library's strtoull, strtod, timegm, strftime, regular expressions and
** iconv. */
#include <errno.h>
#include <iconv.h>
#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <time.h>

#include "base/ascii.h"
#include "base/number.h"
#include "fuzz/check.h"
#include "text/moment.h"
#include "text/written_day.h"

enum { DAY_SECONDS = 86400, EXPONENT_MAX = 400, DIGITS_MAX = 2000 };

/* --- numbers ------------------------------------------------------------ */

static int64_t capped(const char *digits, char **end) {
  errno = 0;
  unsigned long long number = strtoull(digits, end, 10);
  return errno || number > INT64_MAX ? INT64_MAX : (int64_t)number;
}

static void check_digits(struct slice text, const char *copy) {
  int64_t got, want = 0;
  char *end = (char *)copy;
  if (ascii_is_digit(*copy)) want = capped(copy, &end);
  size_t count = digits_read(text, &got);
  expect(got == want && count == (size_t)(end - copy));
  bool is_all = count > 0 && count == text.length;
  expect(digits_read_all(text, &got) == is_all && got == (is_all ? want : 0));
}

/* Whether the text is as long as the string that strtod would read, and only
** of what both accept. */
static bool is_decimal(struct slice text, const char *copy) {
  char *end;
  if (strspn(copy, "0123456789.+-") != text.length) return false;
  strtod(copy, &end);
  return end > copy && (size_t)(end - copy) == text.length;
}

static void check_decimal(struct slice text, const char *copy) {
  double got, want = strtod(copy, NULL);
  bool is_read = decimal_read(text, &got);
  expect(is_read == is_decimal(text, copy));
  if (!is_read || isinf(want) || isinf(got)) return;
  expect(text.length > 15 ? fabs(got - want) <= 1e-12 * fabs(want) + 1e-14
                          : got == want);
}

/* A number of JSON, taken apart. */
struct parts {
  bool is_negative;
  char digits[DIGITS_MAX]; /* those of the whole part and of the fraction */
  size_t whole, count;     /* how many of the former, of both */
  long exponent;
};

/* Returns false if the text is no number of JSON, or one that is too long to be
** written out. */
static bool split(const char *text, struct parts *parts) {
  static regex_t number;
  regmatch_t at[5];
  const char *pattern =
      "^(-?)(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,4})?$";
  if (!number.re_nsub) expect(!regcomp(&number, pattern, REG_EXTENDED));
  if (strlen(text) >= 400 || regexec(&number, text, 5, at, 0)) return false;
  *parts = (struct parts){.is_negative = at[1].rm_eo > at[1].rm_so};
  parts->whole = (size_t)(at[2].rm_eo - at[2].rm_so);
  parts->count = parts->whole;
  memcpy(parts->digits, text + at[2].rm_so, parts->whole);
  if (at[3].rm_so >= 0) {
    size_t length = (size_t)(at[3].rm_eo - at[3].rm_so - 1);
    memcpy(parts->digits + parts->whole, text + at[3].rm_so + 1, length);
    parts->count += length;
  }
  if (at[4].rm_so >= 0) parts->exponent = atol(text + at[4].rm_so + 1);
  return labs(parts->exponent) <= EXPONENT_MAX;
}

/* Writes the number out without an exponent, and reads that. Returns NULL, or
** the words of whole_read. */
static const char *read_parts(const struct parts *parts, int64_t *number) {
  char plain[2 * DIGITS_MAX], *end;
  long point = EXPONENT_MAX + (long)parts->whole + parts->exponent;
  memset(plain, '0', sizeof plain);
  plain[sizeof plain - 1] = 0;
  memcpy(plain + EXPONENT_MAX, parts->digits, parts->count);
  if (strspn(plain + point, "0") < strlen(plain + point)) {
    return "not a whole number";
  }
  plain[point] = 0;
  errno = 0;
  unsigned long long value = strtoull(plain, &end, 10);
  unsigned long long most = (unsigned long long)INT64_MAX + parts->is_negative;
  if (errno || value > most) return "out of range";
  *number = parts->is_negative ? (int64_t)(0 - value) : (int64_t)value;
  return NULL;
}

static void check_whole(struct slice text, const char *copy) {
  struct parts parts;
  int64_t got, want = 0;
  if (strlen(copy) != text.length || !split(copy, &parts)) return;
  const char *error = whole_read(text, &got);
  const char *expected = read_parts(&parts, &want);
  expect(!error == !expected);
  expect(error ? strcmp(error, expected) == 0 : got == want);
}

/* --- days --------------------------------------------------------------- */

static struct tm fields_of(long long seconds) {
  time_t time = (time_t)seconds;
  struct tm fields;
  expect(gmtime_r(&time, &fields) != NULL);
  return fields;
}

/* The day of a date; false if there is no such date. */
static bool find_day(int year, int month, int day, long long *number) {
  struct tm fields = {
      .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
  *number = timegm(&fields) / DAY_SECONDS;
  return fields.tm_mday == day && fields.tm_mon == month - 1;
}

/* `want` is what the C library writes, which does not fill years up to four
** digits. */
static void check_part(int day, enum day_part part, int year,
                       const char *want) {
  char got[DAY_TEXT_SIZE];
  int first, last;
  day_write(day, part, got);
  if (year > 1000) expect(strcmp(want, got) == 0);
  /* The last week of all is not whole. */
  if (year == 0 || day > DAY_MAX - 7) return;
  expect(day_read(slice_of(got), part, &first, &last));
  expect(first <= day && day <= last && last - first < 31);
}

static void check_number_of_day(struct slice text) {
  int number = 0;
  memcpy(&number, text.at, text.length < 4 ? text.length : 4);
  int day = DAY_MIN + (int)((unsigned)number % (unsigned)(DAY_MAX - DAY_MIN));
  struct tm fields = fields_of((long long)day * DAY_SECONDS);
  char want[40];
  strftime(want, sizeof want, "%Y-%m-%d", &fields);
  check_part(day, PART_DAY, fields.tm_year + 1900, want);
  strftime(want, sizeof want, "%G-W%V", &fields);
  check_part(day, PART_WEEK, fields.tm_year + 1900, want);
  strftime(want, sizeof want, "%Y-%m", &fields);
  check_part(day, PART_MONTH, fields.tm_year + 1900, want);
  expect(day_of((long long)day * DAY_SECONDS + (unsigned)number % 86400) ==
         day);
}

static void check_day(struct slice text, const char *copy) {
  int year, month, day, end = 0, first, last;
  long long want = 0;
  bool is_day = text.length == 10 && strspn(copy, "0123456789-") == 10 &&
                copy[4] == '-' && copy[7] == '-' && copy[5] != '-' &&
                copy[8] != '-' && copy[0] != '-' &&
                sscanf(copy, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 &&
                end == 10 && find_day(year, month, day, &want);
  expect(day_read(text, PART_DAY, &first, &last) == is_day);
  expect(!is_day || (first == want && last == want));
}

/* The two digits at a place; 0 where there is no such place. */
static int two_digits(const char *text, regmatch_t at) {
  if (at.rm_so < 0) return 0;
  return (text[at.rm_so] - '0') * 10 + text[at.rm_so + 1] - '0';
}

/* Hours, minutes and perhaps seconds from the given group on. */
static long seconds_of(const char *text, const regmatch_t *at, int hours,
                       int minutes, int seconds) {
  return 3600L * two_digits(text, at[hours]) +
         60L * two_digits(text, at[minutes]) +
         (seconds ? two_digits(text, at[seconds]) : 0);
}

/* The moment that the text says, in seconds; false if it says none. */
static bool find_moment(const char *text, long long *moment) {
  static regex_t form;
  regmatch_t at[14];
  const char *pattern = "^([0-9]{4})-([0-9]{2})-([0-9]{2})"
                        "([Tt ]([01][0-9]|2[0-3]):([0-5][0-9])"
                        "(:([0-5][0-9])([.,][0-9]+)?)?"
                        "([Zz]|[+-]([01][0-9]|2[0-3])(:?([0-5][0-9]))?)?)?$";
  long long day;
  if (!form.re_nsub) expect(!regcomp(&form, pattern, REG_EXTENDED));
  if (regexec(&form, text, 14, at, 0)) return false;
  if (!find_day(atoi(text), atoi(text + 5), atoi(text + 8), &day)) return false;
  long offset = seconds_of(text, at, 11, 13, 0);
  if (at[10].rm_so >= 0 && text[at[10].rm_so] == '-') offset = -offset;
  *moment = day * DAY_SECONDS + seconds_of(text, at, 5, 6, 8) - offset;
  return *moment >= (long long)DAY_MIN * DAY_SECONDS &&
         *moment < (DAY_MAX + 1LL) * DAY_SECONDS;
}

static void check_moment(struct slice text, const char *copy) {
  char got[MOMENT_TEXT_SIZE], want[80];
  long long seconds;
  bool is_moment = strlen(copy) == text.length && find_moment(copy, &seconds);
  expect(moment_read(text, got) == is_moment);
  if (!is_moment) return;
  struct tm fields = fields_of(seconds);
  snprintf(want, sizeof want, "%04d-%02d-%02dT%02d:%02d:%02dZ",
           fields.tm_year + 1900, fields.tm_mon + 1, fields.tm_mday,
           fields.tm_hour, fields.tm_min, fields.tm_sec);
  expect(strcmp(got, want) == 0);
}

/* What was read is written in a form that reads as the same. */
static void check_written_day(struct slice text) {
  struct written_day day, again;
  char iso[DAY_TEXT_SIZE];
  size_t length = written_day_read(text, &day);
  expect(length <= text.length);
  if (!length) return;
  written_day_write(day, iso);
  if (iso[0] == '-') return;
  expect(written_day_read(slice_of(iso), &again) == strlen(iso));
  expect(day.year == again.year && day.month == again.month &&
         day.day == again.day);
}

/* --- characters --------------------------------------------------------- */

/* Reads as far as the text is valid, as iconv does. */
static void check_utf8(struct slice text, char *copy) {
  static iconv_t converter;
  uint32_t character, wide;
  if (!converter) converter = iconv_open("UTF-32LE", "UTF-8");
  iconv(converter, NULL, NULL, NULL, NULL);
  char *from = copy;
  size_t left = text.length;
  for (size_t width; text.length; text = ascii_skip(text, width)) {
    char *to = (char *)&wide;
    size_t room = sizeof wide;
    iconv(converter, &from, &left, &to, &room);
    width = utf8_read(text, &character);
    expect((width == 0) == (room == sizeof wide));
    if (!width) return;
    expect(character == wide && width == text.length - left);
  }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  struct slice text = {(const char *)bytes, length};
  char *copy = copy_terminated(text);
  check_digits(text, copy);
  check_decimal(text, copy);
  check_whole(text, copy);
  check_number_of_day(text);
  check_day(text, copy);
  check_moment(text, copy);
  check_written_day(text);
  check_utf8(text, copy);
  free(copy);
  return 0;
}
