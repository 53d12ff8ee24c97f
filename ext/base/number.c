#include "base/number.h"

#include <string.h>

static bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

/* Greater exponents than any text can make up for by its digits say no more
** than this one. */
enum { HUGE_EXPONENT = 1000000000 };

static long read_exponent(struct slice text) {
  size_t at = 0;
  bool negative = text.length && text.at[0] == '-';
  long exponent = 0;
  if (text.length && (text.at[0] == '-' || text.at[0] == '+')) at = 1;
  for (; at < text.length; at++) {
    if (exponent < HUGE_EXPONENT) exponent = exponent * 10 + text.at[at] - '0';
  }
  return negative ? -exponent : exponent;
}

/* A number is digits * 10^exponent. */
struct decimal {
  bool negative;
  struct slice digits; /* perhaps with a point in it */
  long exponent;
};

/* Drops zeros (and the point) at both ends, so that a number is whole exactly
** if its exponent is not negative. */
static struct decimal split(struct slice text) {
  struct decimal decimal = {0};
  decimal.negative = text.length && text.at[0] == '-';
  size_t start = decimal.negative, end = start;
  while (end < text.length && (is_digit(text.at[end]) || text.at[end] == '.')) {
    end++;
  }
  if (end < text.length) {
    decimal.exponent =
        read_exponent((struct slice){text.at + end + 1, text.length - end - 1});
  }
  const char *point = memchr(text.at + start, '.', end - start);
  if (point) decimal.exponent -= text.at + end - (point + 1);
  while (end > start && (text.at[end - 1] == '0' || text.at[end - 1] == '.')) {
    decimal.exponent += text.at[end - 1] == '0';
    end--;
  }
  while (start < end && (text.at[start] == '0' || text.at[start] == '.')) {
    start++;
  }
  decimal.digits = (struct slice){text.at + start, end - start};
  return decimal;
}

/* One digit more; false if it does not fit. The value is kept negative, for
** that side holds one number more. */
static bool push_digit(int64_t *value, int digit) {
  if (*value < (INT64_MIN + digit) / 10) return false;
  *value = *value * 10 - digit;
  return true;
}

const char *whole_read(struct slice number, int64_t *value) {
  struct decimal decimal = split(number);
  *value = 0;
  if (!decimal.digits.length) return NULL;
  if (decimal.exponent < 0) return "not a whole number";
  for (size_t i = 0; i < decimal.digits.length; i++) {
    char byte = decimal.digits.at[i];
    if (byte != '.' && !push_digit(value, byte - '0')) return "out of range";
  }
  for (long i = 0; i < decimal.exponent; i++) {
    if (!push_digit(value, 0)) return "out of range";
  }
  if (decimal.negative) return NULL;
  if (*value == INT64_MIN) return "out of range";
  *value = -*value;
  return NULL;
}
