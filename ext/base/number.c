/* The only reader of numbers in texts. Must not call the C library's readers,
** which depend on the locale. */
#include "base/number.h"

#include <string.h>

#include "base/ascii.h"

size_t digits_read(struct slice text, int64_t *number) {
  size_t count = 0;
  *number = 0;
  for (; count < text.length && ascii_is_digit(text.at[count]); count++) {
    int digit = text.at[count] - '0';
    bool fits = *number <= (INT64_MAX - digit) / 10;
    *number = fits ? *number * 10 + digit : INT64_MAX;
  }
  return count;
}

bool digits_read_all(struct slice text, int64_t *number) {
  bool is_whole = digits_read(text, number) == text.length && text.length;
  if (!is_whole) *number = 0;
  return is_whole;
}

/* Reads the sign that the text may begin with, and returns its length. */
static size_t read_sign(struct slice text, bool *negative) {
  *negative = text.length && text.at[0] == '-';
  return *negative || (text.length && text.at[0] == '+');
}

/* --- decimal numbers ---------------------------------------------------- */

/* Up to 15 significant digits are exact in a double, and so is the power of
** ten that they are divided by: the quotient is the nearest double. */
enum { EXACT_DIGITS = 15 };

bool decimal_read(struct slice text, double *number) {
  size_t digits = 0, exact_digits = 0;
  double value = 0, scale = 1;
  bool negative;
  size_t i = read_sign(text, &negative);
  for (; i < text.length && ascii_is_digit(text.at[i]); i++, digits++) {
    value = value * 10 + (text.at[i] - '0');
    exact_digits += value > 0;
  }
  if (i < text.length && text.at[i] == '.') i++;
  for (; i < text.length && ascii_is_digit(text.at[i]); i++, digits++) {
    if (exact_digits++ >= EXACT_DIGITS) continue;
    value = value * 10 + (text.at[i] - '0');
    scale *= 10;
  }
  *number = (negative ? 0 - value : value) / scale;
  return digits > 0 && i == text.length;
}

/* --- whole numbers of JSON ---------------------------------------------- */

/* No text has enough digits to balance such an exponent. So all exponents
** beyond this one give the same result. */
enum { HUGE_EXPONENT = 1000000000 };

static long read_exponent(struct slice text) {
  int64_t exponent;
  bool negative;
  digits_read(ascii_skip(text, read_sign(text, &negative)), &exponent);
  if (exponent > HUGE_EXPONENT) exponent = HUGE_EXPONENT;
  return (long)(negative ? -exponent : exponent);
}

/* The number digits * 10^exponent. */
struct decimal {
  bool negative;
  struct slice digits; /* perhaps with a point in it */
  long exponent;
};

/* Splits a number into its digits and its exponent. Drops zeros (and the point)
** at both ends of the digits. Then the number is whole exactly if the exponent
** is not negative. */
static struct decimal split_number(struct slice text) {
  struct decimal decimal = {0};
  decimal.negative = text.length && text.at[0] == '-';
  size_t start = decimal.negative, end = start;
  while (end < text.length &&
         (ascii_is_digit(text.at[end]) || text.at[end] == '.')) {
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

/* Appends a digit to the value; false if it does not fit. The value is
** negative, because int64_t has one negative number more than positive ones. */
static bool push_digit(int64_t *value, int digit) {
  if (*value < (INT64_MIN + digit) / 10) return false;
  *value = *value * 10 - digit;
  return true;
}

const char *whole_read(struct slice number, int64_t *value) {
  struct decimal decimal = split_number(number);
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
